"""The text that takes a quoted annotation's place, checked to mean the same."""

import ast

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.typeexpressions import NotAType, Parsed
from ftmigrate.analysis.typestrings import Standing, TypeString
from ftmigrate.model.finding import Edit
from ftmigrate.syntax.comments import comments
from ftmigrate.syntax.nodes import alike

_ATOMS = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant)


def edit(module: Module, annotation: ast.expr, string: TypeString, parsed: Parsed) -> Edit:
    """Replace the string by its expression; NotAType where that cannot be written the same."""
    start, end = module.start(string.node), module.end(string.node)
    segment = module.text[start:end]
    if "#" in segment and comments(f"({segment}\n)"):
        raise NotAType("keep:comment-inside", "there are comments between the parts of the string")
    text = _written(parsed, string.standing, annotation, string.node)
    if "\r\n" in segment:
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    before, after = module.text[start - 1 : start], module.text[end : end + 1]
    if _joins(before) and _joins(text[:1]):
        text = " " + text
    if _joins(after) and _joins(text[-1:]):
        text += " "
    _compare(module, annotation, string, parsed, text)
    return Edit(start, end, text)


def _joins(character: str) -> bool:
    return character.isalnum() or (character in ("_", '"', "'") and bool(character))


def _written(parsed: Parsed, standing: Standing, annotation: ast.expr, node: ast.Constant) -> str:
    star = "*" if parsed.star else ""
    if parsed.multi_line or parsed.comment:
        closing = "\n)" if parsed.comment else ")"
        return f"{star}({parsed.text}{closing}"
    if _needs_parentheses(parsed.tree, standing, annotation, node):
        return f"{star}({parsed.text})"
    return star + parsed.text


def _needs_parentheses(tree: ast.expr, standing: Standing, annotation: ast.expr, node: ast.Constant) -> bool:
    if isinstance(tree, _ATOMS) or standing is Standing.WHOLE:
        return False
    if isinstance(tree, ast.BinOp):
        return standing is Standing.OPERAND and any(
            isinstance(one, ast.BinOp) and one.right is node for one in ast.walk(annotation)
        )
    return standing is not Standing.ELEMENT or isinstance(tree, ast.Tuple)


def _compare(module: Module, annotation: ast.expr, string: TypeString, parsed: Parsed, text: str) -> None:
    """The new annotation must parse to the old one with the string's expression in it."""
    if annotation is string.node and text == parsed.text and not parsed.multi_line:
        return  # nearly always: it has been parsed already
    start, end = module.start(annotation), module.end(annotation)
    first, last = module.start(string.node), module.end(string.node)
    body = text.lstrip().removeprefix("*") if parsed.star else text
    written = f"(\n{module.text[start:first]}{body}{module.text[last:end]}\n)"
    if isinstance(annotation, ast.Starred):
        written = f"f({written[2:-2]})"
    try:
        tree = ast.parse(written, mode="eval").body
    except (SyntaxError, ValueError):
        raise NotAType("keep:not-writable", "its value cannot be written without quotes") from None
    if isinstance(annotation, ast.Starred) and isinstance(tree, ast.Call):
        tree = tree.args[0]
    if not alike(tree, annotation, {string.node: parsed.tree}):
        raise NotAType("keep:not-writable", "without quotes it would mean something else")
