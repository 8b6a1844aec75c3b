"""A rule's page: what people read with `explain`, and the rule's tests at once.

A page starts with `# CODE name`, then prose. Cases stand under `## Acts` and `## Leaves alone`:

    ### Name of the case
    ```python
    the input
    ```
    Reason: `repair:partial-union`
    ```python
    what comes out (under `## Acts` only)
    ```

Words after `python` on the first fence are options: `path=pkg/a.py` names the file, `unsafe`
applies conditional findings too, `adaptive` or `threads` sets the concurrency. A fence with
`file=pkg/other.py` adds another file of the project. Each `Reason:` line names a reason code
(or its beginning) that the findings must hold; prose may stand anywhere.
"""

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

_FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_REASON = re.compile(r"^Reason: `([^`]+)`", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PageCase:
    """One case: `before` at `path` must become `after` (None: must stay as it is)."""

    name: str
    path: str
    before: str
    after: str | None
    reasons: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    text: str
    cases: tuple[PageCase, ...]


def parse(text: str) -> Page:
    """Read a page; ValueError names the case that is not well formed."""
    title = text.partition("\n")[0].removeprefix("# ").strip()
    cases: list[PageCase] = []
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        if heading.strip() in ("Acts", "Leaves alone"):
            chunks = re.split(r"^### ", body, flags=re.MULTILINE)[1:]
            cases.extend(_case(chunk, acts=heading.strip() == "Acts") for chunk in chunks)
    return Page(title, text, tuple(cases))


def _case(chunk: str, *, acts: bool) -> PageCase:
    name, _, body = chunk.partition("\n")
    path = "module.py"
    options: tuple[str, ...] = ()
    shown: list[str] = []
    files: dict[str, str] = {}
    for fence in _FENCE.finditer(body):
        words = fence["info"].split()
        named = dict(word.split("=", 1) for word in words if "=" in word)
        if "file" in named:
            files[named["file"]] = fence["body"]
        elif words[:1] in (["python"], ["json"]):
            shown.append(fence["body"])
            if len(shown) == 1:
                path = named.get("path", path)
                options = tuple(word for word in words[1:] if "=" not in word)
    if len(shown) != 1 + acts:
        raise ValueError(f"case {name!r}: {len(shown)} python blocks where {1 + acts} belong")
    after = shown[1] if acts else None
    reasons = tuple(_REASON.findall(body))
    return PageCase(name.strip(), path, shown[0], after, reasons, options, files)


def file_name(module: str) -> str:
    """The page that lies beside a rule's module: `ftmigrate.rules.annotations.x` -> `annotations/x.md`."""
    parts = module.split(".")[2:]
    return str(PurePosixPath(*parts).with_suffix(".md"))
