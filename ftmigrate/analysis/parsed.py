"""A text of which only the outline is parsed, until somebody looks into the bodies of functions."""

import ast
import contextlib
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property

from ftmigrate.model.finding import Edit
from ftmigrate.syntax import outline
from ftmigrate.syntax.nodes import children

Function = ast.FunctionDef | ast.AsyncFunctionDef

_Block = (
    ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.If | ast.For | ast.AsyncFor | ast.While
    | ast.With | ast.AsyncWith | ast.Try | ast.TryStar | ast.Match | ast.ExceptHandler
)  # fmt: skip


class Parsed:
    """`outline` is the tree without the bodies that `cuts` (edits of `text`) take out.

    Raises SyntaxError (or ValueError for null bytes) from the constructor, or from `tree`, where the
    running interpreter's grammar does not accept the text.
    """

    def __init__(self, path: str, text: str, cuts: Sequence[Edit]) -> None:
        self._path = path
        self._text = text
        self._lock = threading.Lock()
        self.cuts = cuts
        """Of the bodies that are not there yet."""
        self.outline = self._without_bodies()
        self.weight = len(text) - outline.length(self.cuts)
        """The characters of which there is a tree."""

    def _without_bodies(self) -> ast.Module:
        if self.cuts:
            with contextlib.suppress(SyntaxError):
                return ast.parse(outline.edited(self._text, self.cuts), self._path)
            self.cuts = ()
        return ast.parse(self._text, self._path)

    @property
    def tree(self) -> ast.Module:
        """The outline with all bodies put in."""
        with self._lock:
            if self.cuts:
                whole = ast.parse(self._text, self._path)
                twins = {(one.lineno, one.col_offset): one for one in _blocks(whole)}
                for one in list(_blocks(self.outline)):  # before bodies are put in
                    twin = twins[one.lineno, one.col_offset]
                    one.end_lineno, one.end_col_offset = twin.end_lineno, twin.end_col_offset
                    if isinstance(one, Function) and one.body[0].lineno in self._waiting:
                        assert isinstance(twin, Function)
                        one.body = twin.body
                self.cuts = ()
                self.weight = len(self._text)
                self._waiting.clear()
        return self.outline

    def complete(self, function: Function) -> bool:
        """Put a body in, and those of the functions in it, before somebody looks into it; False where one
        does not parse."""
        with self._lock:
            if not self.cuts:
                return True
            inner = [one for one in _blocks(function) if isinstance(one, Function)]
            return all(self._complete(one) for one in (function, *inner))

    def _complete(self, function: Function) -> bool:
        line = function.body[0].lineno
        if line not in self._waiting:
            return True
        cut = self._waiting[line]
        lines_above = line - cut.replacement.count("\n") - 2
        source = "\n" * lines_above + "async def _():\n" + self._text[cut.start : cut.end]
        try:
            (found,) = ast.parse(source, self._path).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        assert isinstance(found, Function)
        self._fill(function, found)
        del self._waiting[line]
        self.cuts = tuple(one for one in self.cuts if one is not cut)
        self.weight += outline.length((cut,))
        return True

    def _fill(self, function: Function, other: Function) -> None:
        """Take over a body; what ends with the function, as its class may, ends where it now does."""
        end = function.end_lineno, function.end_col_offset
        for node in self._around(function):
            if (node.end_lineno, node.end_col_offset) == end:
                node.end_lineno, node.end_col_offset = other.end_lineno, other.end_col_offset
        function.body = other.body

    def _around(self, function: Function) -> Iterator[_Block]:
        """What holds a function, from the outside in, and the function."""
        pending: list[ast.AST] = [self.outline]
        while pending:
            for child in children(pending.pop()):
                if isinstance(child, ast.match_case):
                    pending.append(child)
                elif isinstance(child, _Block) and child.lineno <= function.lineno <= (child.end_lineno or 0):
                    yield child
                    pending.append(child)

    @cached_property
    def _waiting(self) -> dict[int, Edit]:
        """The cuts by the line on which their `0` stands."""
        found: dict[int, Edit] = {}
        line, at = 0, 0
        for cut in self.cuts:
            line += self._text.count("\n", at, cut.start)
            at = cut.start
            found[line + cut.replacement.count("\n") + 1] = cut
        return found


def _blocks(node: ast.AST) -> Iterator[_Block]:
    """What is below a node and holds statements; expressions hold none."""
    pending = [node]
    while pending:
        for child in children(pending.pop()):
            if isinstance(child, _Block):
                yield child
                pending.append(child)
            elif isinstance(child, ast.match_case):
                pending.append(child)
