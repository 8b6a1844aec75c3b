"""What is worth knowing about a site whatever becomes of it: remarks never change a verdict."""

import ast
from collections.abc import Iterator, Sequence

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.program import FunctionInfo
from ftmigrate.analysis.sites import Site, Use
from ftmigrate.model.finding import Reason
from ftmigrate.rules.concurrency.fixes.case import SUBMITS

_STATE = {"global-write", "global-mutated", "class-state", "changing-global", "result-is-shared"}
_CURE = 'multiprocessing.get_context("fork") keeps what it was on Linux'
_INTERPRETERS = (
    "the workers lean on module state of their own: concurrent.futures.InterpreterPoolExecutor (3.14) gives "
    "each worker its modules anew and runs in parallel on every build, where arguments and results can be "
    "pickled and no extension refuses a second interpreter"
)


def remarks(module: Module, site: Site, reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """What 3.14's start method does to the processes, and another pool that might fit."""
    if site.kind == "joblib":
        return ()
    return (*_unpicklable(module, site), *_interpreters(module, site, reasons))


def _unpicklable(module: Module, site: Site) -> Iterator[Reason]:
    """Workers that only a forked process can have: the default is forkserver on Linux since 3.14
    (What's New in Python 3.14, multiprocessing)."""
    if "fork" in {one.value for one in ast.walk(site.call) if isinstance(one, ast.Constant)}:
        return
    for use in site.uses:
        kind = _of_its_function(use) if use.method in SUBMITS else ""
        if kind:
            message = (
                f"the worker is a {kind}, which cannot be pickled: processes need that since 3.14; {_CURE}"
            )
            yield Reason("start-method", message, module.path, use.call.lineno)


def _of_its_function(use: Use) -> str:
    node = use.call.args[0] if use.call.args else None
    if isinstance(node, ast.Lambda):
        return "lambda"
    value = use.arguments.positional[0] if use.arguments and use.arguments.positional else None
    functions = [one for one in value.targets if isinstance(one, FunctionInfo)] if value else []
    if any(isinstance(one.node, ast.Lambda) for one in functions):
        return "lambda"
    return "nested function" if any(one.parent is not None for one in functions) else ""


def _interpreters(module: Module, site: Site, reasons: Sequence[Reason]) -> Iterator[Reason]:
    """Isolation of modules is what is wanted, and nothing that interpreters share is touched."""
    codes = {one.code for one in reasons}
    if codes and codes <= _STATE and codes != {"result-is-shared"}:
        yield Reason("proposal:interpreters", _INTERPRETERS, module.path, site.call.lineno)
