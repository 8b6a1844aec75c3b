"""Imports that a rewritten site needs, put beside those it has; those it no longer needs go."""

import ast

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.program import FunctionInfo, own_nodes
from ftmigrate.analysis.summary import local_names
from ftmigrate.model.finding import Edit


class Imports:
    """Collects the import edits of one site. Names that mean something else there are refused."""

    def __init__(self, module: Module, function: FunctionInfo) -> None:
        self._module = module
        self._function = function
        self._edits: list[Edit] = []
        self._lines: dict[int, list[str]] = {}

    def edits(self) -> list[Edit]:
        added = [Edit(at, at, "".join(sorted(lines, key=_import_order))) for at, lines in self._lines.items()]
        return [*self._edits, *added]

    def module(self, name: str) -> str | None:
        """The local name of a top-level module, imported if it is not yet; None where it is taken."""
        for node in self._module.tree.body:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name == name and self._free(alias.asname or name, allow=alias.asname or name):
                        return alias.asname or name
        if not self._free(name, imported_elsewhere=self._plainly_imported(name)):
            return None
        self._add(self._plain_place(name), f"import {name}")
        return name

    def _imported_from(self, home: str, name: str) -> frozenset[ast.alias]:
        """Where functions import the same thing by the same name themselves."""
        return frozenset(
            alias
            for node in ast.walk(self._module.tree)
            if isinstance(node, ast.ImportFrom) and node.module == home and not node.level
            for alias in node.names
            if alias.name == name and alias.asname is None
        )

    def _plainly_imported(self, name: str) -> frozenset[ast.alias]:
        """Where functions say `import name` themselves: the same module by the same name."""
        return frozenset(
            alias
            for node in ast.walk(self._module.tree)
            if isinstance(node, ast.Import)
            for alias in node.names
            if alias.name == name and alias.asname is None
        )

    def name(self, home: str, name: str, beside: ast.expr) -> str | None:
        """The local name of `home.name`, imported next to what bound `beside`."""
        for node in self._module.tree.body:
            if isinstance(node, ast.ImportFrom) and not node.level and node.module == home:
                for alias in node.names:
                    if alias.name == name:
                        local = alias.asname or name
                        return local if self._free(local, allow=local) else None
        if not self._free(name, imported_elsewhere=self._imported_from(home, name)):
            return None
        statement = self._binding(beside)
        if isinstance(statement, ast.ImportFrom) and statement.module == home and not statement.level:
            self._extend(statement, beside, name)
        else:
            at = self._after(self._last_plain(statement)) if statement is not None else self._plain_place("~")
            self._add(at, f"from {home} import {name}", statement)
        return name

    def drop(self, used: ast.expr) -> None:
        """Takes out the import of a name whose only use was this one."""
        statement = self._binding(used)
        if not isinstance(used, ast.Name) or not isinstance(statement, ast.ImportFrom):
            return
        uses = [one for one in ast.walk(self._module.tree) if isinstance(one, ast.Name) and one.id == used.id]
        exported = [
            one
            for one in ast.walk(self._module.tree)
            if isinstance(one, ast.Constant) and one.value == used.id
        ]
        if len(uses) > 1 or exported or statement not in self._module.tree.body:
            return
        self._remove(statement, used.id)

    def _remove(self, statement: ast.ImportFrom, name: str) -> None:
        position = next(
            at for at, alias in enumerate(statement.names) if (alias.asname or alias.name) == name
        )
        module = self._module
        extended = next(
            (one for one in self._edits if one.start == module.end(statement.names[position])), None
        )
        if len(statement.names) == 1 and extended is None:
            start, end = module.start(statement), self._after(statement)
            line = module.positions.line_start(statement.lineno)
            if module.text[line:start].strip() == "" and self._owns_line(statement):
                added = self._lines.pop(end, [])
                self._edits.append(Edit(line, end, "".join(sorted(added, key=_import_order))))
            return
        if extended is not None:
            self._edits.remove(extended)
            self._edits.append(
                module.replace(statement.names[position], extended.replacement.removeprefix(", "))
            )
        elif position + 1 < len(statement.names):
            start, end = module.start(statement.names[position]), module.start(statement.names[position + 1])
            self._edits.append(Edit(start, end, ""))
        else:
            start, end = module.end(statement.names[position - 1]), module.end(statement.names[position])
            self._edits.append(Edit(start, end, ""))

    def _extend(self, statement: ast.ImportFrom, beside: ast.expr, name: str) -> None:
        local = beside.id if isinstance(beside, ast.Name) else ""
        alias = next(
            (one for one in statement.names if (one.asname or one.name) == local), statement.names[-1]
        )
        end = self._module.end(alias)
        self._edits.append(Edit(end, end, f", {name}"))

    def _binding(self, node: ast.expr) -> ast.Import | ast.ImportFrom | None:
        """The import statement that gives an expression its first name."""
        while isinstance(node, ast.Attribute):
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        for one in self._imports_of(node.id):
            if self._owns_line(one):
                return one
        return None

    def _imports_of(self, name: str) -> list[ast.Import | ast.ImportFrom]:
        """The imports that bind a name at the site: its function's, or those around it, or the module's."""
        function: FunctionInfo | None = self._function
        while function is not None and function.qualname != "<module>":
            local = local_names(function)
            if name in local.names:
                return local.imports.get(name, [])
            function = function.parent
        return [
            one
            for one in own_nodes(self._module.tree.body)
            if isinstance(one, ast.Import | ast.ImportFrom)
            and any((alias.asname or alias.name.split(".")[0]) == name for alias in one.names)
        ]

    def _owns_line(self, statement: ast.stmt) -> bool:
        end = self._module.end(statement)
        rest = self._module.text[end : self._after(statement)]
        before = self._module.text[
            self._module.positions.line_start(statement.lineno) : self._module.start(statement)
        ]
        return not before.strip() and (not rest.strip() or rest.strip().startswith("#"))

    def _last_plain(self, statement: ast.stmt) -> ast.stmt:
        """The last of the plain imports that follow a plain import line by line."""
        body = self._module.tree.body
        if not isinstance(statement, ast.Import) or statement not in body:
            return statement
        for node in body[body.index(statement) + 1 :]:
            if not isinstance(node, ast.Import) or node.lineno != (statement.end_lineno or 0) + 1:
                break
            statement = node
        return statement

    def _after(self, statement: ast.stmt) -> int:
        """The start of the line after a statement."""
        line = statement.end_lineno or statement.lineno
        positions = self._module.positions
        return positions.line_start(line + 1) if line < positions.line_count else len(self._module.text)

    def _plain_place(self, name: str) -> int:
        """Where `import name` belongs: sorted among the first plain imports, before the others."""
        body, place = self._module.tree.body, 0
        first: int | None = None
        for node in body:
            docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
            if docstring or future:
                place = self._after(node)
                continue
            if not isinstance(node, ast.Import | ast.ImportFrom):
                break
            start = self._module.positions.line_start(node.lineno)
            if first is None:
                first = start
            if isinstance(node, ast.Import) and node.names[0].name < name:
                first = self._after(node)
            elif isinstance(node, ast.Import) or (first != start and name != "~"):
                break
            elif name == "~":
                first = self._after(node)
        return place if first is None else first

    def _add(self, at: int, line: str, like: ast.stmt | None = None) -> None:
        newline = "\r\n" if "\r\n" in self._module.text else "\n"
        indent = " " * like.col_offset if like is not None else ""
        before = "" if not at or self._module.text[at - 1] in "\r\n" else newline
        lines = self._lines.setdefault(at, [])
        text = f"{before}{indent}{line}{newline}"
        if text not in lines:
            lines.append(text)

    def _free(
        self, name: str, allow: str = "", imported_elsewhere: frozenset[ast.alias] = frozenset()
    ) -> bool:
        """Whether the name can stand for what we import: nothing in sight of the site binds it otherwise."""
        function: FunctionInfo | None = self._function
        while function is not None:
            if function.qualname != "<module>" and name in local_names(function).names:
                return False
            function = function.parent
        if allow == name:
            return True
        return not any(
            (isinstance(one, ast.Name) and one.id == name and not isinstance(one.ctx, ast.Load))
            or (isinstance(one, ast.FunctionDef | ast.ClassDef) and one.name == name)
            or (
                isinstance(one, ast.alias)
                and one not in imported_elsewhere
                and (one.asname or one.name.split(".")[0]) == name
            )
            for one in ast.walk(self._module.tree)
        )


def _import_order(line: str) -> tuple[bool, str]:
    """Plain imports first, as isort has them."""
    return not line.lstrip().startswith("import "), line
