"""Imports modules one by one and writes what their annotations say, as JSON lines.

`python -m ftmigrate_hints MODULES.json RECORDS.jsonl SECONDS`: a module may take so many seconds,
then faulthandler ends the process. Each value is written in a form that two
processes can compare: classes by name, unions as sets, aliases by parts, no addresses.
Sources: PEP 563, 649, 749; typing.get_type_hints; annotationlib (3.14).
"""

import ast
import faulthandler
import functools
import importlib
import inspect
import json
import os
import re
import sys
import traceback
import types
import typing

try:
    import annotationlib
except ImportError:  # before 3.14
    annotationlib = None

_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")


def main(modules_path, records_path, seconds):
    with open(modules_path, encoding="utf-8") as file:
        names = json.load(file)
    if annotationlib is None:
        _forget_evaluations()
    with open(records_path, "a", encoding="utf-8") as records:

        def write(**record):
            records.write(json.dumps(record) + "\n")
            records.flush()

        for name in names:
            write(kind="module", module=name)
            faulthandler.dump_traceback_later(float(seconds), exit=True)
            read_module(name, write)
            faulthandler.cancel_dump_traceback_later()
        enabled = getattr(sys, "_is_gil_enabled", lambda: True)()
        write(kind="session", gil=enabled, annotationlib=annotationlib is not None)


def _forget_evaluations():
    """Before 3.14 a ForwardRef keeps what it was first evaluated to, in whatever module: `Callable[["A"],
    None]` is one object for all modules that write it, and resolves where `A` is no name at all."""
    evaluate = typing.ForwardRef._evaluate

    def anew(self, *arguments, **named):
        self.__forward_evaluated__ = False
        return evaluate(self, *arguments, **named)

    typing.ForwardRef._evaluate = anew


def read_module(name, write):
    try:
        module = importlib.import_module(name)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        file, line = _where(error)
        write(kind="refused", module=name, error=_line(error), file=file, line=line)
        return
    for qualname, owner, value in objects(module):
        write(kind="object", module=name, qualname=qualname, file=_file(owner, module), **describe(value))


def objects(module):
    """`(qualname, owner, object with annotations)` of the module, its classes and functions."""
    yield "", module, module
    seen = set()
    for name, value in sorted(vars(module).items()):
        yield from _members(name, value, module, seen)


def _members(qualname, value, module, seen):
    if isinstance(value, type):
        if value.__module__ != module.__name__ or id(value) in seen or isinstance(value, types.GenericAlias):
            return
        seen.add(id(value))
        yield qualname, value, value
        for name, member in sorted(vars(value).items(), key=lambda item: item[0]):
            yield from _members(f"{qualname}.{name}", member, module, seen)
        return
    for suffix, function in _functions(value):
        inner = inspect.unwrap(function) if hasattr(function, "__wrapped__") else function
        if not isinstance(inner, types.FunctionType) or id(inner) in seen:
            continue
        generated = inner.__code__.co_filename.startswith("<")  # dataclasses' __init__ repeats the class
        if inner.__globals__ is vars(module) and not generated:
            seen.add(id(inner))
            yield qualname + suffix, inner, inner


def _functions(value):
    """The functions that stand behind a name, each with what tells it from the others."""
    if isinstance(value, (staticmethod, classmethod)):
        value = value.__func__
    if isinstance(value, property):
        parts = (("", value.fget), (".setter", value.fset), (".deleter", value.fdel))
        return [(suffix, part) for suffix, part in parts if part is not None]
    if isinstance(value, functools.cached_property):
        return [("", value.func)]
    if isinstance(value, (functools.partial, functools.partialmethod)):
        return [("", value.func)]
    return [("", value)] if callable(value) and not isinstance(value, types.GenericAlias) else []


def describe(value):
    """What each reader of annotations sees: `{reader: {name: form}}`, or the error it raises."""
    found = {"hints": _read(lambda: typing.get_type_hints(value, include_extras=True), form)}
    if "error" in found["hints"]:
        found["each"] = _read(lambda: _own(value), lambda hint: _alone(value, hint))
    found["own"] = _read(lambda: dict.fromkeys(_own(value)), lambda _: "")
    if annotationlib is not None:
        read, formats = annotationlib.get_annotations, annotationlib.Format
        found["value"] = _read(lambda: read(value, format=formats.VALUE), lambda _: "")
        found["forward"] = _read(lambda: read(value, format=formats.FORWARDREF), form)
        found["string"] = _read(lambda: read(value, format=formats.STRING), normalised)
    else:
        found["value"] = _read(lambda: _own(value), lambda _: "")
    return {"readers": found, "line": _line_number(value)}


def _own(value):
    if annotationlib is not None:
        return annotationlib.get_annotations(value, format=annotationlib.Format.FORWARDREF)
    return inspect.get_annotations(value)


def _alone(value, hint):
    """How one annotation resolves without its neighbours: its form, or the error after a `!`."""
    module = sys.modules.get(getattr(value, "__module__", None) or "")
    namespace = getattr(value, "__globals__", None) or vars(module or value)

    def stub():
        pass

    stub.__annotations__ = {"hint": hint}
    stub.__type_params__ = getattr(value, "__type_params__", ())
    local = dict(vars(value)) if isinstance(value, type) else None
    try:
        return form(typing.get_type_hints(stub, namespace, local, include_extras=True)["hint"])
    except Exception as error:
        return f"!{_line(error)}"


def _read(reader, written):
    try:
        return {"names": {name: written(hint) for name, hint in reader().items()}}
    except Exception as error:
        return {"error": _line(error), "missing": getattr(error, "name", None)}


def form(value, depth=0):
    """A text that is equal in two processes exactly where the hints are equal."""
    if depth > 40:
        return "..."
    if value is None or value is type(None):
        return "None"
    if isinstance(value, str):
        return f"str({normalised(value)})"
    if isinstance(value, typing.ForwardRef):
        return f"ForwardRef({normalised(value.__forward_arg__)})"
    if isinstance(value, list):
        return "[" + ", ".join(form(item, depth + 1) for item in value) + "]"
    origin = typing.get_origin(value)
    if origin is not None:
        return _alias(value, origin, depth)
    return _plain(value)


def _alias(value, origin, depth):
    arguments = typing.get_args(value)
    if origin is typing.Literal:
        return "Literal[" + ", ".join(f"{type(item).__name__}:{item!r}" for item in arguments) + "]"
    if origin is typing.Annotated:
        extras = ", ".join(_plain(extra) for extra in value.__metadata__)
        return f"Annotated[{form(value.__origin__, depth + 1)}; {extras}]"
    parts = [form(argument, depth + 1) for argument in arguments]
    if origin is typing.Union or origin is types.UnionType:
        return "Union[" + ", ".join(sorted(set(parts))) + "]"
    star = "*" if getattr(value, "__unpacked__", False) else ""
    return f"{star}{_plain(origin)}[{', '.join(parts)}]"


def _plain(value):
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    module = getattr(value, "__module__", None)
    if isinstance(value, (type, types.FunctionType, typing.NewType)) and name:
        return f"{module}.{name}"
    return f"{type(value).__name__}:{_ADDRESS.sub('0x', _represented(value))}"


def _represented(value):
    try:
        return repr(value)
    except Exception as error:
        return f"<no repr: {type(error).__name__}>"


def normalised(text):
    """The expression in `text` as Python prints it, quotes of nested type strings taken off."""
    if not isinstance(text, str):
        return _plain(text)
    try:
        tree = _Unquote().visit(ast.parse(text.strip(), mode="eval"))
        return ast.unparse(tree)
    except (SyntaxError, ValueError):
        return text


class _Unquote(ast.NodeTransformer):
    def visit_Constant(self, node):
        if not isinstance(node.value, str):
            return node
        try:
            return self.visit(ast.parse(node.value.strip(), mode="eval").body)
        except (SyntaxError, ValueError):
            return node

    def visit_Name(self, node):
        # STRING spells a private name as the class body sees it: _Class__name.
        return ast.Name(re.sub(r"^_[A-Za-z0-9]\w*?(?=__\w*[A-Za-z0-9]$)", "", node.id))

    def visit_Subscript(self, node):
        head = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        if head == "Literal":
            return node
        if head == "Annotated" and isinstance(node.slice, ast.Tuple) and node.slice.elts:
            node.slice.elts[0] = self.visit(node.slice.elts[0])
            return node
        return self.generic_visit(node)


def _line(error):
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0] if text else ''}".rstrip(": ")


def _where(error):
    """The innermost line of the tree under test in the error's traceback."""
    tree = os.environ.get("FTMIGRATE_TREE", "")
    file, line = "", 0
    if isinstance(error, SyntaxError) and error.filename:
        return error.filename, error.lineno or 0
    for frame in traceback.extract_tb(error.__traceback__):
        if tree and os.path.realpath(frame.filename).startswith(tree + os.sep):
            file, line = os.path.realpath(frame.filename), frame.lineno or 0
    return file, line


def _file(owner, module):
    code = getattr(owner, "__code__", None)
    return os.path.realpath(code.co_filename if code else getattr(module, "__file__", None) or "")


def _line_number(value):
    code = getattr(value, "__code__", None)
    if code is not None:
        return code.co_firstlineno
    return getattr(value, "__firstlineno__", 0) if isinstance(value, type) else 0


if __name__ == "__main__":
    main(*sys.argv[1:])
