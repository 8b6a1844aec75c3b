"""A look at raw bytes that tells the few files with quoted annotations from the many without.

Each pattern begins with a literal, so that the regex engine can skip ahead (a pattern that
begins with a class is ten times slower). A match is only a suspicion: dictionaries, slices and
statements after a colon match too.
"""

import re

from ftmigrate.syntax.cutouts import Cutouts

_QUOTE = rb"[rRuU]?[\"']"
# Blanks, parentheses and stars before the first name; inside the parentheses lines may end.
_LEAD = rb"[ \t(*]*(?:\\\r?\n[ \t]*)?"
# An open bracket at the end of a line, then anything that does not close it, up to a quote.
_OPEN_LINES = (
    rb"(?>\[[^\[\]\"'\n#]*\]|[^\]\"'\n=#])*(?:#[^\n]*)?\n"
    rb"(?>\[[^\[\]\"'#]*\]|#[^\n]*\n|[^\]\"'#])*?[\"']"
)
_NAME = rb"[A-Za-z_][\w.]*[ \t]*"


def _after(opening: bytes) -> bytes:
    """What follows the colon of a variable or parameter, or the arrow of a result; only looked at."""
    return opening + b"(?=%s)" % b"|".join(
        [
            _LEAD + _QUOTE,
            _LEAD + _NAME + rb"(?:[\[|(]|(?:or|and|if)\b)[^\"'\n=#]*[\"']",
            _LEAD + _NAME + rb"(?:[\[|][^\"'\n=#]*)?\[" + _OPEN_LINES,
            rb"[ \t]*\([ \t]*(?:#[^\n]*)?\r?\n[^)\"'=]*[\"']",
        ]
    )


# The colon comes after a name, a bracket or a blank: not after a dictionary's quoted key.
_COLON = re.compile(
    _after(rb":(?<=[\w)\] \t]:)")
    # x:<newline>"A", in parentheses; three quotes there are a docstring after a header
    + rb"|:(?<=\w:)(?=[ \t]*(?:#[^\n]*)?\r?\n[ \t(]*"
    + _QUOTE
    + rb"(?!\"\"|''))"
)
_ARROW = re.compile(_after(rb"->"))
# A | "B", with the line ending before or after the bar
_UNION = re.compile(
    rb"\|[ \t]*(?:(?:\\|#[^\n]*)?\r?\n[ \t]*)?(?:" + _QUOTE + rb"|" + _NAME + rb"[\[|][^\"'\n=#]*[\"'])"
)
# Type parameters and aliases: PEP 695, PEP 696
_PARAMETERS = (
    (b"def", re.compile(rb"def[ \t]+\w+[ \t]*\[[^\n]*[\"']")),
    (b"class", re.compile(rb"class[ \t]+\w+[ \t]*\[[^\n]*[\"']")),
    (b"type ", re.compile(rb"type[ \t]+\w+[^\n=]*=[^\n]*(?:[\"']|[\[(][ \t]*(?:#[^\n]*)?\r?\n)")),
)


def may_have_quoted_annotation(data: bytes) -> bool:
    """False only where a file surely has no type in quotes in an annotation."""
    cutouts = Cutouts(data)
    return (
        any(cutouts.may_be_type(match.end(), arrow=False) for match in _COLON.finditer(data))
        or any(cutouts.may_be_type(match.end(), arrow=True) for match in _ARROW.finditer(data))
        or any(_is_split_union(match, cutouts) for match in _UNION.finditer(data))
        or any(pattern.search(data) is not None for word, pattern in _PARAMETERS if word in data)
    )


def _is_split_union(match: re.Match[bytes], cutouts: Cutouts) -> bool:
    data, at = match.string, match.start()
    split = b"\n" in match[0] or not data[data.rfind(b"\n", 0, at) + 1 : at].strip()
    return split and not cutouts.in_text(at + 1)
