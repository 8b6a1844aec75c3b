"""A function of the project as a kernel, with what its modules hold shared or private.

Run inside the target interpreter by kernel_process.py; standard library only. The environment says
what: FTMIGRATE_FUNCTION is `pkg.mod:function`, FTMIGRATE_TREE the project's folder, and
FTMIGRATE_PRIVATE what a worker has of its own: nothing (empty), `*` everything that the project's
modules hold, `only:OBJECT` that one beside functions and classes (`only:` just these), `but:OBJECT`
everything but that one, which may be a class, too.

What is private comes from running the project's modules once more, which gives every lock, cache
and class afresh, so that nothing has to be copied; what is shared is then put in its place again.
"""

# ruff: noqa: PTH123
import ast
import importlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from types import BuiltinMethodType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

START = 1  # operations of the first try: a call may take long

_PLAIN = (type(None), bool, ModuleType, type, FunctionType, staticmethod, classmethod, property)
_LOCK = threading.Lock()

Slot = tuple[Callable[[], Any], Callable[[Any], None]]


def prepare() -> Callable[[], object]:
    """What a worker calls. Its output is thrown away."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - until the process ends
    target, private = os.environ["FTMIGRATE_FUNCTION"], os.environ["FTMIGRATE_PRIVATE"]
    with _LOCK:
        modules = load(target)
        if private:
            modules = again(target, modules, private)
    name, _, function = target.partition(":")
    found: Callable[[], object] = getattr(modules[name], function)
    return found


def run(state: Callable[[], object], count: int) -> None:
    for _ in range(count):
        state()


def load(target: str) -> dict[str, ModuleType]:
    """The project's modules that importing the function's loads, by name."""
    importlib.import_module(target.partition(":")[0])
    return {name: module for name, module in list(sys.modules.items()) if ours(module)}


def ours(module: object) -> bool:
    file = getattr(module, "__file__", None)
    if not file:
        return False
    path, tree = os.path.realpath(file), os.path.realpath(os.environ["FTMIGRATE_TREE"])
    installed = os.path.realpath(sys.prefix) + os.sep
    return path.startswith(tree + os.sep) and not path.startswith(installed)


def again(target: str, first: dict[str, ModuleType], private: str) -> dict[str, ModuleType]:
    """The modules run once more, with all that is not private as the first ones have it."""
    for name in first:
        del sys.modules[name]
    try:
        fresh = load(target)
    finally:
        for name in first:
            sys.modules.pop(name, None)
        sys.modules.update(first)
    kind, _, meant = private.partition(":")
    if kind == "but":
        share_class(meant, first, fresh)
    originals = objects(first)
    for identity, (names, _) in originals.items():
        chosen = meant in names
        if kind == "*" or chosen is (kind == "only"):
            if kind == "only" and chosen:
                keep_private(names, first, fresh, originals[identity][1])
            continue
        for name in names:
            new, old = slots(fresh).get(name), slots(first)[name]
            if new is not None:
                new[1](old[0]())
    return fresh


def share_class(meant: str, first: dict[str, ModuleType], fresh: dict[str, ModuleType]) -> None:
    holder, _, name = meant.partition(":")
    shared = getattr(first[holder], name, None)
    if isinstance(shared, type):
        for module_name, module in first.items():
            for key, value in list(vars(module).items()):
                if value is shared and module_name in fresh:
                    setattr(fresh[module_name], key, shared)


def keep_private(
    names: list[str], first: dict[str, ModuleType], fresh: dict[str, ModuleType], value: object
) -> None:
    """A worker's own also where running the module again gave the very same object back."""
    import copy

    for name in names:
        slot = slots(fresh).get(name)
        if slot is not None and slot[0]() is value:
            slot[1](copy.deepcopy(value))


def objects(modules: dict[str, ModuleType]) -> dict[int, tuple[list[str], object]]:
    """Each object that a slot holds, once: the names of all its slots, and the object."""
    found: dict[int, tuple[list[str], object]] = {}
    for name, (get, _) in slots(modules).items():
        value = get()
        found.setdefault(id(value), ([], value))[0].append(name)
    return found


def slots(modules: dict[str, ModuleType]) -> dict[str, Slot]:
    """Where data of the project is held: globals, class attributes, closures, defaults."""
    found: dict[str, Slot] = {}
    for module_name, module in modules.items():
        for name, value in list(vars(module).items()):
            if name.startswith("__"):
                continue
            if not isinstance(value, _PLAIN):
                found[f"{module_name}:{name}"] = _attribute(module, name)
            elif getattr(value, "__module__", None) == module_name:
                found.update(_inside(f"{module_name}:{name}", value, set()))
    return found


def _inside(where: str, value: Any, seen: set[int]) -> Iterator[tuple[str, Slot]]:
    """The slots of a class or function of the project."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, type):
        for name, part in list(vars(value).items()):
            plain = getattr(part, "__func__", part)
            if isinstance(plain, FunctionType):
                yield from _inside(f"{where}.{name}", plain, seen)
            elif not name.startswith("__") and not isinstance(part, _PLAIN) and _settable(part):
                yield f"{where}.{name}", _attribute(value, name)
    elif isinstance(value, FunctionType):
        for name, cell in zip(value.__code__.co_freevars, value.__closure__ or (), strict=True):
            try:
                content = cell.cell_contents
            except ValueError:
                continue
            if isinstance(content, FunctionType):
                yield from _inside(f"{where} > {name}", content, seen)
            elif not isinstance(content, _PLAIN):
                yield f"{where} > {name}", _cell(cell)
        if value.__defaults__ and any(not isinstance(part, _PLAIN) for part in value.__defaults__):
            yield f"{where} (defaults)", _attribute(value, "__defaults__")


def _settable(part: object) -> bool:
    return not hasattr(type(part), "__set__") and not hasattr(type(part), "__get__")


def _attribute(holder: object, name: str) -> Slot:
    return (lambda: vars(holder).get(name, getattr(holder, name))), (
        lambda value: setattr(holder, name, value)
    )


def _cell(cell: Any) -> Slot:
    return (lambda: cell.cell_contents), (lambda value: setattr(cell, "cell_contents", value))


def describe() -> list[dict[str, object]]:
    """The objects that workers share through the project's modules and that some code uses.

    Each with the name to give in FTMIGRATE_PRIVATE, its type, file and line; the likely ones first.
    """
    modules = load(os.environ["FTMIGRATE_FUNCTION"])
    used = {name for module in modules.values() for name in _used(module)}
    found = []
    for names, value in objects(modules).values():
        short = [name.partition(":")[2].split(".")[-1].split(" > ")[-1] for name in names]
        if not any(name in used or name.endswith("(defaults)") for name in short):
            continue
        # Where it is assigned, not where it is imported from there.
        at = min((place(modules, name) for name in names), key=lambda at: at[3])
        constant = isinstance(value, (int, float, str, bytes, BuiltinMethodType, MethodType))
        found.append(
            {
                "name": at[0],
                "type": type(value).__name__,
                "file": os.path.relpath(at[1], os.environ["FTMIGRATE_TREE"]),
                "line": at[2],
                "order": int(constant),
            }
        )
    found += [
        {
            "name": f"{name}:{key}",
            "type": "class",
            "file": os.path.relpath(str(module.__file__), os.environ["FTMIGRATE_TREE"]),
            "line": place(modules, f"{name}:{key}")[2],
            "order": 2,
        }
        for name, module in modules.items()
        for key, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == name and key in used
    ]
    return sorted(found, key=lambda one: str(one["order"]))


def _used(module: ModuleType) -> Iterator[str]:
    """Every name that code of the module loads, stores, or takes as an attribute."""
    with open(str(module.__file__), encoding="utf-8") as file:
        waiting: list[CodeType] = [compile(file.read(), str(module.__file__), "exec")]
    while waiting:
        code = waiting.pop()
        if code.co_name != "<module>":
            yield from code.co_names
            yield from code.co_freevars
        waiting += [part for part in code.co_consts if isinstance(part, CodeType)]


def place(modules: dict[str, ModuleType], name: str) -> tuple[str, str, int, int]:
    """(name, file, line, order): the line that binds it, an assignment before an import."""
    module_name, _, path = name.partition(":")
    file = str(modules[module_name].__file__)
    parts = path.split(" ")[0].split(".")
    with open(file, encoding="utf-8") as text:
        body: list[ast.stmt] = ast.parse(text.read()).body
    line, order = 1, 2
    for part in parts:
        node = next((node for node in _statements(body) if part in _bound(node)), None)
        if node is None:
            break
        line, order = node.lineno, int(isinstance(node, (ast.Import, ast.ImportFrom)))
        body = getattr(node, "body", [])
    return name, file, line, order


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        if isinstance(node, (ast.If, ast.Try, ast.With, ast.For, ast.While)):
            for field in ("body", "orelse", "finalbody"):
                yield from _statements(getattr(node, field, []))
            for handler in getattr(node, "handlers", []):
                yield from _statements(handler.body)


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
    return set()
