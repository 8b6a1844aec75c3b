"""Which folders of a project an environment imports from, read from its editable installation."""

import ast
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse
from urllib.request import url2pathname

from ftmigrate.host.environments import site_packages
from ftmigrate.model.interpreter import Environment


@dataclass(frozen=True, slots=True)
class SourceRoots:
    """`project` is the user's own tree; `folders` are relative to it, first one wins.

    `packages` maps the name of a top-level package that no folder spells to its relative path.
    """

    project: Path
    folders: tuple[str, ...]
    packages: tuple[tuple[str, str], ...] = ()


def source_roots(environment: Environment) -> SourceRoots:
    """From PEP 610's `direct_url.json`, `.pth` files and setuptools' editable finder."""
    sites = site_packages(environment.path)
    project = _project(sites, environment)
    folders: list[str] = []
    packages: list[tuple[str, str]] = []
    for path in _pth_folders(sites):
        _add(folders, project, path)
    for name, path in _mappings(sites):
        if path.stem == name:
            _add(folders, project, path.parent)
        elif path.is_relative_to(project):
            packages.append((name, path.relative_to(project).as_posix()))
    if not folders and not packages:
        folders = ["src", "."] if (project / "src").is_dir() else ["."]
    return SourceRoots(project, tuple(folders), tuple(packages))


def has_package(environment: Environment, name: str) -> bool:
    """Whether a top-level package or module is installed; starts no process."""
    return any(
        (site / name).is_dir() or (site / f"{name}.py").is_file() for site in site_packages(environment.path)
    )


def _project(sites: Sequence[Path], environment: Environment) -> Path:
    beside = environment.path.parent.resolve()
    editable = []
    for record in _files(sites, "*.dist-info/direct_url.json"):
        document = json.loads(record.read_text(encoding="utf-8"))
        if document.get("dir_info", {}).get("editable"):
            editable.append(Path(url2pathname(unquote(urlparse(document["url"]).path))).resolve())
    if beside in editable or not editable:
        return beside
    return next((path for path in editable if path.is_relative_to(beside)), editable[0])


def _files(sites: Sequence[Path], pattern: str) -> list[Path]:
    return [path for site in sites for path in sorted(site.glob(pattern))]


def _pth_folders(sites: Sequence[Path]) -> list[Path]:
    folders = []
    for file in _files(sites, "*.pth"):
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            line = line.strip()
            if line and not line.startswith(("#", "import ", "import\t")):
                folders.append((file.parent / line).resolve())
    return [folder for folder in folders if folder.is_dir()]


def _mappings(sites: Sequence[Path]) -> list[tuple[str, Path]]:
    """`MAPPING` of setuptools' `__editable___NAME_finder.py`: package name to its folder or file."""
    found = []
    for file in _files(sites, "__editable___*_finder.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "MAPPING" and node.value:
                found += [(name, Path(path).resolve()) for name, path in ast.literal_eval(node.value).items()]
    return found


def _add(folders: list[str], project: Path, path: Path) -> None:
    if path.is_relative_to(project):
        relative = os.path.relpath(path, project).replace(os.sep, "/")
        if relative not in folders:
            folders.append(relative)
