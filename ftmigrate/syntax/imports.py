"""Adding an import where imports belong."""

import ast

from ftmigrate.model.finding import Edit
from ftmigrate.syntax.positions import Positions


def import_edit(text: str, tree: ast.Module, name: str, positions: Positions) -> Edit | None:
    """Add `import name` after the docstring and the future imports; None where it is there."""
    if any(
        isinstance(node, ast.Import) and any(one.name == name and not one.asname for one in node.names)
        for node in tree.body
    ):
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    for index, node in enumerate(tree.body):
        docstring = index == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not (docstring or future):
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
            start = positions.line_start(first)
            return Edit(start, start, f"import {name}{newline}")
    return Edit(len(text), len(text), f"{newline}import {name}{newline}")
