"""What the rules for pools of processes share: one judgement and one way to write it."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from ftmigrate.analysis.effects import Effects
from ftmigrate.analysis.judging import Judgement, judge
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.program import ModuleInfo, Program
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.references import Reference, plain, references
from ftmigrate.analysis.sites import EXECUTORS, JOBLIB, Site, find_sites
from ftmigrate.model.configuration import CodemodSettings, Concurrency
from ftmigrate.model.finding import Finding, Reason, Safety
from ftmigrate.rules.concurrency.conversion import Conversion, convert
from ftmigrate.rules.concurrency.fixes.case import Case
from ftmigrate.rules.concurrency.fixes.plan import plan
from ftmigrate.rules.concurrency.importing import Imports
from ftmigrate.rules.concurrency.remarks import remarks

_WHAT = {"pool": "multiprocessing.Pool", "executor": "ProcessPoolExecutor", "joblib": "joblib.Parallel"}
_NAMES = {"pool": {"multiprocessing.Pool"}, "executor": EXECUTORS, "joblib": JOBLIB}
_ROLES = {
    "call": "the pool is made where it is not followed",
    "base": "a subclass says itself how its processes behave",
    "value": "the class is passed on, so its uses are not all in sight",
}


class PoolRule:
    """A rule for one kind of pool; a subclass names itself."""

    kind = ""
    code = ""
    name = ""
    summary = ""
    default = True

    word = b"Pool"

    def wants(self, data: bytes) -> bool:
        return self.word in data

    def check(self, module: Module, project: Project, settings: CodemodSettings) -> Iterable[Finding]:
        if self.word.decode() not in module.text:
            return
        program = project_program(module, project)
        info = program.module(module.name)
        if info is None:
            return
        others = list(self.others(module, program, info))
        near = [one.node for one in others] + made_by_contexts(info)
        if not near:
            return
        effects = Effects(program)
        met: set[ast.AST] = set()
        for site in self.sites(info, effects, near):
            if site.kind == self.kind:
                met |= {site.call, site.call.func}
                if not self.decided(module, site):
                    yield self.finding(module, site, effects, settings)
        yield from (self.elsewhere(module, one) for one in others if one.node not in met)

    def convert(
        self,
        module: Module,
        site: Site,
        concurrency: Concurrency,
        imports: Imports,
        unless: Sequence[str] = (),
    ) -> Conversion:
        return convert(module, site, concurrency, imports, unless)

    def decided(self, module: Module, site: Site) -> bool:
        """Whether the site already chooses by the GIL."""
        return asks_the_gil(module, site.call)

    def sites(self, info: ModuleInfo, effects: Effects, near: list[ast.AST]) -> list[Site]:
        return find_sites(info, effects, near)

    def others(self, module: Module, program: Program, info: ModuleInfo) -> Iterator[Reference]:
        """Every use of the class or function, also where no pool is made."""
        for one in references(program, info):
            decided = one.role == "call" and asks_the_gil(module, one.node)
            if plain(one.dotted) in _NAMES[self.kind] and not decided:
                parent = module.parents.get(one.node)
                if not (
                    isinstance(parent, ast.Call) and ast.unparse(parent.func) in ("isinstance", "issubclass")
                ):
                    yield one

    def elsewhere(self, module: Module, one: Reference) -> Finding:
        """The class used as a value, a base class, or in a way that the reading did not meet."""
        message = _ROLES[one.role]
        reason = Reason("class-as-value", message, module.path, one.node.lineno)
        what = _WHAT[self.kind]
        return module.finding(
            self.code, one.node, Safety.CONDITIONAL, f"{what}: {message}", reasons=(reason,)
        )

    def finding(self, module: Module, site: Site, effects: Effects, settings: CodemodSettings) -> Finding:
        judgement = judge(site, effects)
        what = _WHAT[site.kind]
        if judgement.safety is not Safety.SAFE:
            return self.conditional(module, site, judgement, effects, settings)
        imports = Imports(module, site.function)
        conversion = self.convert(module, site, settings.concurrency, imports)
        if conversion.obstacle:
            reason = Reason("name-taken", conversion.obstacle, module.path, site.call.lineno)
            message = f"{what} could use threads, but {conversion.obstacle}"
            return module.finding(self.code, site.call, Safety.CONDITIONAL, message, reasons=(reason,))
        reason = Reason(
            "pure-worker", "the worker changes nothing that threads share", module.path, site.call.lineno
        )
        message = f"{what} can use threads where the GIL is off"
        return module.finding(
            self.code,
            site.call,
            Safety.SAFE,
            message,
            reasons=(reason, *judgement.assumed, *remarks(module, site, ())),
            edits=conversion.edits,
        )

    def conditional(
        self, module: Module, site: Site, judgement: Judgement, effects: Effects, settings: CodemodSettings
    ) -> Finding:
        """A site that is not safe as it stands: with the exact fixes of all its reasons, or left alone."""
        imports = Imports(module, site.function)
        fixes = plan(Case(module, site, effects, imports), judgement.reasons)
        what = _WHAT[self.kind]
        if fixes is not None:
            conversion = self.convert(module, site, settings.concurrency, imports, fixes.unless)
            if not conversion.obstacle:
                notes = tuple(Reason("fix", one, module.path, site.call.lineno) for one in fixes.notes)
                message = f"{what} can use threads with an edit: {'; '.join(fixes.notes)}"
                return module.finding(
                    self.code,
                    site.call,
                    Safety.CONDITIONAL,
                    message,
                    reasons=(*judgement.reasons, *notes, *remarks(module, site, judgement.reasons)),
                    edits=(*conversion.edits, *fixes.edits),
                )
        message = f"{what} stays with processes: {judgement.reasons[0].message}"
        return module.finding(
            self.code,
            site.call,
            judgement.safety,
            message,
            reasons=(*judgement.reasons, *remarks(module, site, judgement.reasons)),
        )


def project_program(module: Module, project: Project) -> Program:
    """The project with this text of the module in the place of the one on disk."""

    def read(name: str) -> Module | None:
        return module if name == module.name else project.module(name)

    def containing(word: str, pattern: str) -> Iterable[str]:
        return (module.name, *project.containing(word, pattern))

    return module.recall("program", lambda: Program(read, containing))


def made_by_contexts(info: ModuleInfo) -> list[ast.AST]:
    """Every `x.Pool(...)` of a module that uses contexts: what `x` is, only reading the function tells."""
    if "get_context" not in info.source.text:
        return []
    calls = [one for one in ast.walk(info.source.tree) if isinstance(one, ast.Call)]
    return [one for one in calls if isinstance(one.func, ast.Attribute) and one.func.attr == "Pool"]


def asks_the_gil(module: Module, node: ast.AST | None) -> bool:
    """Whether the place already chooses between processes and threads, by the GIL or an option."""
    while node is not None and not isinstance(node, ast.stmt):
        if isinstance(node, ast.IfExp) and (
            "_is_gil_enabled" in ast.unparse(node.test)
            or any(
                isinstance(side, ast.Call)
                and ast.unparse(side.func).endswith(("ThreadPool", "ThreadPoolExecutor"))
                for side in (node.body, node.orelse)
            )
        ):
            return True
        node = module.parents.get(node)
    return False
