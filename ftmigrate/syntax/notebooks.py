"""Jupyter notebooks as one Python text and back, byte for byte outside the changed lines.

Format: nbformat 4, "code" cells with `source` as a string or a list of lines.
"""

import json
import re
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]

_MARK = "# ftmigrate cell {}"
_MARK_LINE = re.compile(r"^# ftmigrate cell \d+\n?", re.MULTILINE)
_MAGIC = re.compile(r"^([ \t]*)([%!?].*|[\w.]+\?+)$")
_HIDDEN = re.compile(r"^([ \t]*)pass  # ftmigrate magic (\d+)$", re.MULTILINE)
_BLANK = re.compile(r"[ \t\r\n]*")


class NotANotebook(ValueError):
    """The text is no notebook of a known format."""


@dataclass(frozen=True, slots=True)
class Token:
    """One JSON string: `raw[start:end]` with its quotes, and its value."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Cell:
    """The `source` of one code cell: `start` and `end` of its JSON value, and the strings in it."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    is_list: bool

    @property
    def text(self) -> str:
        return "".join(token.value for token in self.tokens)


class Notebook:
    """`text` is all code cells as one module; magics and foreign cells are hidden in it."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        try:
            self.cells = [cell for cell in _code_cells(raw) if not cell.text.startswith("%%")]
        except (ValueError, IndexError, KeyError, RecursionError) as error:
            raise NotANotebook(f"it is no notebook that can be read: {error}") from error
        self._magics: list[str] = []
        pieces = []
        for number, cell in enumerate(self.cells):
            body = "\n".join(self._hide(line) for line in cell.text.split("\n"))
            pieces.append(f"{_MARK.format(number)}\n{body}\n")
        self.text = "".join(pieces)

    def _hide(self, line: str) -> str:
        match = _MAGIC.match(line)
        if match is None:
            return line
        self._magics.append(match[2])
        return f"{match[1]}pass  # ftmigrate magic {len(self._magics) - 1}"

    def location(self, line: int) -> int:
        """The 1-based line in the notebook file of a line of `text`."""
        number = -1
        within = 0
        for text in self.text.split("\n")[:line]:
            if _MARK_LINE.match(text):
                number, within = number + 1, 0
            else:
                within += 1
        if number < 0:
            return 1
        cell = self.cells[number]
        token = cell.tokens[min(max(within - 1, 0), len(cell.tokens) - 1)] if cell.tokens else None
        return self.raw.count("\n", 0, token.start if token is not None else cell.start) + 1

    def rewritten(self, text: str) -> str:
        """The notebook with the changed text in its cells; ValueError where the cells do not match."""
        shown = _HIDDEN.sub(lambda match: match[1] + self._magics[int(match[2])], text)
        bodies = [body.removesuffix("\n") for body in _MARK_LINE.split(shown)[1:]]
        if len(bodies) != len(self.cells):
            raise ValueError("the cells of the notebook do not match any more")
        raw = self.raw
        for cell, body in reversed(list(zip(self.cells, bodies, strict=True))):
            if body != cell.text:
                raw = raw[: cell.start] + _source(cell, body, self.raw) + raw[cell.end :]
        return raw


def _source(cell: Cell, body: str, raw: str) -> str:
    """The JSON value of a changed cell, laid out as it was."""
    ascii_only = raw[cell.start : cell.end].isascii()
    if not cell.is_list:
        return json.dumps(body, ensure_ascii=ascii_only)
    lines = body.splitlines(keepends=True) if "\r" not in body else re.findall(r"[^\n]*\n|[^\n]+", body)
    written = [json.dumps(line, ensure_ascii=ascii_only) for line in lines]
    if not cell.tokens:
        return "[" + ", ".join(written) + "]"
    opening = raw[cell.start : cell.tokens[0].start]
    closing = raw[cell.tokens[-1].end : cell.end]
    between = raw[cell.tokens[0].end : cell.tokens[1].start] if len(cell.tokens) > 1 else ", "
    return opening + between.join(written) + closing


def _code_cells(raw: str) -> list[Cell]:
    document = json.loads(raw)
    if (
        not isinstance(document, dict)
        or document.get("nbformat") != 4
        or not isinstance(document.get("cells"), list)
    ):
        raise ValueError("its format is not nbformat 4")
    language = document.get("metadata", {}).get("kernelspec", {}).get("language", "python")
    if language != "python":
        return []
    kinds = [cell.get("cell_type") for cell in document["cells"]]
    spans = _Scanner(raw).cell_sources()
    if len(spans) != len(kinds):
        raise ValueError("a cell has no source")
    return [cell for cell, kind in zip(spans, kinds, strict=True) if kind == "code"]


class _Scanner:
    """Finds where the `source` values of top-level cells lie; the text is known to be JSON."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.found: list[Cell] = []

    def cell_sources(self) -> list[Cell]:
        self._value(self._skip(0), ())
        return self.found

    def _skip(self, at: int) -> int:
        match = _BLANK.match(self.raw, at)
        assert match is not None
        return match.end()

    def _value(self, at: int, path: tuple[str, ...]) -> int:
        """Read one value and return where it ends."""
        if path == ("cells", "", "source"):
            return self._cell(at)
        opening = self.raw[at]
        if opening == '"':
            return int(scanstring(self.raw, at + 1)[1])
        if opening in "{[":
            return self._container(at, path, is_object=opening == "{")
        match = re.compile(r"[^,\]}\s]+").match(self.raw, at)
        assert match is not None
        return match.end()

    def _container(self, at: int, path: tuple[str, ...], *, is_object: bool) -> int:
        at = self._skip(at + 1)
        while self.raw[at] not in "}]":
            key = ""
            if is_object:
                key, at = scanstring(self.raw, at + 1)
                at = self._skip(self._skip(at) + 1)
            at = self._skip(self._value(at, (*path, key)))
            if self.raw[at] == ",":
                at = self._skip(at + 1)
        return at + 1

    def _cell(self, start: int) -> int:
        tokens: list[Token] = []
        at = start
        is_list = self.raw[start] == "["
        if is_list:
            at = self._skip(at + 1)
            while self.raw[at] != "]":
                value, end = scanstring(self.raw, at + 1)
                tokens.append(Token(at, end, value))
                at = self._skip(end)
                at = self._skip(at + 1) if self.raw[at] == "," else at
            at += 1
        else:
            value, at = scanstring(self.raw, at + 1)
            tokens.append(Token(start, at, value))
        self.found.append(Cell(start, at, tuple(tokens), is_list))
        return at
