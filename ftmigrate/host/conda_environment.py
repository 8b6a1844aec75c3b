"""The pip part of a conda environment.yml, and what of it is left.

Only the `dependencies` list is read: block style, as conda itself writes it.
"""

import re
from dataclasses import dataclass
from pathlib import Path

NAMES = ("environment.yml", "environment.yaml")


@dataclass(frozen=True, slots=True)
class CondaDependencies:
    """`pip` are lines for pip (requirements or options), `conda` the match specs left to conda."""

    pip: tuple[str, ...] = ()
    conda: tuple[str, ...] = ()


def conda_file(project: Path) -> str:
    return next((name for name in NAMES if (project / name).is_file()), "")


def read_conda(path: Path) -> CondaDependencies:
    pip: list[str] = []
    conda: list[str] = []
    inside, pip_indent = False, -1
    for line in path.read_text("utf-8", errors="replace").splitlines():
        text = re.sub(r"(^|\s)#.*", "", line).rstrip()
        if not text:
            continue
        indent = len(text) - len(text.lstrip())
        item = re.match(r"\s*-\s+(.*)", text)
        if item is None:
            inside = text.rstrip() == "dependencies:" if indent == 0 else inside
            continue
        if not inside:
            continue
        value = item[1].strip().strip("'\"")
        if 0 <= pip_indent < indent:
            pip.append(value)
        elif value == "pip:":
            pip_indent = indent
        else:
            pip_indent = -1
            conda.append(value)
    return CondaDependencies(tuple(pip), tuple(conda))
