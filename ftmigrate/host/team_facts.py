"""What team files have to know of a project that only its tree tells: packages and tests."""

import os
import re
from pathlib import Path
from typing import Any

from ftmigrate.host.declarations import read_declarations
from ftmigrate.host.project_modules import importable_modules
from ftmigrate.host.source_roots import SourceRoots
from ftmigrate.model.dependencies import Dependencies, normalized

# Top-level folders that may be packages, yet are not what the project is there for.
_NOT_THE_PROJECT = {
    "benchmark", "benchmarks", "build", "ci", "dist", "doc", "docs", "example", "examples",
    "script", "scripts", "test", "testing", "tests", "tools",
}  # fmt: skip
_TEST_FILE = re.compile(r"test.*\.py|.*_test\.py")
_LEFT_OUT = {"node_modules", "site-packages", "build", "dist", "__pycache__"}


def project_name(project: Path, document: dict[str, Any]) -> str:
    """`[project] name`, Poetry's, or the folder's."""
    table = document.get("project", {})
    poetry = document.get("tool", {}).get("poetry", {})
    return str(table.get("name") or poetry.get("name") or project.resolve().name)


def import_names(project: Path, name: str) -> tuple[str, ...]:
    """The top-level packages to import: those in src, else those in the root, else one module.

    Scripts are left out, for importing one would run it. Empty where nothing can be told.
    """
    for folder in ("src", "lib", "."):
        roots = SourceRoots(project, (folder,))
        modules = [m for m in importable_modules(project, roots, ()) if "." not in m.name and not m.refusal]
        packages = [m.name for m in modules if m.path.endswith("/__init__.py")]
        if folder == ".":
            packages = [package for package in packages if package not in _NOT_THE_PROJECT]
        own = re.sub(r"[-.]+", "_", name)
        found = packages or [m.name for m in modules if m.name == own]
        if found:
            return tuple(found)
    return ()


def requirement_lines(project: Path, wanted: Dependencies) -> tuple[str, ...]:
    """What the chosen extras and requirement files ask for, as written."""
    document = read_declarations(project).pyproject.get("project", {})
    optional = {normalized(key): lines for key, lines in document.get("optional-dependencies", {}).items()}
    extras = [line for name in wanted.extras for line in optional.get(normalized(name), ())]
    texts = [(project / name).read_text("utf-8", errors="replace") for name in wanted.requirement_files]
    return (*extras, *(line.strip() for text in texts for line in text.splitlines()))


def has_tests(project: Path) -> bool:
    return bool(_test_files(project))


def unittest_command(project: Path) -> str:
    """`python -m unittest discover`, started where the tests are."""
    tops = {path.relative_to(project).parts[0] for path in _test_files(project)}
    top = tops.pop() if len(tops) == 1 else ""
    inside = top and (project / top).is_dir() and not (project / top / "__init__.py").is_file()
    return f"python -m unittest discover -s {top}" if inside else "python -m unittest discover"


def _test_files(project: Path) -> list[Path]:
    found = []
    for folder, folders, files in os.walk(project):
        folders[:] = [name for name in folders if name not in _LEFT_OUT and not name.startswith(".")]
        found += [Path(folder, name) for name in files if _TEST_FILE.fullmatch(name)]
    return found
