"""Imports every module of a package and writes what its annotations say, as JSON lines.

Run by `corpus_annotations` in the environment under test: `python read_annotations_of.py TREE TOP OUT`.
Each record: the object's name, whether `__annotations__` and `inspect.signature` work, and its
resolved hints (their repr, without addresses) where `typing.get_type_hints` works.
"""

import contextlib
import importlib
import inspect
import io
import json
import os
import re
import signal
import sys
import types
import typing
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def main() -> None:
    tree, top, out = sys.argv[1:4]
    sys.path.insert(0, tree)
    warnings.simplefilter("ignore")
    with Path(out).open("w", encoding="utf-8") as records:
        for name in sorted(modules(Path(tree), top)):
            for record in read(name):
                records.write(json.dumps(record) + "\n")
            records.flush()
    os._exit(0)  # threads and atexit hooks of a hundred modules are not ours to wait for


def modules(tree: Path, top: str) -> Iterator[str]:
    for path in (tree / top).rglob("*.py") if (tree / top).is_dir() else [tree / f"{top}.py"]:
        parts = path.relative_to(tree).with_suffix("").parts
        if parts[-1] == "__init__":
            parts = parts[:-1]
        if "__main__" not in parts and all(part.isidentifier() for part in parts):
            yield ".".join(parts)


def read(name: str) -> Iterator[dict[str, object]]:
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(300)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            module = importlib.import_module(name)
    except BaseException as error:
        yield {"name": f"import {name}", "import": f"{type(error).__name__}: {error}"[:300]}
        return
    finally:
        signal.alarm(0)
    yield {"name": f"import {name}", "import": ""}
    for label, thing in members(module):
        yield {"name": label, **observed(thing)}


def too_long(*_: object) -> None:
    raise TimeoutError("the import takes too long")


def members(module: types.ModuleType) -> Iterator[tuple[str, object]]:
    yield module.__name__, module
    seen: set[int] = set()
    pending: list[tuple[str, object]] = [
        (f"{module.__name__}:{key}", value) for key, value in list(vars(module).items())
    ]
    while pending:
        label, thing = pending.pop()
        if isinstance(thing, staticmethod | classmethod):
            thing = thing.__func__
        if isinstance(thing, property):
            pending += [
                (f"{label}.{part}", getattr(thing, part)) for part in ("fget", "fset") if getattr(thing, part)
            ]
            continue
        if not isinstance(thing, type | types.FunctionType) or id(thing) in seen:
            continue
        if getattr(thing, "__module__", None) != module.__name__:
            continue
        seen.add(id(thing))
        yield label, thing
        if isinstance(thing, type):
            pending += [(f"{label}.{key}", value) for key, value in list(vars(thing).items())]


def observed(thing: object) -> dict[str, object]:
    record: dict[str, object] = {"annotations": attempt(lambda: thing.__annotations__ and "")}
    if not isinstance(thing, types.ModuleType):
        record["signature"] = attempt(lambda: inspect.signature(thing) and "") if callable(thing) else ""
    try:
        hints = typing.get_type_hints(thing, include_extras=True)
        record["hints"] = {key: _ADDRESS.sub("", repr(value)) for key, value in hints.items()}
    except BaseException as error:
        record["hints"] = None
        record["hints_error"] = f"{type(error).__name__}: {error}"[:200]
    return record


def attempt(action: Callable[[], object]) -> str:
    """Empty where it works, else the error; errors that have nothing to do with names count too."""
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:200]
    return ""


if __name__ == "__main__":
    main()
