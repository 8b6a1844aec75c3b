"""The lines that are measured before and after: the user's, and what a project has without being asked."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ftmigrate.host.relevant_tests import module_names, relevant_tests
from ftmigrate.host.source_roots import has_package, source_roots
from ftmigrate.host.tree_differences import changed_files
from ftmigrate.model.interpreter import Environment

IMPORT = "import of what was migrated"
_TESTS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """`configured`: the user's own, of which a failure is one. `decides`: it counts for the verdict."""

    name: str
    text: str
    configured: bool = True
    decides: bool = True


def lines_of(
    configured: Mapping[str, str], trees: Mapping[str, Path], environments: Sequence[Environment]
) -> tuple[Line, ...]:
    """The user's lines, else tests that import what was migrated; and the import of that by itself."""
    own = [Line(name, text) for name, text in configured.items()]
    if "before" not in trees:
        return tuple(own)
    changed = changed_files(trees["before"], trees["after"])
    modules = module_names(changed, source_roots(environments[0]).folders)
    if not own and all(has_package(environment, "pytest") for environment in environments):
        own = [
            Line(path, f"python -m pytest -q -x -p no:cacheprovider {shlex.quote(path)}", configured=False)
            for path in relevant_tests(trees["after"], modules)[:_TESTS]
        ]
    if modules:
        text = f"python -c 'import {', '.join(modules)}'"
        own.append(Line(IMPORT, text, configured=False, decides=False))
    return tuple(own)
