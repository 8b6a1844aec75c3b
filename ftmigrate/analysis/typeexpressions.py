"""Reading the text of a quoted annotation: is it a type expression, and which names does it use how."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ftmigrate.syntax.nodes import SEQUENCE, children, walk


class Role(StrEnum):
    """How a name is used: what its value must be able to do at run time."""

    PLAIN = "plain"
    OPERAND = "operand of |"
    HEAD = "subscripted"
    BASE = "attribute taken"
    VALUE = "any value"


@dataclass(slots=True, unsafe_hash=True)  # frozen, it takes three times as long to make
class NameUse:
    """`name` as it stands in a type expression; `attributes` follow it (`a.b.C`: `("b", "C")`)."""

    name: str
    role: Role
    attributes: tuple[str, ...] = ()
    attribute_role: Role = Role.PLAIN


class NotAType(Exception):
    """The text is no type expression; `code` is the reason's, `args[0]` the sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Parsed:
    """A quoted annotation's expression. `multi_line`: it needs parentheses; `text` is without
    trailing blanks and without the star of `"*Ts"`, which `star` tells."""

    text: str
    tree: ast.expr
    star: bool
    multi_line: bool
    comment: bool


def parse(value: str, *, star_allowed: bool) -> Parsed:
    """Parse a string's value, or raise NotAType."""
    text = value.rstrip()
    if not text:
        raise NotAType("keep:empty", "the string is empty")
    if text[0] in " \t\f":
        raise NotAType("keep:leading-blank", "a string that begins with a blank is no forward reference")
    star = text.startswith("*")
    if star and not star_allowed:
        raise NotAType("keep:star", "a star may only stand in the annotation of *args")
    body = text[1:] if star else text
    multi_line = "\n" in body or "\r" in body
    tree = _expression(body, multi_line=multi_line)
    check(tree)
    return Parsed(body, tree, star, multi_line, "#" in body and _has_comment(body))


def _expression(body: str, *, multi_line: bool) -> ast.expr:
    try:
        return ast.parse(f"(\n{body}\n)" if multi_line or "#" in body else body, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotAType("keep:not-a-type", "the string is no expression") from None


def _has_comment(body: str) -> bool:
    try:
        ast.parse(body.replace("#", "$"), mode="eval")
    except (SyntaxError, ValueError):
        return True
    return False


_REFUSED: dict[type[ast.AST], tuple[str, str]] = {
    ast.NamedExpr: ("keep:walrus", "`:=` is a syntax error in an annotation"),
    ast.Yield: ("keep:yield", "`yield` is a syntax error in an annotation"),
    ast.YieldFrom: ("keep:yield", "`yield` is a syntax error in an annotation"),
    ast.Await: ("keep:await", "`await` is a syntax error in an annotation"),
    ast.Call: ("keep:call", "a call may do anything when the annotation is evaluated"),
}
_ALLOWED = (
    ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.Tuple, ast.List, ast.Starred, ast.BinOp,
    ast.BitOr, ast.Load, ast.BoolOp, ast.boolop, ast.IfExp, ast.Compare, ast.cmpop, ast.UnaryOp, ast.unaryop,
)  # fmt: skip


# Special forms that count what is in their brackets, and raise TypeError (each tried on 3.14). Unquoted and
# without the future import that is seen for the first time.
_ARITY = {
    "Callable": 2, "ClassVar": 1, "DefaultDict": 2, "Dict": 2, "Final": 1, "FrozenSet": 1, "List": 1,
    "Optional": 1, "Set": 1,
}  # fmt: skip
_NO_PARAMETERS = frozenset(("Any", "None", "bool", "bytes", "dict", "float", "int", "list", "object", "set",
                            "str", "tuple", "type"))  # fmt: skip


def check(tree: ast.expr, *, constants: bool = False) -> None:
    """Raise NotAType for what is no type expression; `constants` lets numbers and the like pass."""
    constant = isinstance(tree, ast.Constant) and not (tree.value is None or isinstance(tree.value, str))
    if constant and not constants:
        raise NotAType("keep:not-a-type", "the string holds a constant, not a type")
    if isinstance(tree, SEQUENCE):
        raise NotAType("keep:not-a-type", "the string holds a tuple or a list, not a type")
    for node in _type_nodes(tree):
        if (refused := _REFUSED.get(type(node))) is not None:
            raise NotAType(*refused)
        if not isinstance(node, _ALLOWED) or (
            isinstance(node, ast.BinOp) and not isinstance(node.op, ast.BitOr)
        ):
            raise NotAType("keep:not-a-type", f"`{type(node).__name__}` has no place in a type")
        if isinstance(node, ast.Subscript) and _last_name(node.value) in _ARITY:
            _check_arity(node)


def _type_nodes(tree: ast.AST) -> list[ast.AST]:
    """All nodes but those of Annotated's metadata, which may be any expression."""
    found = [tree]
    for node in found:  # it grows meanwhile
        if isinstance(node, ast.Subscript) and _is_annotated(node):
            elements = node.slice.elts[:1] if isinstance(node.slice, ast.Tuple) else [node.slice]
            found += (node.value, *elements)
        else:
            found += children(node)
    return found


def _check_arity(node: ast.Subscript) -> None:
    head = _last_name(node.value)
    elements = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if any(isinstance(one, ast.Starred) for one in elements):
        return
    if len(elements) != _ARITY[head]:
        sentence = (
            f"`{head}` takes {_ARITY[head]} in its brackets, not {len(elements)}: it would raise TypeError"
        )
        raise NotAType("keep:not-a-type", sentence)
    if head == "Callable" and not _may_be_parameters(elements[0]):
        sentence = "`Callable` takes a list of parameters first: collections.abc's would raise TypeError"
        raise NotAType("keep:not-a-type", sentence)


def _may_be_parameters(node: ast.expr) -> bool:
    """A list, `...`, or what may be a ParamSpec, Concatenate or an alias of it."""
    if isinstance(node, ast.Constant):
        return node.value is Ellipsis
    if isinstance(node, ast.Subscript):
        return _last_name(node.value) not in ("Optional", "Union", "List", "Dict", *_NO_PARAMETERS)
    return not isinstance(node, ast.BinOp) and _last_name(node) not in _NO_PARAMETERS


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_annotated(node: ast.Subscript) -> bool:
    return _last_name(node.value) == "Annotated"


def names(node: ast.expr, role: Role = Role.PLAIN) -> Iterator[NameUse]:
    """Each name that evaluating the expression looks up, strings inside left alone."""
    if isinstance(node, ast.Name):
        yield NameUse(node.id, role)
    elif isinstance(node, ast.Attribute):
        yield from _attribute(node, role)
    elif isinstance(node, ast.Subscript):
        yield from names(node.value, Role.HEAD)
        yield from _elements(node)
    elif isinstance(node, ast.BinOp):
        yield from names(node.left, Role.OPERAND)
        yield from names(node.right, Role.OPERAND)
    else:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.keyword):
                child = child.value
            if isinstance(child, ast.expr):
                plain = isinstance(node, ast.Tuple | ast.List | ast.Starred) and role is Role.PLAIN
                yield from names(child, Role.PLAIN if plain else Role.VALUE)


@dataclass(slots=True)
class Shape:
    """What the text of an annotation tells by itself. `refused`: the reason's code and sentence."""

    refused: tuple[str, str] | None
    uses: tuple[NameUse, ...] = ()
    union_with_string: bool = False


def shape(node: ast.expr) -> Shape:
    """`check` with constants, and `names`, of an annotation."""
    try:
        check(node, constants=True)
    except NotAType as error:
        return Shape((error.code, str(error)))
    return Shape(None, tuple(names(node)), _union_with_string(node))


def _union_with_string(node: ast.expr) -> bool:
    return any(
        isinstance(side, ast.Constant) and isinstance(side.value, str)
        for one in walk(node)
        if isinstance(one, ast.BinOp)
        for side in (one.left, one.right)
    )


def _elements(node: ast.Subscript) -> Iterator[NameUse]:
    """Annotated's metadata are values, not types."""
    if _is_annotated(node) and isinstance(node.slice, ast.Tuple):
        first, *rest = node.slice.elts
        yield from names(first)
        for value in rest:
            yield from names(value, Role.VALUE)
    else:
        yield from names(node.slice)


def _attribute(node: ast.Attribute, role: Role) -> Iterator[NameUse]:
    attributes: list[str] = []
    base: ast.expr = node
    while isinstance(base, ast.Attribute):
        attributes.insert(0, base.attr)
        base = base.value
    if isinstance(base, ast.Name):
        yield NameUse(base.id, Role.BASE, tuple(attributes), role)
    else:
        yield from names(base)
