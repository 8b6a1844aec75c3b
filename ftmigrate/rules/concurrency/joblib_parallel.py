"""`joblib.Parallel` whose workers behave the same in threads prefers them where the GIL is off."""

import ast
from collections.abc import Sequence

from ftmigrate.analysis.effects import Effects
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.program import ModuleInfo
from ftmigrate.analysis.sites import Site, find_joblib
from ftmigrate.model.configuration import Concurrency
from ftmigrate.rules.concurrency.conversion import Conversion, prefer_threads
from ftmigrate.rules.concurrency.importing import Imports
from ftmigrate.rules.concurrency.pools import PoolRule


class JoblibParallel(PoolRule):
    kind = "joblib"
    code = "MPT008"
    name = "joblib-parallel"
    summary = "joblib.Parallel whose workers are safe in threads"
    word = b"Parallel"

    def sites(self, info: ModuleInfo, effects: Effects, near: list[ast.AST]) -> list[Site]:
        return find_joblib(info, effects, near)

    def decided(self, module: Module, site: Site) -> bool:
        return any("_is_gil_enabled" in ast.unparse(keyword.value) for keyword in site.call.keywords)

    def convert(
        self,
        module: Module,
        site: Site,
        concurrency: Concurrency,
        imports: Imports,
        unless: Sequence[str] = (),
    ) -> Conversion:
        return prefer_threads(module, site, concurrency, imports, unless)


RULE = JoblibParallel()
