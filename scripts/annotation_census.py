"""Counts the quoted types of a tree of files and tells which of them have all their names bound.

Run by `corpus_annotations` with a 3.14 interpreter: `python annotation_census.py TREE OUT`. Standard
library only, and on purpose without a line of ftmigrate: what the rules decide is measured by it.

A name is statically bound where it is a builtin, a type parameter, or bound without condition in the
module, the class around the annotation, or a function around it: by a statement of its body, or in
every arm of an `if` or `try` there. OUT gets one JSON object a string: path, line, column (characters),
its text, and `bound`: "static", "typing" (a name is bound under TYPE_CHECKING only), "condition",
"nowhere", or "star" (there is a star import that may bind it).
"""

import ast
import builtins
import json
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

BUILTINS = frozenset(dir(builtins))
ALIAS: type = getattr(ast, "TypeAlias", type(None))  # 3.12 and newer
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass
class Names:
    """What a body binds: `sure` in every run, `maybe` in some, `typing` while type checking."""

    sure: set[str] = field(default_factory=set)
    maybe: set[str] = field(default_factory=set)
    typing: set[str] = field(default_factory=set)
    star: bool = False

    def add(self, other: "Names", *, sure: set[str]) -> None:
        self.maybe |= (other.sure | other.maybe) - sure
        self.typing |= other.typing
        self.sure |= sure
        self.star |= other.star


@dataclass
class Found:
    """One quoted type and the scopes it stands in, innermost last."""

    node: ast.Constant
    scopes: list[tuple[bool, Names]]


def main() -> None:
    warnings.simplefilter("ignore")
    tree, out = Path(sys.argv[1]), Path(sys.argv[2])
    with out.open("w", encoding="utf-8") as lines:
        for path in sorted([*tree.rglob("*.py"), *tree.rglob("*.pyi")]):
            for record in strings(path):
                record["path"] = path.relative_to(tree).as_posix()
                lines.write(json.dumps(record) + "\n")


def strings(path: Path) -> Iterator[dict[str, object]]:
    """The quoted types of a file; none where it does not compile."""
    try:
        data = path.read_bytes()
        tree = ast.parse(data, str(path))
    except (SyntaxError, ValueError, RecursionError, OSError):
        return
    rows = data.split(b"\n")
    for found in annotated(tree):
        if (names := used(str(found.node.value))) is not None:
            row = rows[found.node.lineno - 1].removeprefix(b"\xef\xbb\xbf" if found.node.lineno == 1 else b"")
            yield {
                "line": found.node.lineno,
                "column": len(row[: found.node.col_offset].decode("utf-8", "replace")),
                "text": found.node.value,
                "bound": state(names, found.scopes),
            }


def used(text: str) -> set[str] | None:
    """The names of a type expression; None where the text is none."""
    if not text.strip() or text[0].isspace():
        return None
    body = text.removeprefix("*")
    try:
        tree = ast.parse(f"(\n{body}\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    number = isinstance(tree, ast.Constant) and tree.value is not None
    if number or isinstance(tree, ast.Tuple | ast.List):
        return None
    names: set[str] = set()
    return names if collect(tree, names) else None


def collect(node: ast.expr, names: set[str]) -> bool:
    """Adds the names of a type to `names`; False where it is no type."""
    if isinstance(node, ast.Name):
        names.add(node.id)
        return True
    if isinstance(node, ast.Attribute):
        return collect(node.value, names)
    if isinstance(node, ast.Subscript):
        elements = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        kind = last(node.value)
        kept = [] if kind == "Literal" else elements[:1] if kind == "Annotated" else elements
        return collect(node.value, names) and all(collect(one, names) for one in kept)
    if isinstance(node, ast.BinOp):
        either = isinstance(node.op, ast.BitOr)
        return either and collect(node.left, names) and collect(node.right, names)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        inner = used(node.value)
        names |= inner or set()
        return inner is not None
    if isinstance(node, ast.List | ast.Tuple):
        return all(collect(one, names) for one in node.elts)
    return collect(node.value, names) if isinstance(node, ast.Starred) else isinstance(node, ast.Constant)


def last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def state(names: set[str], scopes: list[tuple[bool, Names]]) -> str:
    worst = "static"
    order = ("static", "typing", "condition", "star", "nowhere")
    for name in names:
        worst = max(worst, of_name(name, scopes), key=order.index)
    return worst


def of_name(name: str, scopes: list[tuple[bool, Names]]) -> str:
    for number, (is_class, bound) in enumerate(reversed(scopes)):
        if is_class and number:
            continue
        for kind, where in (("static", bound.sure), ("condition", bound.maybe), ("typing", bound.typing)):
            if name in where:
                return kind
    if name in BUILTINS:
        return "static"
    return "star" if scopes[0][1].star else "nowhere"


def annotated(tree: ast.Module) -> Iterator[Found]:
    """Every string that stands as a type, or as a part of one, in an annotation of the module."""
    yield from within(tree.body, [(False, body_names(tree.body))])


def within(body: list[ast.stmt], scopes: list[tuple[bool, Names]]) -> Iterator[Found]:
    for node in statements(body):
        if isinstance(node, ast.AnnAssign):
            yield from types(node.annotation, scopes)
        elif isinstance(node, Definition):
            yield from definition(node, scopes)


def definition(node: Definition, scopes: list[tuple[bool, Names]]) -> Iterator[Found]:
    parameters = {one.name for one in getattr(node, "type_params", ())}
    inner = [*scopes, (False, Names(sure=parameters))] if parameters else scopes
    is_class = isinstance(node, ast.ClassDef)
    # With type parameters the class scope stays visible to them: put it last again.
    lookup = [*inner[:-2], inner[-1], inner[-2]] if parameters and inner[-2][0] else inner
    own = body_names(node.body)
    if not isinstance(node, ast.ClassDef):
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
        for one in every:
            yield from types(one.annotation, lookup)
        yield from types(node.returns, lookup)
        own.sure |= {one.arg for one in every}
    yield from within(node.body, [*inner, (is_class, own)])


def types(node: ast.expr | None, scopes: list[tuple[bool, Names]]) -> Iterator[Found]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield Found(node, scopes)
    elif isinstance(node, ast.BinOp):
        yield from types(node.left, scopes)
        yield from types(node.right, scopes)
    elif isinstance(node, ast.Starred):
        yield from types(node.value, scopes)
    elif isinstance(node, ast.Subscript) and last(node.value) != "Literal":
        elements = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        for one in elements[:1] if last(node.value) == "Annotated" else elements:
            for part in one.elts if isinstance(one, ast.List) else [one]:
                yield from types(part, scopes)


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of one scope, those in its compound statements too."""
    for node in body:
        yield node
        if not isinstance(node, Definition):
            for part in blocks(node):
                yield from statements(part)


def blocks(node: ast.stmt) -> list[list[ast.stmt]]:
    found = [part for name in ("body", "orelse", "finalbody") if (part := getattr(node, name, None))]
    return found + [one.body for name in ("handlers", "cases") for one in getattr(node, name, ())]


def body_names(body: list[ast.stmt]) -> Names:
    names = Names()
    for node in body:
        bind(node, names)
    return names


def bind(node: ast.stmt, names: Names) -> None:
    if isinstance(node, Definition):
        names.sure.add(node.name)
    elif isinstance(node, ast.Import | ast.ImportFrom):
        names.star |= any(one.name == "*" for one in node.names)
        names.sure |= {one.asname or one.name.partition(".")[0] for one in node.names}
    elif isinstance(node, ast.Delete):
        names.sure -= {one.id for one in node.targets if isinstance(one, ast.Name)}
    elif isinstance(node, ast.If):
        bind_if(node, names)
    elif isinstance(node, ast.Try | ast.TryStar):
        bind_try(node, names)
    elif isinstance(node, ast.With | ast.AsyncWith):
        names.sure |= stored(*(item.optional_vars for item in node.items))
        for one in node.body:
            bind(one, names)
    elif isinstance(node, ast.For | ast.AsyncFor | ast.While | ast.Match):
        for part in blocks(node):
            names.add(body_names(part), sure=set())
        names.maybe |= stored(getattr(node, "target", None))
    elif isinstance(node, ast.AnnAssign):
        names.sure |= stored(node.target) if node.value is not None else set()
    elif isinstance(node, ast.Assign | ast.AugAssign | ALIAS):
        names.sure |= stored(
            getattr(node, "name", None), *getattr(node, "targets", ()), getattr(node, "target", None)
        )


def stored(*nodes: ast.expr | None) -> set[str]:
    every = [one for node in nodes if node is not None for one in ast.walk(node)]
    return {one.id for one in every if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def bind_if(node: ast.If, names: Names) -> None:
    first, other = body_names(node.body), body_names(node.orelse)
    if last(node.test) == "TYPE_CHECKING":
        names.typing |= first.sure | first.maybe | first.typing
        names.add(other, sure=other.sure)
        return
    both = first.sure & other.sure
    names.add(first, sure=both)
    names.add(other, sure=both)


def bind_try(node: ast.Try | ast.TryStar, names: Names) -> None:
    arms = [body_names([*node.body, *node.orelse])]
    arms += [body_names(one.body) for one in node.handlers if not isinstance(one.body[-1], ast.Raise)]
    sure = set.intersection(*(arm.sure for arm in arms))
    for arm in arms:
        names.add(arm, sure=sure)
    final = body_names(node.finalbody)
    names.add(final, sure=final.sure)


if __name__ == "__main__":
    main()
