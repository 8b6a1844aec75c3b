"""ANN002: `from __future__ import annotations`, which 3.14 does not need."""

import ast
import re
from collections.abc import Iterable

from ftmigrate.analysis.future_import import objections, statement
from ftmigrate.analysis.modules import Module, Project
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import Edit, Finding, Reason, Safety

_IMPORT = re.compile(rb"__future__[ \t]+import[^#;]*?\bannotations\b")
_RANK = {Safety.SAFE: 0, Safety.CONDITIONAL: 1, Safety.UNSAFE: 2}


class FutureImport:
    """Removes the import where every annotation of the file resolves to the same without it."""

    code = "ANN002"
    name = "future-import"
    summary = "`from __future__ import annotations` that changes nothing on 3.14"
    default = True

    def wants(self, data: bytes) -> bool:
        return _IMPORT.search(data) is not None

    def check(self, module: Module, project: Project, settings: CodemodSettings) -> Iterable[Finding]:
        node = statement(module)
        if node is None:
            return
        found = list(objections(module, project))
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
            return (Edit(line_start, newline.end(), ""),)
        before = text[line_start:start].rstrip().removesuffix(";")
        return (Edit(line_start + len(before), rest.end(), ""),)
    if rest.end() == len(text):
        return (Edit(start, end, ""),) if not text[line_start:start].strip() else ()
    return (Edit(start, rest.end(), ""),)  # a comment or another statement stays


RULE = FutureImport()
