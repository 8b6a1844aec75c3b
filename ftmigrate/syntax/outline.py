"""The outline of a source text: what is left when the bodies of functions are cut out.

Most of a program's text stands in bodies that hold no annotation and no definition, and say nothing about
names of other scopes. To parse it all is the dearest part of looking at annotations; the outline takes
less than a third of the time, the cutting included.
"""

import re
from collections.abc import Iterable, Iterator

from ftmigrate.model.finding import Edit
from ftmigrate.syntax.prefilter import QuotedPlaces

_STRING = (
    r'"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+"""'
    r"|'''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+'''"
    r'|"(?!"")[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
    r"|'(?!'')[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'"
)
_COMMENT = r"#[^\n]*+"


def _bracketed(depth: int) -> str:
    """What may stand in brackets, with `depth` levels of further ones."""
    inner = rf"|[(\[{{]{_bracketed(depth - 1)}[)\]}}]" if depth else ""
    return rf"""(?:[^()\[\]{{}}"'#]++|{_STRING}|{_COMMENT}{inner})*+"""


_INSIDE = _bracketed(4)
_RESULT = rf"""->(?:[^()\[\]{{}}"'#:\n]++|{_STRING}|[(\[{{]{_INSIDE}[)\]}}])*+"""
_HEADER = (
    rf"\n(?P<indent>[ \t]*+)(?:async[ \t]++)?+def[ \t]++\w++[ \t]*+(?:\[{_INSIDE}\])?+"
    rf"\({_INSIDE}\)[ \t]*+(?:{_RESULT})?+:[ \t]*+(?:{_COMMENT})?+"
)
_BLANK = r"(?:\n[ \t\f]*+(?:#[^\n]*+)?+(?=\n))*+"
_DEFINITION = r"(?:async[ \t]++)?+(?:def|class)\b"
# Lines that are indented further, up to the last that is neither blank nor a comment: and no definition.
_BODY = (
    rf"(?P<body>(?:{_BLANK}\n(?P=indent)[ \t]++(?!{_DEFINITION})[^\s#][^\n]*+)++)"
    rf"(?!{_BLANK}\n(?P=indent)[ \t]++{_DEFINITION})"
)
# Strings and comments are found so that no `def` in them is taken for one. All begin with a literal, for
# which the search skips ahead.
_FUNCTION = re.compile(rf"{_STRING}|{_COMMENT}|{_HEADER}{_BODY}", re.DOTALL | re.MULTILINE)
_WHOLE_STRINGS = re.compile(rf"""(?:[^"'#]++|{_STRING}|{_COMMENT})*+""", re.DOTALL)
_DOCSTRING = re.compile(r'\s*+[rR]?"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+"""', re.DOTALL)
_OF_OTHERS = re.compile(r"(?:^|[:;])[ \t\f]*+(?:global|nonlocal)\b", re.MULTILINE)
# Shorter ones are not worth it.
_SHORT = 30


def cuts(text: str, *, strings: bool) -> tuple[Edit, ...]:
    """The edits that cut out of `text` what concerns nobody outside, in order; none where lines end in CR.

    With `strings` a body that may hold an annotation in quotes stays.
    A body becomes the expression `0` on its last line, so that everything else stays where it is, and the
    end of the function too, by its line. What is left may not parse where a line continues in an odd
    place; then nothing should be cut.
    """
    if "def " not in text or "\r" in text:
        return ()
    return tuple(_bodies(text, QuotedPlaces(text) if strings else None))


def length(cuts: Iterable[Edit]) -> int:
    """How many characters they cut out."""
    return sum(cut.end - cut.start for cut in cuts)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """`text` with edits made that are in order and apart."""
    pieces: list[str] = []
    position = 0
    for edit in edits:
        pieces += (text[position : edit.start], edit.replacement)
        position = edit.end
    return "".join([*pieces, text[position:]])


def _bodies(text: str, quoted: QuotedPlaces | None) -> Iterator[Edit]:
    for match in _FUNCTION.finditer(f"\n{text}"):  # each line begins after a line end
        start, end = match.span("body")
        if end - start <= _SHORT or not _concerns_nobody(body := match["body"]):
            continue
        if quoted is None or not quoted.within(start - 1, end - 1):
            lines = "\n" * (body.count("\n") - 1)
            yield Edit(start, end - 1, f"{lines}{match['indent']} 0")


def _concerns_nobody(body: str) -> bool:
    if ("global" in body or "nonlocal" in body) and _OF_OTHERS.search(body):
        return False
    if body.endswith("\\"):
        return False
    docstring = _DOCSTRING.match(body) if '"""' in body else None
    if body.find('"""', docstring.end() if docstring else 0) >= 0 or "'''" in body:
        # A line in one may look like the body's end.
        found = _WHOLE_STRINGS.match(body)
        return found is not None and found.end() == len(body)
    return True
