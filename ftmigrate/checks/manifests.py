"""Reading what a source distribution declares of its build; what cannot be parsed declares nothing."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from ftmigrate.model.source_distribution import SourceDistribution


def toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def build_requires(source: SourceDistribution) -> str:
    """The build requirements, in one text (PEP 518)."""
    table = toml(source.texts.get("pyproject.toml", "")).get("build-system", {})
    requires = table.get("requires", []) if isinstance(table, Mapping) else []
    return " ".join(map(str, requires)) if isinstance(requires, list) else ""


def named(source: SourceDistribution, name: str) -> Iterator[tuple[str, str]]:
    """Path and text of every file of this name, the least deep first."""
    found = [item for item in source.texts.items() if item[0].rpartition("/")[2] == name]
    return iter(sorted(found, key=lambda item: (item[0].count("/"), item[0])))
