"""ANN002: `from __future__ import annotations`, which 3.14 does not need."""

import ast
import re
from collections.abc import Iterable

from ftmigrate.analysis.future_import import objections, statement
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.project import Project
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import Edit, Finding, Reason, Safety
from ftmigrate.syntax.decoding import declared_encoding
from ftmigrate.syntax.outline import edited

_IMPORT = re.compile(rb"__future__[ \t]+import[^#;]*?\bannotations\b")
_RANK = {Safety.SAFE: 0, Safety.CONDITIONAL: 1, Safety.UNSAFE: 2}


class FutureImport:
    """Removes the import where every annotation of the file resolves to the same without it."""

    code = "ANN002"
    name = "future-import"
    summary = "`from __future__ import annotations` that changes nothing on 3.14"
    default = True
    looks_into_bodies = False  # what is annotated in a function is never evaluated

    def wants(self, data: bytes) -> bool:
        return b"__future__" in data and _IMPORT.search(data) is not None

    def check(self, module: Module, project: Project, settings: CodemodSettings) -> Iterable[Finding]:
        node = statement(module)
        if node is None:
            return
        found = [*objections(module, project), *_docstring(module, node), *_declaration(module, node)]
        safety = max((one for one, _ in found), key=_RANK.__getitem__, default=Safety.SAFE)
        against = [reason for one, reason in found if one is not Safety.SAFE]
        reasons = _distinct(against or [reason for _, reason in found])
        edits = removal(module, node) if safety is not Safety.UNSAFE else ()
        messages = {
            Safety.SAFE: "the import changes nothing on 3.14",
            Safety.CONDITIONAL: f"the import stays: {len(against)} annotations may not resolve without it",
            Safety.UNSAFE: f"the import stays: {len(against)} annotations would change without it",
        }
        default = (Reason("safe:same-hints", "every annotation resolves to the same"),)
        yield module.finding(
            self.code, node, safety, messages[safety], reasons=reasons or default, edits=edits
        )

    def settles(self, finding: Finding) -> bool:
        """There is but one such import in a file."""
        return True


def _docstring(module: Module, node: ast.ImportFrom) -> Iterable[tuple[Safety, Reason]]:
    """A string below the import, where it is the first statement and is all that it imports."""
    first, *rest = module.outline.body
    value = rest[0].value if rest and isinstance(rest[0], ast.Expr) else None
    is_string = isinstance(value, ast.Constant) and isinstance(value.value, str)
    if first is node and len(node.names) == 1 and is_string:
        sentence = "the string below it would become the docstring"
        yield Safety.UNSAFE, Reason("keep:docstring", sentence, module.path, node.lineno)


def _declaration(module: Module, node: ast.ImportFrom) -> Iterable[tuple[Safety, Reason]]:
    """A comment below the import that would come to stand where the encoding is declared (PEP 263)."""
    if node.lineno > 2:
        return
    after = edited(module.text, removal(module, node))
    if declared_encoding(after) != declared_encoding(module.text):
        sentence = "the comment below it would become the declaration of the file's encoding"
        yield Safety.UNSAFE, Reason("keep:encoding-declaration", sentence, module.path, node.lineno)


def _distinct(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple({reason.code + reason.message.partition(": ")[2]: reason for reason in reasons}.values())


def removal(module: Module, node: ast.ImportFrom) -> tuple[Edit, ...]:
    """Take `annotations` out of the statement, and the line with it where nothing else is on it."""
    others = [alias for alias in node.names if alias.name != "annotations"]
    if others:
        listed = ", ".join(f"{a.name} as {a.asname}" if a.asname else a.name for a in others)
        return (module.replace(node, f"from __future__ import {listed}"),)
    start, end = module.start(node), module.end(node)
    text = module.text
    rest = re.compile(r"[ \t]*;?[ \t]*").match(text, end)
    assert rest is not None
    line_start = module.positions.line_start(node.lineno)
    if newline := re.compile(r"\r\n|\n|\r").match(text, rest.end()):
        if not text[line_start:start].strip():
            return (_whole_lines(text, line_start, newline.end()),)
        before = text[line_start:start].rstrip().removesuffix(";")
        return (Edit(line_start + len(before), rest.end(), ""),)
    if rest.end() == len(text):
        return (Edit(start, end, ""),) if not text[line_start:start].strip() else ()
    return (Edit(start, rest.end(), ""),)  # a comment or another statement stays


def _whole_lines(text: str, start: int, end: int) -> Edit:
    """Remove whole lines so that the blank lines around them do not add up.

    The wider of the two gaps stays; at the top and at the end of the file none does.
    """
    after = _BLANK_LINES.match(text, end)
    assert after is not None
    lines = after[0].splitlines(keepends=True)
    above = text[:start]
    last = above.rstrip(" \t\r\n")
    if not last.strip():
        return Edit(start, after.end(), "")
    _, *before = above[len(last) :].splitlines(keepends=True)
    if after.end() == len(text):
        return Edit(start - sum(map(len, before)), after.end(), "")
    return Edit(start, end + sum(map(len, lines[: len(before)])), "")


_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))*")

RULE = FutureImport()
