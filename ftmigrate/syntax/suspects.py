"""Where in raw bytes an annotation with a string in it may begin: found without parsing, in one pass.

Names, numbers, blanks and operators make up nine tenths of a file, and say nothing about where its
strings are. So they are deleted first, at the speed of `bytes.translate`; one expression then walks
over what is left, from token to token, past strings, comments and displays, and stops only at a
colon or an arrow behind which a string comes before the annotation can have ended.
"""

import re
import string
from collections.abc import Iterator

from ftmigrate.syntax.cutouts import TEXT

# Three quotes, so that `"a" "b"` does not look like them when all between is gone. No source holds a null;
# what takes no more room than what it replaces is put in its place sooner, and the letter goes with the rest.
_DOUBLE, _SINGLE = b'\0"a', b"\0'a"
_DELETED = (string.ascii_letters + string.digits + "_. \t\f\\%@+/~!<^&$?`").encode() + bytes(range(128, 256))
# An escape as a whole, or its quote would end the string; colons and angles are counted below.
_ESCAPE = re.compile(rb"\\[^:>]", re.DOTALL)
# Such a line goes on if the sharp is in a string, and ends if it begins a comment.
_SHARP = re.compile(rb"#[^\n]*+(?<=\\)\n")

_STRINGS = (
    rb"\"[^\"\n]*+\"",
    rb"'[^'\n]*+'",
    rb"\0\"[^\0]*+(?:\0'[^\0]*+)*+\0\"",
    rb"\0'[^\0]*+(?:\0\"[^\0]*+)*+\0'",
)
_STRING = rb"|".join(_STRINGS)
_TEXT = _STRING + rb"|#[^\n]*+"
_NESTED = 3
# Bytes: what is made of so many stays in the processor's cache, and asks no new pages of the system.
_PIECE = 1 << 16
# Bytes: counting within so many costs as much as finding a few.
_STEP = 1024


def _display() -> bytes:
    """Braces and all in them: no annotation."""
    pattern = rb"\{(?:[^{}\"'#\0]++|" + _TEXT + rb")*+\}"
    for _ in range(_NESTED):
        pattern = rb"\{(?:[^{}\"'#\0]++|" + _TEXT + rb"|" + pattern + rb")*+\}"
    return pattern


def _brackets() -> bytes:
    """Brackets without a string in them, but as a keyword's value (`Field(title="...")`)."""
    inner = rb"[^\[\](){}\"'#=\0]++|=++(?:" + _STRING + rb")?+|#[^\n]*+"
    pattern = rb"[\[({](?:" + inner + rb")*+[\])}]"
    for _ in range(_NESTED):
        pattern = rb"[\[({](?:" + inner + rb"|" + pattern + rb")*+[\])}]"
    return pattern


# After a colon or an arrow: what may come before the first string. Lines may end at a bar.
_HELD = (
    rb"(?:[|*>-]++|(?<=\|)(?:#[^\n]*+)?\n|(?:#[^\n]*+)?\n(?=\|)|"
    + _brackets() + rb")*+[\"'\0\[({]"
)  # fmt: skip
# x:<newline>"A" among parameters; three quotes there are a docstring after a header.
_BELOW = rb"(?<=[(,*\n]:)(?:#[^\n]*+)?\n(?:#[^\n]*+\n|\n)*+[\"']|(?<=[(,*]:)(?:#[^\n]*+)?\n\(++[\"']"
# What means nothing here. It goes with the sign before it: each turn of the loop costs as much as many bytes.
_FILLER = rb"[^\"'#:{>\0]*+"
# The alternatives stand in the order of how often they are met, and begin with a literal where they can.
_SIGNS = (
    rb":\n(?=[^\n\"'#|(])",
    # Names, and subscripts of names.
    rb":(?:\[[,|]*+\]|\|)*+[,=)\]]",
    # A colon directly after a string is a dictionary's, or ends a header.
    *(one + rb":?+" for one in _STRINGS),
    rb"#[^\n]*+",
    rb":(?!" + _HELD + rb"|" + _BELOW + rb")",
    _display(),
    rb"(?<!-)>",
    rb"(?<=-)>(?!" + _HELD + rb")",
    # A quote without a partner on its line belongs to an f-string over lines (PEP 701).
    rb"[{\"']",
)
_TO_SUSPECT = re.compile(_FILLER + rb"(?:" + rb"|".join(one + _FILLER for one in _SIGNS) + rb")*+")
# The bracket of type parameters is the first sign on its line (PEP 695, PEP 696): names, then a string.
_PARAMETERS = re.compile(
    rb"\n\[(?:[,*\n]++|#[^\n]*+\n)*+[:=](?:[^\[\]\"'#\0]++|#[^\n]*+|\[[^\[\]\"'#\0]*+\])*+[\"'\0\[]"
)


class Unreadable(Exception):
    """The tokens cannot be told apart: three quotes without a partner, or a null."""


class Skeleton:
    """What is left of a file without its words. Its lines end with a line feed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._rest = _without_words(data)

    def suspects(self) -> Iterator[tuple[int, bool]]:
        """Offsets just after a colon or (True) an arrow behind which a string may belong to an annotation.

        Raises Unreadable.
        """
        rest = self._rest
        place = _Place(self._data, rest)
        at = 0
        while (at := _TO_SUSPECT.match(rest, at).end()) < len(rest):  # type: ignore[union-attr]
            sign = rest[at : at + 1]
            if sign == b"\0":
                raise Unreadable
            yield place.of(sign, at) + 1, sign == b">"
            at += 1

    def may_have_parameters(self) -> bool:
        """Whether there may be a string in type parameters: not only in bounds, which have a colon."""
        return _PARAMETERS.search(b"\n" + self._rest) is not None


def _without_words(data: bytes) -> bytes:
    if b"\\" in data and b"\\\n" in data and _SHARP.search(data):
        data = TEXT.sub(_line_that_ends, data)
    if len(data) <= _PIECE:
        return _piece_without_words(data)
    return b"".join(map(_piece_without_words, _pieces(data)))


def _pieces(data: bytes) -> Iterator[bytes]:
    """Whole lines, those that a backslash joins together: nothing that is looked for goes over their ends."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + _PIECE) + 1
        while end and data[end - 2 : end - 1] == b"\\":
            end = data.find(b"\n", end) + 1
        yield data[start : end or len(data)]
        start = end or len(data)


def _piece_without_words(data: bytes) -> bytes:
    if b"\\" in data:
        data = _ESCAPE.sub(b"", data)
    data = data.replace(b'"""', _DOUBLE)
    rest = data.translate(None, _DELETED)
    if b"'''" in rest and b"'''" in data:  # few files have them; what is left is soon looked through
        rest = data.replace(b"'''", _SINGLE).translate(None, _DELETED)
    return rest


def _line_that_ends(text: re.Match[bytes]) -> bytes:
    return text[0].rstrip(b"\\") if text[0].startswith(b"#") else text[0]


class _Place:
    """Where in the file a sign is of which there is only what is left: signs are counted."""

    def __init__(self, data: bytes, rest: bytes) -> None:
        self._data = data
        self._rest = rest
        self._known = {b":": (0, 0), b">": (0, 0)}

    def of(self, sign: bytes, at: int) -> int:
        """To be asked from the first to the last."""
        before, place = self._known[sign]
        place = self._later(sign, place, self._rest.count(sign, before, at))
        self._known[sign] = (at, place)
        return place

    def _later(self, sign: bytes, start: int, number: int) -> int:
        """The place of the sign before which there are `number` others from `start` on."""
        while (passed := self._data.count(sign, start, start + _STEP)) <= number:
            number -= passed
            start += _STEP
        place = self._data.find(sign, start)
        for _ in range(number):
            place = self._data.find(sign, place + 1)
        return place
