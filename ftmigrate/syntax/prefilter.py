"""A look at raw bytes that tells the few files with quoted annotations from the many without.

Each pattern begins with a literal, so that the regex engine can skip ahead (a pattern that
begins with a class is ten times slower), and what cannot match otherwise is not tried twice
(`*+`: a third of the time). A match is only a suspicion: dictionaries, slices and statements
after a colon match too.
"""

import re

from ftmigrate.syntax.cutouts import Cutouts

_QUOTE = rb"[rRuU]?[\"']"
# Blanks, parentheses and stars before the first name; inside the parentheses lines may end.
_LEAD = rb"[ \t]*+(?:[*(][ \t(*]*+)?+(?:\\\r?\n[ \t]*+)?+"
# An open bracket at the end of a line, then anything that does not close it, up to a quote.
_OPEN_LINES = (
    rb"(?>\[[^\[\]\"'\n#]*\]|[^\]\"'\n=#])*(?:#[^\n]*)?\n"
    rb"(?>\[[^\[\]\"'#]*\]|#[^\n]*\n|[^\]\"'#])*?[\"']"
)
_NAME = rb"[A-Za-z_][\w.]*+[ \t]*+"
_COMMENT = rb"[ \t]*+(?:#[^\n]*+)?+\r?\n"
# What follows the colon of a variable or parameter, or the arrow of a result; it is only looked at.
_ANNOTATION = (
    rb"(?=" + _LEAD + rb"(?:"
    + _QUOTE + rb"|" + _NAME + rb"(?:(?:[\[|(]|(?:or|and|if)\b)[^\"'\n=#]*+[\"']"
    + rb"|(?:[\[|][^\"'\n=#]*)?\[" + _OPEN_LINES
    + rb"))|[ \t]*\(" + _COMMENT + rb"[^)\"'=]*[\"']"
)  # fmt: skip
# The colon comes after a name, a bracket or a blank: not after a dictionary's quoted key.
_COLON = re.compile(
    # x:<newline>"A", in parentheses; three quotes there are a docstring after a header
    rb":(?<=[\w)\] \t]:)" + _ANNOTATION + rb"|" + _COMMENT + rb"[ \t(]*+" + _QUOTE + rb"(?!\"\"|''))"
)
_ARROW = re.compile(rb"->" + _ANNOTATION + rb")")
# A | "B", with the line ending before or after the bar
_UNION = re.compile(
    rb"\|[ \t]*(?:(?:\\|#[^\n]*)?\r?\n[ \t]*)?(?:" + _QUOTE + rb"|" + _NAME + rb"[\[|][^\"'\n=#]*[\"'])"
)
# Type parameters end before the parenthesis or colon of their header (PEP 695, PEP 696).
_PARAMETERS_END = re.compile(rb"\](?=[ \t]*[(:])")
_PARAMETERS = re.compile(rb"\b(?:def|class)[ \t]+\w+[ \t]*\[[^\]]*[\"']")
_FAR = 400
_ALIAS = re.compile(rb"type[ \t]++[A-Za-z_]\w*+[ \t]*+[\[=\\]")


def may_have_quoted_annotation(data: bytes) -> bool:
    """False only where a file surely has no type in quotes in an annotation."""
    cutouts = Cutouts(data)
    return (
        any(cutouts.may_be_type(match.end(), arrow=False) for match in _COLON.finditer(data))
        or any(cutouts.may_be_type(match.end(), arrow=True) for match in _ARROW.finditer(data))
        or any(_is_split_union(match, cutouts) for match in _UNION.finditer(data))
        or any(_are_parameters(match) for match in _PARAMETERS_END.finditer(data))
        or _has_alias(data, cutouts)
    )


def _is_split_union(match: re.Match[bytes], cutouts: Cutouts) -> bool:
    data, at = match.string, match.start()
    split = b"\n" in match[0] or not data[data.rfind(b"\n", 0, at) + 1 : at].strip()
    return split and cutouts.may_be_member(at + 1)


def _are_parameters(end: re.Match[bytes]) -> bool:
    """Whether a string may stand in type parameters that end here."""
    data, at = end.string, end.start()
    start = data.rfind(b"\n", 0, at) + 1
    if not data[start:at].strip():  # over lines
        start = max(0, at - _FAR)
    elif b"def" not in data[start:at] and b"class" not in data[start:at]:
        return False
    return any(match.end() <= at for match in _PARAMETERS.finditer(data, start, at))


def _has_alias(data: bytes, cutouts: Cutouts) -> bool:
    at = data.find(b"type ")
    while at >= 0:
        if _ALIAS.match(data, at) and cutouts.may_be_alias(at):
            return True
        at = data.find(b"type ", at + 1)
    return False
