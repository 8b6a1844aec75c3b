"""The files in which a project says what it needs: read once, with no opinion."""

import configparser
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ftmigrate.host.conda_environment import CondaDependencies, conda_file, read_conda
from ftmigrate.host.configuration import PYPROJECT, read_toml
from ftmigrate.host.inline_scripts import script_requirements
from ftmigrate.host.lockfiles import lock_of

# Tables of pyproject.toml that decide what is installed; a change in a linter's settings must not rebuild.
_DECIDING_TOOLS = (
    "setuptools", "setuptools_scm", "hatch", "poetry", "pdm", "flit", "uv", "maturin",
    "scikit-build", "meson-python", "cibuildwheel",
)  # fmt: skip
_INCLUDE = re.compile(r"^\s*(?:-r|--requirement|-c|--constraint)[\s=]*(?P<path>[^#\s]+)")


@dataclass(frozen=True, slots=True)
class Declarations:
    """`pyproject` and `setup_cfg` are parsed ({} if absent); `requirement_files` are the project's
    requirements*.txt and requirements/*.txt, relative with forward slashes; `lock` and `conda_file`
    are names, empty if absent; `scripts` maps a script to its PEP 723 requirements."""

    pyproject: Mapping[str, Any]
    setup_cfg: Mapping[str, Mapping[str, str]]
    has_setup_py: bool
    requirement_files: tuple[str, ...]
    uses_pytest: bool
    pipfile: Mapping[str, Any]
    lock: str
    conda_file: str
    conda: CondaDependencies
    scripts: Mapping[str, tuple[str, ...]]


def read_declarations(project: Path) -> Declarations:
    """Raises UsageError for a pyproject.toml that is no TOML or a setup.cfg that cannot be parsed."""
    pyproject, pipfile = project / PYPROJECT, project / "Pipfile"
    conda = conda_file(project)
    return Declarations(
        pyproject=read_toml(pyproject) if pyproject.is_file() else {},
        setup_cfg=_setup_cfg(project / "setup.cfg"),
        has_setup_py=(project / "setup.py").is_file(),
        requirement_files=tuple(dict.fromkeys(_requirement_files(project))),
        uses_pytest=_uses_pytest(project),
        pipfile=read_toml(pipfile) if pipfile.is_file() else {},
        lock=lock_of(project),
        conda_file=conda,
        conda=read_conda(project / conda) if conda else CondaDependencies(),
        scripts=script_requirements(project),
    )


def _setup_cfg(path: Path) -> Mapping[str, Mapping[str, str]]:
    if not path.is_file():
        return {}
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(path.read_text("utf-8", errors="replace"), source=path.name)
    except configparser.Error as error:
        from ftmigrate.model.errors import UsageError

        line = getattr(error, "lineno", None) or next(iter(getattr(error, "errors", ())), (0,))[0]
        where = f"{path.name}:{line}" if line else path.name
        raise UsageError("this setup.cfg cannot be parsed.", where=where) from None
    return {section: dict(parser.items(section)) for section in parser.sections()}


def _requirement_files(project: Path) -> Iterator[str]:
    for pattern in ("requirements*.txt", "*requirements.txt", "requirements/*.txt"):
        for path in sorted(project.glob(pattern)):
            if path.is_file():
                yield path.relative_to(project).as_posix()


def has_hashes(requirements: Path) -> bool:
    """Whether a requirements file asks for hashes, itself; a missing file does not."""
    try:
        return b"--hash" in requirements.read_bytes()
    except OSError:
        return False


def _uses_pytest(project: Path) -> bool:
    """Whether pytest runs this project's tests: its settings, its conftest, or an import of it."""
    if (project / "pytest.ini").is_file() or (project / "conftest.py").is_file():
        return True
    for folder in ("tests", "test", "testing", "src", "."):
        root = project / folder
        pattern = "test*.py" if folder == "." else "**/*.py"
        if not root.is_dir() or folder == "src":
            continue
        for path in root.glob(pattern):
            if path.name == "conftest.py" or b"import pytest" in _head(path) or b"from pytest" in _head(path):
                return True
    return False


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(16384)
    except OSError:
        return b""


def fingerprint(project: Path, declarations: Declarations, files: tuple[str, ...], chosen: object) -> str:
    """The sha256 of everything that decides what is installed.

    `files` are the requirement files in use (those they include are followed), `chosen` any
    value with a stable repr: extras, groups.
    """
    document = declarations.pyproject
    tools = document.get("tool", {})
    deciding = {
        "project": document.get("project"),
        "build-system": document.get("build-system"),
        "dependency-groups": document.get("dependency-groups"),
        "tool": {name: tools[name] for name in _DECIDING_TOOLS if name in tools},
        "chosen": repr(chosen),
        "scripts": declarations.scripts,
    }
    digest = hashlib.sha256(json.dumps(deciding, sort_keys=True, default=str).encode())
    names = ("setup.py", "setup.cfg", "Pipfile", declarations.lock, declarations.conda_file, *files)
    for path in _closure(project, tuple(filter(None, names))):
        digest.update(path.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _closure(project: Path, names: tuple[str, ...]) -> Iterator[Path]:
    """The files and, for requirement files, all that they name with -r or -c."""
    waiting = [project / name for name in names]
    seen: set[Path] = set()
    while waiting:
        path = waiting.pop(0)
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        yield path
        if path.suffix == ".txt":
            text = path.read_text("utf-8", errors="replace")
            matches = filter(None, map(_INCLUDE.match, text.splitlines()))
            waiting += [path.parent / match["path"] for match in matches]
