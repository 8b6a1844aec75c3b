"""One parsed source file. Pure: its text comes from who asks."""

import ast
import re
import sys
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from typing import TypeVar

from ftmigrate.analysis.parsed import Parsed
from ftmigrate.analysis.scopes import Binding, BindingKind
from ftmigrate.analysis.scoping import Scoping, build
from ftmigrate.model.finding import Edit, Finding, Reason, Safety
from ftmigrate.syntax.positions import Positions

_WALRUS = re.compile(":=")
_Found = TypeVar("_Found")
Located = ast.stmt | ast.expr | ast.arg | ast.keyword | ast.alias | ast.excepthandler | ast.pattern


class Module:
    """A source file: `path` relative to the project with forward slashes, `text`, `outline`, `tree`.

    `cuts` and what is raised: as in `Parsed`. `strings`: no annotation in quotes is among what was cut.
    """

    def __init__(
        self, path: str, text: str, name: str = "", cuts: Sequence[Edit] = (), *, strings: bool = True
    ) -> None:
        self.path = path
        self.text = text
        self.name = name or _dotted(path)
        self.is_package = path.rpartition("/")[2] in ("__init__.py", "__init__.pyi")
        self.is_stub = path.endswith(".pyi")
        self.parsed = Parsed(path, text, cuts)
        self.strings = strings
        self._found: dict[Hashable, object] = {}

    @property
    def outline(self) -> ast.Module:
        return self.parsed.outline

    @property
    def tree(self) -> ast.Module:
        return self.parsed.tree

    @cached_property
    def positions(self) -> Positions:
        return Positions(self.text)

    def recall(self, question: Hashable, answer: Callable[[], _Found]) -> _Found:
        """What `answer()` gives about this text, worked out once, for the rules that come after too."""
        if question not in self._found:
            self._found[question] = answer()
        return self._found[question]  # type: ignore[return-value]

    @property
    def package(self) -> str:
        """The package that relative imports start from; empty at top level."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    @property
    def classes(self) -> tuple[str, ...]:
        """The names that the module binds once, and by a class statement that always runs."""
        every = self.scoping.module.bindings
        return tuple(
            name
            for name, found in every.items()
            if len(found) == 1 and found[0].kind is BindingKind.CLASS and found[0].arm is None
        )

    @property
    def taken(self) -> dict[str, str]:
        """The names that the module binds once, and by taking them under that name from another module of
        the same top-level package: that module's dotted name."""
        top = self.name.partition(".")[0]
        found: dict[str, str] = {}
        for name, every in self.scoping.module.bindings.items():
            live = every if len(every) == 1 else [one for one in every if not one.dead]
            if len(live) != 1 or not isinstance(statement := live[0].statement, ast.ImportFrom):
                continue
            if getattr(live[0].node, "name", "") == name and not live[0].dead:
                source = self.absolute_import(statement)
                if source.partition(".")[0] == top:
                    found[name] = sys.intern(source)
        return found

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Each node's parent; the tree's root has none."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def scoping(self) -> Scoping:
        """The scopes and annotation sites of the file."""
        found = _WALRUS.finditer(self.text) if ":=" in self.text else ()
        return build(self.parsed, [*self.positions.lines(match.start() for match in found)])

    def start(self, node: Located) -> int:
        """The character offset where a node begins (a decorated definition: at `def` or `class`)."""
        return self.positions.offset(node.lineno, node.col_offset)

    def end(self, node: Located) -> int:
        """The character offset just past a node."""
        line, column = node.end_lineno, node.end_col_offset
        assert line is not None and column is not None
        return self.positions.offset(line, column)

    def segment(self, node: Located) -> str:
        """A node's own text."""
        return self.text[self.start(node) : self.end(node)]

    def replace(self, node: Located, replacement: str) -> Edit:
        return Edit(self.start(node), self.end(node), replacement)

    def finding(
        self,
        rule: str,
        node: Located,
        safety: Safety,
        message: str,
        *,
        reasons: Iterable[Reason] = (),
        edits: Iterable[Edit] = (),
    ) -> Finding:
        """A finding that points at `node`."""
        line, column = self.positions.location(self.start(node))
        end_line, end_column = self.positions.location(self.end(node))
        return Finding(
            rule, line, column, end_line, end_column, safety, message, tuple(reasons), tuple(edits)
        )

    def imported(self, binding: Binding) -> str:
        """The dotted name that an import binding stands for."""
        alias, statement = binding.node, binding.statement
        assert isinstance(alias, ast.alias)
        if isinstance(statement, ast.ImportFrom):
            return f"{self.absolute_import(statement)}.{alias.name}"
        return alias.name if alias.asname else alias.name.partition(".")[0]

    def absolute_import(self, node: ast.ImportFrom) -> str:
        """The dotted module that a `from ... import` names, relative ones made absolute."""
        if not node.level:
            return node.module or ""
        package = self.package.split(".") if self.package else []
        kept = package[: len(package) - node.level + 1]
        return ".".join([*kept, *([node.module] if node.module else [])])


def _dotted(path: str) -> str:
    name = path.rpartition(".")[0].replace("/", ".")
    return name.removesuffix(".__init__") if name != "__init__" else ""
