"""Random programs of three modules that import each other in every way, before and after the codemod.

As `random_modules`, which makes what is in a module. What is not made: names that one module gives another
(`other.A = int`), since no text tells of them.
"""

import difflib
import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import random
import sys
import types
import warnings
from collections.abc import Mapping, Sequence

from ftmigrate.analysis.project import Project
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import FileStatus
from ftmigrate.rules.engine import rewrite
from ftmigrate.rules.selection import selected
from tests.rules.page_cases import Files
from tests.rules.random_modules import HEAD, OWN, Maker, Seen, indented, look, losses

MODULES = ("ma", "mb", "mc")
HELPERS = "helpers"
TOP = f"""import dataclasses, functools, sys
from typing import Callable, NamedTuple, NewType, Optional, Protocol, TYPE_CHECKING, TypedDict, TypeVar, Union
from contextlib import suppress
from {HELPERS} import {", ".join(sorted(OWN))}
"""


class PackageMaker(Maker):
    """Writes one of the modules."""

    def __init__(self, seed: int, name: str) -> None:
        super().__init__(seed)
        self.others = [one for one in MODULES if one != name]

    def imported(self) -> list[str]:
        module, name = self.one(*self.others), self.name()
        lines = {
            0: f"from {module} import {name}", 1: f"from {module} import *",
            2: f"from {module} import {name} as {self.name()}", 3: f"import {module} as {self.name()}",
            4: f"from {module} import {name}, {self.name()}",
        }  # fmt: skip
        line = lines.get(self.random.randrange(10), f"import {module}")
        either = indented(self.plain_binding(name))
        return {
            0: ["if TYPE_CHECKING:", f"    {line}"],
            1: ["if TYPE_CHECKING:", f"    {line}", "else:", *either],
            2: ["try:", f"    {line}", "except ImportError:", *either],
        }.get(self.random.randrange(7), [line])

    def expression(self, depth: int = 0) -> str:
        if self.random.random() > 0.2:
            return super().expression(depth)
        dotted = f"{self.one(*MODULES)}.{self.name()}"
        return self.one(
            dotted, dotted, dotted, f"{dotted} | None", f"{dotted}.{self.name()}", f"{dotted}[int]"
        )

    def binding(self) -> list[str]:
        if self.random.random() < 0.1:
            return [f"{self.name()} = {self.one(*self.others)}.{self.name()}"]
        return super().binding()

    def module(self) -> str:
        lines = self.imported()
        for _ in range(self.random.randrange(2, 8)):
            kind = self.random.randrange(11)
            write = self.binding if kind < 4 else self.function if kind < 6 else self.a_class
            lines += self.imported() if kind == 10 else self.local() if kind == 9 else write()
        future = "from __future__ import annotations\n" if self.future else ""
        return future + TOP + "\n".join(lines) + "\n"


class Texts(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports modules from texts by their paths."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        known = f"{fullname}.py" in self.texts
        return importlib.util.spec_from_loader(fullname, self) if known else None

    def exec_module(self, module: types.ModuleType) -> None:
        path = f"{module.__name__}.py"
        exec(compile(self.texts[path], path, "exec", dont_inherit=True), module.__dict__)


def observe(texts: Mapping[str, str], order: Sequence[str]) -> dict[str, Seen] | str:
    """All functions and classes of the modules, imported in this order; the first error of an import."""
    finder, found = Texts(texts), dict[str, Seen]()
    sys.meta_path.insert(0, finder)
    try:
        for name in order:
            importlib.import_module(name)
        for name in order:
            for label, value in list(vars(sys.modules[name]).items()):
                if label not in OWN:
                    look(f"{name}.{label}", value, found, module=name)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        sys.meta_path.remove(finder)
        for name in (*MODULES, HELPERS):
            sys.modules.pop(name, None)
    return found


def migrated(texts: Mapping[str, str]) -> tuple[dict[str, str], int]:
    """The texts after the codemod, and how many findings were applied."""
    project, after, applied = Project(Files(texts)), dict(texts), 0
    for name in MODULES:
        path = f"{name}.py"
        outcome = rewrite(path, texts[path], selected(["ANN"]), project, CodemodSettings())
        if outcome.status is FileStatus.FAILED:
            raise ValueError(outcome.reason)
        if outcome.after is not None:
            after[path] = outcome.after
            applied += sum(finding.applied for finding in outcome.findings)
    return after, applied


def faults(seed: int) -> tuple[int, list[str]]:
    """How many findings were applied to the program of a seed, and all that is wrong with the result."""
    texts, order = program(seed)
    before = observe(texts, order)
    if isinstance(before, str):
        return 0, []
    after, applied = migrated(texts)
    found = list(losses(before, observe(after, order)))
    found += ["a second run changes it"] if migrated(after)[0] != after else []
    return applied, found


def program(seed: int) -> tuple[dict[str, str], list[str]]:
    """The texts of a seed by path, and the order in which they are imported."""
    texts = {f"{name}.py": PackageMaker(seed * 3 + at, name).module() for at, name in enumerate(MODULES)}
    order = list(MODULES)
    random.Random(seed).shuffle(order)
    return {**texts, f"{HELPERS}.py": HEAD}, order


def show(seed: int) -> None:
    """Print what becomes of a seed's program."""
    texts, order = program(seed)
    after, _ = migrated(texts)
    for name in order:
        lines = texts[f"{name}.py"].splitlines(), after[f"{name}.py"].splitlines()
        print("\n".join(difflib.unified_diff(*lines, name, name, n=99, lineterm="")) or texts[f"{name}.py"])
    print(faults(seed))


def main(first: int, last: int) -> None:
    """Prints how many findings were applied, or exits 1 with the seeds that lost something."""
    # What 3.14 says of a dataclass with slots depends on whether the class that it replaced is collected yet.
    gc.disable()
    warnings.simplefilter("ignore")
    results = {seed: faults(seed) for seed in range(first, last)}
    wrong = [f"seed {seed}: {fault}" for seed, (_, found) in results.items() for fault in found]
    print("\n".join(wrong) if wrong else sum(applied for applied, _ in results.values()))
    sys.exit(1 if wrong else 0)
