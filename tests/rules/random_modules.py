"""Random small modules full of quoted types, and what they look like before and after the codemod.

Run by `test_random_modules` inside 3.14: `main(first, last)` rewrites the modules of these seeds, runs
both texts, and prints what the rewriting lost: an import, a working `__annotations__` or signature, a
hint. Names are few and bound in every way that Python knows, so that each module is full of shadows.
"""

import gc
import inspect
import random
import re
import sys
import types
import typing
import warnings
from collections.abc import Callable, Iterator

from ftmigrate.analysis.project import Project
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import FileStatus
from ftmigrate.rules.engine import rewrite
from ftmigrate.rules.selection import selected
from tests.rules.page_cases import Files

NAMES = ("A", "B", "C", "D", "list", "type", "Warning", "int")
HEAD = """
import annotationlib, dataclasses, functools, inspect, sys, typing
from typing import Callable, NamedTuple, NewType, Optional, Protocol, TYPE_CHECKING, TypedDict, TypeVar, Union
from contextlib import suppress
def harmless(f): return f
def harmless_factory():
    def decorate(f): return f
    return decorate
def reading(f):
    f.hints = dict(f.__annotations__)
    return f
def lenient(f):
    try: f.hints = typing.get_type_hints(f)
    except Exception: pass
    return f
def wrapping(f):
    @functools.wraps(f)
    def inner(*a): return inspect.signature(f)
    return inner
def showing(c):
    def show(self): return typing.get_type_hints(type(self))
    c.show = show
    return c
class Holds:
    def __init__(self, f): self.f = f
    def __call__(self): return inspect.signature(self.f)
class Reads:
    def __init_subclass__(cls):
        super().__init_subclass__()
        cls.hints = dict(cls.__annotations__)
class ReadsLate:
    def __init__(self): self.hints = typing.get_type_hints(type(self))
class Meta(type):
    def __new__(m, n, b, ns):
        made = super().__new__(m, n, b, ns)
        made.fields = list(made.__annotations__)
        return made
class Quiet:
    def __init_subclass__(cls):
        super().__init_subclass__()
        cls.tag = 1
"""
OWN = frozenset(re.findall(r"^(?:def|class) (\w+)", HEAD, re.MULTILINE))


class Maker:
    """Writes one module; the same seed always gives the same text."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.future = self.random.random() < 0.4

    def module(self) -> str:
        lines: list[str] = []
        for _ in range(self.random.randrange(2, 9)):
            kind = self.random.randrange(10)
            write = self.binding if kind < 4 else self.function if kind < 6 else self.a_class
            lines += self.local() if kind == 9 else write()
        future = "from __future__ import annotations" if self.future else ""
        return future + HEAD + "\n".join(lines) + "\n"

    def one(self, *values: str) -> str:
        return self.random.choice(values)

    def name(self) -> str:
        return self.random.choice(NAMES)

    def expression(self, depth: int = 0) -> str:
        name, kind = self.name(), self.random.randrange(12)
        if depth > 2 or kind < 4:
            return name
        inner = self.expression(depth + 1)
        forms = {
            4: f"list[{inner}]", 5: f"dict[str, {inner}]", 6: f"{inner} | None", 7: f"Optional[{inner}]",
            8: f"type[{name}]", 9: f"Callable[[{inner}], {name}]", 10: f"{name}.{self.name()}",
        }  # fmt: skip
        return forms.get(kind, f"Union[{inner}, {name}]")

    def annotation(self) -> str:
        kind, inner = self.random.randrange(10), self.expression()
        if self.future and kind < 7:
            return inner
        forms = {6: f'list["{inner}"]', 7: f'Optional["{inner}"]', 8: f'dict[str, "{inner}"]'}
        return f'"{inner}" | None' if kind == 9 else forms.get(kind, f'"{inner}"')

    def plain_binding(self, name: str) -> list[str]:
        kind = self.random.randrange(8)
        if kind < 4:
            return [f"class {name}: ..."]
        values = ("int", "str", "list", "None", "Optional[int]", '"int"', 'list["int"]', "3", 'TypeVar("T")')
        return {
            4: [f"class {name}:", f"    class {self.name()}: ..."],
            5: [f"{name} = {self.one(*values)}"],
            6: [f"def {name}(): ..."],
        }.get(kind, [f"type {name} = {self.expression()}"])

    def binding(self) -> list[str]:
        name, kind = self.name(), self.random.randrange(20)
        first, other = indented(self.plain_binding(name)), indented(self.plain_binding(name))
        test = self.one("len('a')", "not len('a')", "sys.version_info >= (3, 9)", "sys.version_info < (3, 9)")
        either = ["else:", *other] if self.random.random() < 0.5 else []
        return {
            9: ["if TYPE_CHECKING:", *first],
            10: ["if TYPE_CHECKING:", *first, "else:", *other],
            11: [f"if {test}:", *first, *either],
            12: ["try:", self.one("    import nowhere", "    pass"), *first, "except ImportError:", *other],
            13: [f"for {name} in (int, str): ..."],
            14: ["try: 1/0", f"except Exception as {name}: ..."],
            15: [*self.plain_binding(name), f"del {name}"],
            16: ["def setup():", f"    global {name}", *first, self.one("setup()", "")],
            17: ["with suppress(Exception):", self.one("    pass", "    raise ValueError"), *first],
            18: ["match 1:", "    case 1:", *indented(first), "    case _:", *indented(other)],
            19: [f"_ = [({name} := int) for _ in (1,)]"],
        }.get(kind, self.plain_binding(name))

    def function(self, *, method: bool = False) -> list[str]:
        self.count += 1
        name = f"f{self.count}" if not method or self.random.random() < 0.75 else self.name()
        parameters = ["self"] if method else []
        words = self.random.sample(("a", "b", *NAMES), self.random.randrange(3))
        parameters += [f"{word}: {self.annotation()}" for word in words]
        decorators = (
            "functools.cache",
            "harmless",
            "reading",
            "lenient",
            "harmless_factory()",
            "wrapping",
            "Holds",
        )
        decorated = [f"@{self.one(*decorators)}"] if self.random.random() < 0.25 else []
        if method and self.random.random() < 0.1:
            decorated, parameters = ["@property"], ["self"]
        generic = f"[{self.name()}]" if self.random.random() < 0.08 else ""
        return [*decorated, f"def {name}{generic}({', '.join(parameters)}) -> {self.annotation()}: ..."]

    def a_class(self, depth: int = 0) -> list[str]:
        self.count += 1
        name = f"K{self.count}" if self.random.random() < 0.5 else self.name()
        kinds = ("@dataclasses.dataclass", "@dataclasses.dataclass(slots=True)", "NamedTuple", "TypedDict",
                 "Protocol", "Reads", "metaclass=Meta", "Quiet", "ReadsLate", "@harmless", "@reading",
                 "@lenient", "@showing", "", "", "")  # fmt: skip
        kind = self.one(*kinds)
        closed = kind in ("NamedTuple", "TypedDict", "Protocol")
        head = [kind] if kind.startswith("@") else []
        base = "" if head or not kind else f"({kind})"
        generic = f"[{self.name()}]" if not closed and self.random.random() < 0.12 else ""
        body = (
            [f"__slots__ = ('{self.name()}', '__dict__')"] if not kind and self.random.random() < 0.3 else []
        )
        for _ in range(self.random.randrange(1, 5)):
            body += self.member(kind, depth, closed=closed)
        return [*head, f"class {name}{generic}{base}:", *indented(body or ["..."])]

    def member(self, kind: str, depth: int, *, closed: bool) -> list[str]:
        pick = self.random.randrange(8)
        if pick < 3:
            value = "" if kind or self.random.random() < 0.6 else " = None"
            return [f"{self.one('x', 'y', self.name())}: {self.annotation()}{value}"]
        if kind == "TypedDict":
            return []
        if pick < 6:
            return self.function(method=True)
        if closed or "dataclass" in kind:
            return []
        return self.a_class(depth + 1) if pick == 6 and depth < 1 else self.plain_binding(self.name())

    def local(self) -> list[str]:
        self.count += 1
        made, parameter = f"made{self.count}", f"{self.name()}=int" if self.random.random() < 0.2 else ""
        body: list[str] = []
        for _ in range(self.random.randrange(1, 4)):
            kind = self.random.randrange(4)
            body += (
                self.plain_binding(self.name())
                if kind == 0
                else self.a_class()
                if kind == 1
                else self.function()
            )
        errors = "(NameError, UnboundLocalError, AttributeError, TypeError)"
        return [f"def {made}({parameter}):", *indented(body), "    return locals()",
                f"try: {made} = {made}()", f"except {errors}: pass"]  # fmt: skip


def indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


class Seen(typing.NamedTuple):
    """What one object says: errors of its annotations and signature ("" for none), and its hints."""

    annotations: str
    signature: str
    hints: dict[str, str] | None


def observe(text: str) -> dict[str, Seen] | str:
    """All functions and classes of a module that is run; the error where it cannot be imported."""
    module = sys.modules["random_module"] = types.ModuleType("random_module")
    try:
        exec(compile(text, "random_module.py", "exec", dont_inherit=True), module.__dict__)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    found: dict[str, Seen] = {}
    for name, value in list(vars(module).items()):
        if name not in OWN:
            look(name, value, found)
    return found


def look(label: str, value: object, found: dict[str, Seen], module: str = "random_module") -> None:
    if isinstance(value, dict) and "made" in label:
        inside = value
    else:
        value = value.fget if isinstance(value, property) else value
        own = isinstance(value, type | types.FunctionType) and value.__module__ == module
        if not own or label in found or label.count(".") > 6:
            return
        found[label] = seen(value)
        inside = dict(vars(value)) if isinstance(value, type) else {}
    for name, one in list(inside.items()):
        look(f"{label}.{name}", one, found, module)


def seen(value: object) -> Seen:
    assert callable(value)
    try:
        hints = typing.get_type_hints(value, include_extras=True)
        shown = {name: re.sub(r" at 0x[0-9a-f]+", "", repr(one)) for name, one in hints.items()}
    except Exception:
        shown = None
    return Seen(attempt(lambda: value.__annotations__), attempt(lambda: inspect.signature(value)), shown)


def attempt(action: Callable[[], object]) -> str:
    try:
        action()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def losses(before: dict[str, Seen], after: dict[str, Seen] | str) -> Iterator[str]:
    """What worked or was otherwise, in words. A reference that resolves now is a gain."""
    if isinstance(after, str):
        yield f"import: {after}"
        return
    for label, old in before.items():
        new = after.get(label)
        if new is None and "made" in label:
            continue  # the function could not be called, and can be now
        if new is None:
            yield f"{label} is gone"
            continue
        if (not old.annotations and new.annotations) or (not old.signature and new.signature):
            yield f"{label}: {new.annotations or new.signature}"
        if old.hints is not None and old.hints != new.hints:
            differing = {name: (one, (new.hints or {}).get(name)) for name, one in old.hints.items()}
            changed = {name: two for name, two in differing.items() if two[0] != two[1]}
            gained = ("ForwardRef", "<member ", "_tuplegetter")  # did not resolve, or to a slot or field
            if new.hints is None or not all(any(g in one for g in gained) for one, _ in changed.values()):
                yield f"{label}: hints {changed}"


def faults(seed: int) -> tuple[int, list[str]]:
    """How many findings were applied to the module of a seed, and all that is wrong with the result."""
    text = Maker(seed).module()
    before = observe(text)
    outcome = rewrite("m.py", text, selected(["ANN"]), Project(Files({"m.py": text})), CodemodSettings())
    if outcome.status is FileStatus.FAILED:
        return 0, [] if isinstance(before, str) else [outcome.reason]
    if isinstance(before, str) or outcome.after is None:
        return 0, []
    found = list(losses(before, observe(outcome.after)))
    again = rewrite(
        "m.py", outcome.after, selected(["ANN"]), Project(Files({"m.py": outcome.after})), CodemodSettings()
    )
    found += ["a second run changes it"] if again.after is not None else []
    return sum(finding.applied for finding in outcome.findings), found


def main(first: int, last: int) -> None:
    """Prints how many findings were applied, or exits 1 with the seeds that lost something."""
    # What 3.14 says of a dataclass with slots depends on whether the class that it replaced is collected yet.
    gc.disable()
    warnings.simplefilter("ignore")
    results = {seed: faults(seed) for seed in range(first, last)}
    wrong = [f"seed {seed}: {fault}" for seed, (_, found) in results.items() for fault in found]
    print("\n".join(wrong) if wrong else sum(applied for applied, _ in results.values()))
    sys.exit(1 if wrong else 0)
