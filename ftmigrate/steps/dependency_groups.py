"""Extras and groups under every name that tools give them."""

from collections.abc import Mapping
from typing import Any

from ftmigrate.host.declarations import Declarations
from ftmigrate.model import poetry
from ftmigrate.model.dependencies import expand_group, normalized


def extras(declared: Declarations) -> dict[str, str]:
    """Normalized name to name."""
    table = declared.pyproject.get("project", {}).get("optional-dependencies", {})
    legacy = declared.setup_cfg.get("options.extras_require", {})
    return {normalized(name): name for name in (*legacy, *_poetry(declared).get("extras", {}), *table)}


def groups(declared: Declarations) -> dict[str, str]:
    """Normalized name to name, of every tool's groups."""
    names = (
        *(("dev",) if "dev-packages" in declared.pipfile else ()),
        *_poetry_groups(declared),
        *_pdm_groups(declared),
        *declared.pyproject.get("dependency-groups", {}),
    )
    return {normalized(name): name for name in names}


def is_standard(declared: Declarations, name: str) -> bool:
    """Whether it is a group of PEP 735, which installers read themselves."""
    return name in declared.pyproject.get("dependency-groups", {})


def group_lines(declared: Declarations, name: str) -> tuple[str, ...]:
    """The requirements of one group; raises UsageError as `expand_group` does."""
    if name in _poetry_groups(declared):
        return tuple(poetry.requirements(_poetry_groups(declared)[name]))
    if name in _pdm_groups(declared):
        return tuple(line for line in _pdm_groups(declared)[name] if not line.startswith("-e"))
    if name == "dev" and "dev-packages" in declared.pipfile:
        return tuple(poetry.requirements(declared.pipfile["dev-packages"]))
    return expand_group(declared.pyproject.get("dependency-groups", {}), name)


def own_lines(declared: Declarations) -> tuple[str, ...]:
    """What an application without PEP 621 metadata needs, from Poetry's or Pipenv's table."""
    if "project" in declared.pyproject:
        return ()
    return (
        *poetry.requirements(_poetry(declared).get("dependencies", {})),
        *poetry.requirements(declared.pipfile.get("packages", {})),
    )


def _poetry(declared: Declarations) -> Mapping[str, Any]:
    table = declared.pyproject.get("tool", {}).get("poetry", {})
    return table if isinstance(table, dict) else {}


def _poetry_groups(declared: Declarations) -> dict[str, Mapping[str, Any]]:
    table = _poetry(declared)
    old = {"dev": table["dev-dependencies"]} if "dev-dependencies" in table else {}
    return {**old, **{name: group.get("dependencies", {}) for name, group in table.get("group", {}).items()}}


def _pdm_groups(declared: Declarations) -> dict[str, list[str]]:
    return dict(declared.pyproject.get("tool", {}).get("pdm", {}).get("dev-dependencies", {}))
