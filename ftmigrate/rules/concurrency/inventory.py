"""What the rules share that find process machinery which this program leaves to people."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.references import CONTEXT_USE, Reference, plain, references
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import Finding, Reason, Safety
from ftmigrate.rules.concurrency.pools import project_program

_CONTEXT = re.compile(CONTEXT_USE.pattern.encode())
_ONLY_PROCESSES = {
    "terminate": "stops a process at once; a thread cannot be stopped",
    "kill": "stops a process at once; a thread cannot be stopped",
    "exitcode": "tells how a process ended; a thread has none",
    "sentinel": "is waited for; a thread has none",
}


class InventoryRule:
    """Finds uses of outside names; `names` maps each to its verdict and why, by subclass."""

    code = ""
    name = ""
    summary = ""
    default = True
    words: tuple[bytes, ...] = (b"multiprocess",)
    roles: tuple[str, ...] = ("call", "base", "value")
    names: Mapping[str, tuple[Safety, str, str]] = {}

    def wants(self, data: bytes) -> bool:
        return any(word in data for word in self.words) or bool(_CONTEXT.search(data))

    def check(self, module: Module, project: Project, settings: CodemodSettings) -> Iterable[Finding]:
        if not self.wants(module.text.encode("utf-8", "surrogatepass")):
            return
        program = project_program(module, project)
        info = program.module(module.name)
        met: set[ast.AST] = set()
        for one in references(program, info) if info is not None else ():
            entry = self.entry(one)
            if entry is not None and one.role in self.roles and one.node not in met:
                met.add(one.node)
                yield self.finding(module, one, entry)

    def entry(self, reference: Reference) -> tuple[Safety, str, str] | None:
        return self.names.get(plain(reference.dotted))

    def finding(self, module: Module, one: Reference, entry: tuple[Safety, str, str]) -> Finding:
        safety, code, message = entry
        reasons = [*self.reasons(module, one), Reason(code, message, module.path, one.node.lineno)]
        if any(reason.code == "terminate" for reason in reasons):
            safety = Safety.UNSAFE
        what = plain(one.dotted)
        return module.finding(
            self.code, one.node, safety, f"{what} stays: {reasons[0].message}", reasons=reasons
        )

    def reasons(self, module: Module, one: Reference) -> Iterator[Reason]:
        """What else is known of the place."""
        return iter(())


def process_only_uses(module: Module, node: ast.AST) -> Iterator[Reason]:
    """Uses of what only processes have, in the class or function around a node."""
    scope: ast.AST | None = node
    outer: ast.AST = module.tree
    while scope is not None:
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            outer = scope
        scope = module.parents.get(scope)
    for one in ast.walk(outer):
        if isinstance(one, ast.Attribute) and one.attr in _ONLY_PROCESSES:
            yield Reason("terminate", f".{one.attr} {_ONLY_PROCESSES[one.attr]}", module.path, one.lineno)
