"""Poetry's and Pipenv's own ways to say a requirement, as PEP 508 says it.

Poetry's documentation, "Dependency specification": `^1.2` is `>=1.2,<2`, `~1.2` is `>=1.2,<1.3`,
`1.*` is `==1.*`, a bare `1.2` is `==1.2`; a table adds extras, markers, git, url and path.
"""

from collections.abc import Iterator, Mapping
from typing import Any


def requirements(table: Mapping[str, Any], *, optional: tuple[str, ...] = ()) -> Iterator[str]:
    """The lines of a `dependencies` table; `python` is none, and an optional one only if named."""
    for name, value in table.items():
        if name.lower() == "python":
            continue
        for entry in value if isinstance(value, list) else [value]:
            if not isinstance(entry, Mapping):
                yield f"{name}{specifier(str(entry))}"
            elif not entry.get("optional") or name in optional:
                yield _line(name, entry)


def _line(name: str, entry: Mapping[str, Any]) -> str:
    extras = f"[{','.join(entry['extras'])}]" if entry.get("extras") else ""
    markers = list(_markers(entry))
    marker = f" ; {' and '.join(markers)}" if markers else ""
    if "path" in entry:
        return f"./{entry['path']}"
    for kind in ("git", "url"):
        if kind in entry:
            return f"{name}{extras} @ {_location(kind, entry)}{marker}"
    return f"{name}{extras}{specifier(str(entry.get('version', '*')))}{marker}"


def _location(kind: str, entry: Mapping[str, Any]) -> str:
    if kind == "url":
        return str(entry["url"])
    revision = entry.get("rev") or entry.get("ref") or entry.get("tag") or entry.get("branch")
    return f"git+{entry['git']}" + (f"@{revision}" if revision else "")


def _markers(entry: Mapping[str, Any]) -> Iterator[str]:
    if python := entry.get("python"):
        for part in specifier(str(python)).split(","):
            operator = part.rstrip("0123456789.*abrc")
            yield f"python_version {operator} '{part[len(operator) :]}'"
    if platform := entry.get("platform"):
        yield f"sys_platform == '{platform}'"
    if markers := entry.get("markers"):
        yield f"({markers})"


def specifier(constraint: str) -> str:
    """A PEP 440 specifier; empty for `*`, and for alternatives (`||`), which PEP 440 cannot say."""
    if "||" in constraint:
        return ""
    parts = (part.strip() for part in constraint.replace(" ", ",").split(","))
    return ",".join(filter(None, map(_part, _joined(parts))))


def _joined(parts: Iterator[str]) -> Iterator[str]:
    """`>= 1.2` written with a space is one part."""
    operator = ""
    for part in filter(None, parts):
        if part in (">", ">=", "<", "<=", "==", "!=", "~", "^", "~="):
            operator = part
            continue
        yield operator + part
        operator = ""


def _part(part: str) -> str:
    if part == "*":
        return ""
    if part.startswith("^"):
        return _below(part[1:], _caret_place(part[1:]))
    if part.startswith("~") and not part.startswith("~="):
        return _below(part[1:], min(1, part.count(".")))
    if part[0].isdigit():
        return f"=={part}"
    return f"=={part[1:]}" if part.startswith("=") and not part.startswith("==") else part


def _caret_place(version: str) -> int:
    """The place that must not change: the leftmost one that is not 0, else the last."""
    numbers = version.split(".")
    return next((i for i, number in enumerate(numbers) if number.strip("0")), len(numbers) - 1)


def _below(version: str, place: int) -> str:
    numbers = version.split(".")[: place + 1]
    digits = "".join(c for c in numbers[-1] if c.isdigit()) or "0"
    upper = [*numbers[:-1], str(int(digits) + 1)]
    return f">={version},<{'.'.join(upper)}"
