"""A look at raw bytes that tells the few files with quoted annotations from the many without.

Each pattern begins with a literal, so that the regex engine can skip ahead (a pattern that
begins with a class is ten times slower). A match is only a suspicion: dictionaries, slices and
statements after a colon match too.
"""

import re

_QUOTE = rb"[rRuU]?[\"']"
# Blanks, parentheses and stars before the first name; inside the parentheses lines may end.
_LEAD = rb"[ \t(*]*(?:\\\r?\n[ \t]*)?"
# An open bracket at the end of a line, then anything that does not close it, up to a quote.
_OPEN_LINES = (
    rb"(?>\[[^\[\]\"'\n#]*\]|[^\]\"'\n=#])*(?:#[^\n]*)?\n"
    rb"(?>\[[^\[\]\"'#]*\]|#[^\n]*\n|[^\]\"'#])*?[\"']"
)
_NAME = rb"[A-Za-z_][\w.]*[ \t]*"


def _after(opening: bytes) -> list[re.Pattern[bytes]]:
    """What follows the colon of a variable or parameter, or the arrow of a result."""
    return [
        re.compile(opening + _LEAD + _QUOTE),
        re.compile(opening + _LEAD + _NAME + rb"[\[|][^\"'\n=#]*[\"']"),
        re.compile(opening + _LEAD + _NAME + rb"\[" + _OPEN_LINES),
        re.compile(opening + rb"[ \t]*\([ \t]*(?:#[^\n]*)?\r?\n[^)\"'=]*[\"']"),
    ]


_PATTERNS = (
    # The colon comes after a name, a bracket or a blank: not after a dictionary's quoted key.
    *_after(rb":(?<=[\w)\] \t]:)"),
    *_after(rb"->"),
    # x:<newline>"A", in parentheses; three quotes there are a docstring after a header
    re.compile(rb":(?<=\w:)[ \t]*(?:#[^\n]*)?\r?\n[ \t(]*" + _QUOTE + rb"(?!\"\"|'')"),
    # A |<newline>"B"
    re.compile(rb"\|[ \t]*(?:\\|#[^\n]*)?\r?\n[ \t]*" + _QUOTE),
    # Type parameters and aliases: PEP 695, PEP 696
    re.compile(rb"def[ \t]+\w+[ \t]*\[[^\n]*[\"']"),
    re.compile(rb"class[ \t]+\w+[ \t]*\[[^\n]*[\"']"),
    re.compile(rb"type[ \t]+\w+[^\n=]*=[^\n]*(?:[\"']|[\[(][ \t]*(?:#[^\n]*)?\r?\n)"),
)

_STRING = re.compile(rb"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_NO_ANNOTATION = re.compile(
    rb"[\"'#]|\blambda\b|^\s*(?:else|try|finally)\s*$|\{[^}]*$|\b(?:if|elif|while|for)\b"
)


def may_have_quoted_annotation(data: bytes) -> bool:
    """False only where a file surely has no string in an annotation."""
    return any(
        _stands_in_code(data, match.start()) for pattern in _PATTERNS for match in pattern.finditer(data)
    )


def _stands_in_code(data: bytes, at: int) -> bool:
    """Whether an annotation can begin here, by what comes before on the line."""
    before = _STRING.sub(b"", data[data.rfind(b"\n", 0, at) + 1 : at])
    return _NO_ANNOTATION.search(before) is None
