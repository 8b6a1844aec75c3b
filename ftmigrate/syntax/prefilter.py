"""A look at raw bytes that tells the few files with quoted annotations from the many without.

A match is only a suspicion: what follows is looked at once more (`Cutouts`), and what cannot be told
is answered as if there were a type in quotes.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from ftmigrate.syntax.cutouts import Cutouts
from ftmigrate.syntax.suspects import Skeleton, Unreadable

_PARAMETERS = re.compile(rb"\b(?:def|class)[ \t]+[\w\x80-\xff]+[ \t]*\[")
_ALIAS = re.compile(rb"type[ \t]++[A-Za-z_\x80-\xff][\w\x80-\xff]*+[ \t]*+[\[=\\]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def may_have_quoted_annotation(data: bytes) -> bool:
    """False only where a file surely has no type in quotes in an annotation."""
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    skeleton, cutouts = Skeleton(data), Cutouts(data)
    try:
        if any(cutouts.may_be_type(at, arrow=arrow) for at, arrow in skeleton.suspects()):
            return True
    except Unreadable:
        return True
    return _has_parameters(data, skeleton, cutouts) or any(map(cutouts.may_be_alias, _aliases(data)))


class QuotedPlaces:
    """Where a text may have types in quotes: looked for once, and told for one part after the other.

    Lines end with a line feed.
    """

    def __init__(self, text: str) -> None:
        # a byte for each character, as each is in a name or in a string
        data = text.encode() if text.isascii() else _NOT_ASCII.sub("\x80", text).encode("latin-1")
        self._data = data
        self._cutouts = Cutouts(data)
        skeleton = Skeleton(data)
        self._places: list[tuple[int, bool]] = []
        self._readable = len(data)
        try:
            self._places.extend(skeleton.suspects())
        except Unreadable:
            self._readable = self._places[-1][0] if self._places else 0
        self._parameters = _has_parameters(data, skeleton, self._cutouts)
        self._aliases = list(_aliases(data))

    def within(self, start: int, end: int) -> bool:
        """False only where there is surely none between two offsets of the text."""
        if end > self._readable or (self._parameters and _PARAMETERS.search(self._data, start, end)):
            return True
        first, last = bisect_left(self._places, (start, False)), bisect_right(self._places, (end, True))
        if any(self._cutouts.may_be_type(at, arrow=arrow) for at, arrow in self._places[first:last]):
            return True
        return any(start <= at < end and self._cutouts.may_be_alias(at) for at in self._aliases)


def _has_parameters(data: bytes, skeleton: Skeleton, cutouts: Cutouts) -> bool:
    if not skeleton.may_have_parameters():
        return False
    return any(cutouts.may_hold_string(match.end() - 1) for match in _PARAMETERS.finditer(data))


def _aliases(data: bytes) -> Iterator[int]:
    """Where `type` statements may begin."""
    yield from _aliases_with(b"type ", data)
    if b"\t" in data:
        yield from _aliases_with(b"type\t", data)


def _aliases_with(word: bytes, data: bytes) -> Iterator[int]:
    at = data.find(word)  # a plain search is faster than one by an expression
    while at >= 0:
        if _ALIAS.match(data, at):
            yield at
        at = data.find(word, at + 1)
