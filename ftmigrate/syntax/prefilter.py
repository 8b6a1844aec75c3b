"""A look at raw bytes that tells the few files with quoted annotations from the many without.

A match is only a suspicion: what follows is looked at once more (`Cutouts`), and what cannot be told
is answered as if there were a type in quotes.
"""

import re

from ftmigrate.syntax.cutouts import Cutouts
from ftmigrate.syntax.suspects import Skeleton, Unreadable

_PARAMETERS = re.compile(rb"\b(?:def|class)[ \t]+[\w\x80-\xff]+[ \t]*\[")
_ALIAS = re.compile(rb"type[ \t]++[A-Za-z_\x80-\xff][\w\x80-\xff]*+[ \t]*+[\[=\\]")


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
    return _has_parameters(data, skeleton) or _has_alias(data, cutouts)


def _has_parameters(data: bytes, skeleton: Skeleton) -> bool:
    return skeleton.may_have_parameters() and _PARAMETERS.search(data) is not None


def _has_alias(data: bytes, cutouts: Cutouts) -> bool:
    at = data.find(b"type ")  # a plain search is faster than one by an expression
    while at >= 0:
        if _ALIAS.match(data, at) and cutouts.may_be_alias(at):
            return True
        at = data.find(b"type ", at + 1)
    return False
