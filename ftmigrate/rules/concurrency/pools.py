"""What the rules for pools of processes share: one judgement and one way to write it."""

import ast
from collections.abc import Iterable

from ftmigrate.analysis.effects import Effects
from ftmigrate.analysis.judging import judge
from ftmigrate.analysis.modules import Module, Project
from ftmigrate.analysis.program import Program
from ftmigrate.analysis.sites import Site, find_sites
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import Finding, Reason, Safety
from ftmigrate.rules.concurrency.conversion import convert

_WORDS = {"pool": (b"Pool", b"multiprocessing"), "executor": (b"ProcessPoolExecutor",)}
_WHAT = {"pool": "multiprocessing.Pool", "executor": "ProcessPoolExecutor"}


class PoolRule:
    """A rule for one kind of pool; a subclass names itself."""

    kind = ""
    code = ""
    name = ""
    summary = ""
    default = True

    def wants(self, data: bytes) -> bool:
        return b"Pool" in data

    def check(self, module: Module, project: Project, settings: CodemodSettings) -> Iterable[Finding]:
        if "Pool" not in module.text:
            return
        program = project_program(module, project)
        info = program.module(module.name)
        if info is None:
            return
        effects = Effects(program)
        for site in find_sites(info, effects):
            if site.kind == self.kind and not asks_the_gil(module, site):
                yield self.finding(module, site, effects, settings)

    def finding(self, module: Module, site: Site, effects: Effects, settings: CodemodSettings) -> Finding:
        judgement = judge(site, effects)
        what = _WHAT[site.kind]
        if judgement.safety is not Safety.SAFE:
            message = f"{what} stays with processes: {judgement.reasons[0].message}"
            return module.finding(self.code, site.call, judgement.safety, message, reasons=judgement.reasons)
        conversion = convert(module, site, settings.concurrency)
        if conversion.obstacle:
            reason = Reason("name-taken", conversion.obstacle, module.path, site.call.lineno)
            message = f"{what} could use threads, but {conversion.obstacle}"
            return module.finding(self.code, site.call, Safety.CONDITIONAL, message, reasons=(reason,))
        reason = Reason(
            "pure-worker", "the worker changes nothing that threads share", module.path, site.call.lineno
        )
        message = f"{what} can use threads where the GIL is off"
        return module.finding(
            self.code, site.call, Safety.SAFE, message, reasons=(reason,), edits=conversion.edits
        )


def project_program(module: Module, project: Project) -> Program:
    """The project with this text of the module in the place of the one on disk."""

    def read(name: str) -> Module | None:
        return module if name == module.name else project.module(name)

    return Program(read, lambda word, pattern: (module.name, *project.containing(word, pattern)))


def asks_the_gil(module: Module, site: Site) -> bool:
    """Whether the site already chooses by the GIL."""
    node: ast.AST | None = site.call
    while node is not None and not isinstance(node, ast.stmt):
        if isinstance(node, ast.IfExp) and "_is_gil_enabled" in ast.unparse(node.test):
            return True
        node = module.parents.get(node)
    return False
