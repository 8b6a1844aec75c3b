"""Between the positions of `ast` (line, UTF-8 byte column) and character offsets of a text."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate

_HEAD = 2_000  # characters
# Where the compiler ends a line; unlike str.splitlines, form feeds and U+2028 do not count.
_LINE_END = re.compile(r"\r\n|\n|\r")


class Positions:
    """The line table of one text. Lines are 1-based, columns 0-based."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ascii = text.isascii()

    @cached_property
    def _starts(self) -> list[int]:
        return _starts_of_lines(self._text)

    @cached_property
    def _first(self) -> list[int]:
        """The starts of the first lines: of many files nothing else is asked."""
        return _starts_of_lines(self._text[:_HEAD])[:-1]

    def offset(self, line: int, byte_column: int) -> int:
        """The character offset of an `ast` position."""
        start = self.line_start(line)
        if self._ascii:
            return start + byte_column
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        prefix = self._text[start:end].encode("utf-8", "surrogatepass")[:byte_column]
        return start + len(prefix.decode("utf-8", "surrogatepass"))

    def location(self, offset: int) -> tuple[int, int]:
        """`(line, character column)` of a character offset."""
        first = self._first
        starts = first if first and offset < first[-1] else self._starts
        index = bisect_right(starts, offset) - 1
        return index + 1, offset - starts[index]

    def lines(self, offsets: Iterable[int]) -> Iterator[int]:
        """The lines of character offsets, which ascend: counted, since that takes no table of all lines."""
        if "\r" in self._text:
            yield from (self.location(offset)[0] for offset in offsets)
            return
        line, at = 1, 0
        for offset in offsets:
            line += self._text.count("\n", at, offset)
            at = offset
            yield line

    def line_start(self, line: int) -> int:
        return self._first[line - 1] if line <= len(self._first) else self._starts[line - 1]

    def line_text(self, line: int) -> str:
        """One line without its line end."""
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        return self._text[self._starts[line - 1] : end].rstrip("\r\n")

    @property
    def line_count(self) -> int:
        return len(self._starts)


def _starts_of_lines(text: str) -> list[int]:
    if "\r" in text:
        return [0, *(match.end() for match in _LINE_END.finditer(text))]
    *lines, _ = text.split("\n")  # five times as fast
    return [*accumulate(map((1).__add__, map(len, lines)), initial=0)]
