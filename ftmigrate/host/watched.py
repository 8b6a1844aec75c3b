"""Runs a project's program under watch: in one of its trees, in one of its environments."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ftmigrate.host.processes import clean_environment
from ftmigrate.host.source_roots import SourceRoots, source_roots
from ftmigrate.model.checking import LoadedExtension
from ftmigrate.model.interpreter import Environment

INSIDE = Path(__file__).parent / "inside"


@dataclass(frozen=True, slots=True)
class Watched:
    """What a watched process needs (`variables`), and where its records arrive (`folder`)."""

    folder: Path
    tree: Path
    roots: SourceRoots
    variables: Mapping[str, str]

    def records(self, pattern: str = "*.jsonl") -> Iterator[dict[str, Any]]:
        """Every record written so far, a process at a time; a line cut off by a kill is skipped."""
        for path in sorted(self.folder.glob(pattern), key=lambda path: path.stat().st_mtime_ns):
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                try:
                    record = json.loads(line)
                except ValueError:
                    continue
                yield {"process": path.name, **record}


@contextmanager
def watched(
    tree: Path,
    environment: Environment,
    lazy: Iterable[str] = (".",),
    *,
    races: Mapping[str, Any] | None = None,
    hangs: bool = False,
) -> Iterator[Watched]:
    """Variables that make the environment's Python import from `tree`, and tell of itself.

    The editable installation still names the user's own tree; PYTHONPATH comes before it.
    `lazy` names files and folders of the tree (relative) whose annotations a Python before 3.14
    must not evaluate too early; `races` is what ftmigrate_races is installed with (a true `record` keeps
    the calls of pools in the folder), and with `hangs` the processes answer a supervisor.
    """
    with tempfile.TemporaryDirectory(prefix="ftmigrate-watch-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        tree = tree.resolve()
        roots = source_roots(environment)
        lazy_files = sorted(str(tree / path) for path in lazy) if needs_patience(environment) else []
        settings = {
            "tree": str(tree),
            "project": str(roots.project),
            "prefix": os.path.realpath(environment.path),
            "lazy_annotations": lazy_files,
            "races": None if races is None else {**races, "record": name if races.get("record") else None},
            "hangs": hangs,
        }
        (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        variables = _variables(folder, tree, roots, environment)
        if lazy_files and tree == roots.project:  # the user's own bytecode is of impatient code
            variables["PYTHONPYCACHEPREFIX"] = str(folder / "pycache")
        yield Watched(folder, tree, roots, variables)


def needs_patience(environment: Environment) -> bool:
    """Whether this interpreter evaluates annotations when they are defined (before PEP 649)."""
    major, minor, *_ = environment.interpreter.version.split(".")
    return (int(major), int(minor)) < (3, 14)


def _variables(folder: Path, tree: Path, roots: SourceRoots, environment: Environment) -> dict[str, str]:
    paths = [str(INSIDE)]
    if roots.packages:
        overlay = folder / "packages"
        overlay.mkdir()
        for name, relative in roots.packages:
            _present(tree / relative, overlay / name)
        paths.append(str(overlay))
    paths += [str((tree / relative).resolve()) for relative in roots.folders]
    plugins = [*filter(None, [os.environ.get("PYTEST_PLUGINS")]), "ftmigrate_pytest"]
    return clean_environment(
        {
            "PYTHONPATH": os.pathsep.join(paths),
            "PATH": os.pathsep.join([str(environment.python.parent), os.environ.get("PATH", "")]),
            "VIRTUAL_ENV": str(environment.path),
            "FTMIGRATE_WATCH": str(folder),
            "PYTEST_PLUGINS": ",".join(plugins),
            "PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED", "0"),
        }
    )


def _present(source: Path, target: Path) -> None:
    """Show a package under the name it is imported by."""
    try:
        target.symlink_to(source, target_is_directory=source.is_dir())
    except OSError:  # Windows without the right to make links
        shutil.copytree(source, target)


def loaded_extensions(records: Iterable[dict[str, Any]]) -> tuple[LoadedExtension, ...]:
    """The extension modules beside the standard library, each once, whoever loaded it."""
    found: dict[str, LoadedExtension] = {}
    for record in records:
        if record["kind"] == "extension":
            loaded = LoadedExtension(
                record["name"], record["path"] or "", tuple(record["chain"]), record["enabled_gil"]
            )
            if loaded.name not in found or loaded.enabled_gil:
                found[loaded.name] = loaded
    return tuple(found.values())


def foreign_modules(records: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """Modules that came from the user's tree while another one was under test."""
    return tuple(sorted({name for r in records if r["kind"] == "end" for name in r["foreign"]}))
