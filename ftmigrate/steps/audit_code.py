"""The part of the audit that reads the project's own code and metadata; it runs none of it."""

import ast
import tokenize
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from ftmigrate.checks import code_processes, code_removals, code_smells
from ftmigrate.checks.code_metadata import metadata
from ftmigrate.checks.code_native import NATIVE_SUFFIXES, native
from ftmigrate.host.declarations import read_declarations
from ftmigrate.host.sources import select
from ftmigrate.model.auditing import CodeNote
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.progress import Progress
from ftmigrate.steps import dependencies

_CHECKS = (
    (code_removals.relevant, code_removals.removals),
    (code_processes.relevant, code_processes.processes),
    (code_smells.relevant, code_smells.smells),
)
# What tests share is the tests' own business; what they import must still be there.
_TEST_FOLDERS = frozenset({"test", "tests", "testing"})
_BUILD_FILES = frozenset({"setup.py", "meson.build", "CMakeLists.txt"})
_SIZE_LIMIT = 5_000_000


def read_code(
    project: Path,
    environments: Sequence[Environment],
    configuration: Configuration,
    progress: Progress,
) -> tuple[CodeNote, ...]:
    """Every note on the project's files, by path and line; metadata first."""
    files = select(project, configuration, suffixes=(".py", *NATIVE_SUFFIXES))
    notes = list(_metadata(project, environments, configuration))
    cython = _cython_declared_by_build(project, files)
    with progress.task("Reading the project's code", total=len(files)) as task:
        for name in files:
            if not (name.endswith(".pyx") and cython):
                notes += sorted(_one(project, name), key=lambda note: note.line)
            task.update(advance=1)
    return tuple(notes)


def _metadata(
    project: Path, environments: Sequence[Environment], configuration: Configuration
) -> Iterator[CodeNote]:
    wanted = dependencies.read(project, configuration)
    classifiers = read_declarations(project).pyproject.get("project", {}).get("classifiers", ())
    versions = [environment.interpreter.version for environment in environments if not environment.stand_in]
    declared_in = wanted.declared_in[0] if wanted.declared_in else "pyproject.toml"
    yield from metadata(wanted.requires_python, tuple(map(str, classifiers)), versions, declared_in)


def _one(project: Path, name: str) -> Iterator[CodeNote]:
    path = project / name
    if path.stat().st_size > _SIZE_LIMIT:
        return
    if not name.endswith(".py"):
        yield from native(name, path.read_text("utf-8", errors="replace"))
        return
    try:
        with tokenize.open(path) as file:
            text = file.read()
        checks = [check for relevant, check in _CHECKS if relevant(text)]
        tree = _parsed(text) if checks else None
    except (SyntaxError, UnicodeDecodeError, ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        yield CodeNote("unread", name, 0, f"this file could not be read: {reason}.")
        return
    in_tests = bool(_TEST_FOLDERS & set(Path(name).parts[:-1]))
    for check in checks:
        if tree is not None and not (in_tests and check is code_smells.smells):
            yield from check(name, tree)


def _parsed(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the project's strings and comparisons: not ours to tell
        return ast.parse(text)


def _cython_declared_by_build(project: Path, files: Sequence[str]) -> bool:
    """Whether the build gives Cython the directive for all its modules at once."""
    builds = [name for name in files if name.rpartition("/")[2] in _BUILD_FILES]
    return any(
        b"freethreading_compatible" in (project / name).read_bytes()
        for name in (*builds, "pyproject.toml")
        if (project / name).is_file()
    )
