"""PEP 723: the requirements that single-file scripts carry in a comment."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

# The regular expression is the one of the specification "Inline script metadata".
_BLOCK = re.compile(r"(?m)^# /// (?P<type>[a-zA-Z0-9-]+)$\s(?P<content>(^#(| .*)$\s)+)^# ///$")


def script_requirements(project: Path) -> dict[str, tuple[str, ...]]:
    """The `dependencies` of each script in the project's top folder, by file name.

    A block that is no TOML counts as none: the script's own runner complains of it.
    """
    found = {path.name: tuple(_requirements(path)) for path in sorted(project.glob("*.py"))}
    return {name: lines for name, lines in found.items() if lines}


def _requirements(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8", errors="replace").replace("\r\n", "\n")
    for match in _BLOCK.finditer(text):
        if match["type"] != "script":
            continue
        content = "\n".join(
            line[2:] if line.startswith("# ") else line[1:] for line in match["content"].split("\n")
        )
        try:
            lines = tomllib.loads(content).get("dependencies", ())
        except tomllib.TOMLDecodeError:
            return
        yield from (line for line in lines if isinstance(line, str))
