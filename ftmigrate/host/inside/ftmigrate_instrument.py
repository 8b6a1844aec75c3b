"""Rewrites functions so that each access to what threads may share is told to a witness.

What is told: module variables, attributes, items, iteration, emptiness tests, locks taken by
`with` or `acquire`, and calls of methods. Everything else stays as it is, module and class level
too: that runs while importing.
"""

import ast

_VIEWS = {"items", "keys", "values"}
_PURE = {"isinstance", "issubclass", "id", "type", "callable"}


def instrumented(source, filename, module, compile_as_is):
    """The tree of `source` with its functions rewritten; sites are `(line, text)` in `sites`."""
    tree = source
    if not isinstance(source, ast.AST):
        tree = compile_as_is(source, filename, "exec", ast.PyCF_ONLY_AST, True)
    rewriter = _Rewriter(module, filename, _variables(tree))
    for statement in tree.body:
        rewriter.find_functions(statement)
    return ast.fix_missing_locations(tree)


def _variables(tree):
    """Names that module level assigns, or that a function declares global."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            names.update(node.names)
    for statement in _module_level(tree.body):
        targets = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
            targets = [statement.target]
        for target in targets:
            names.update(node.id for node in ast.walk(target) if isinstance(node, ast.Name))
    return {name for name in names if not (name.startswith("__") and name.endswith("__"))}


def _module_level(body):
    for statement in body:
        yield statement
        for field in ("body", "orelse", "finalbody"):
            if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                yield from _module_level(getattr(statement, field, []))


def _bound(function):
    """Names that are local to a function: parameters and what its body binds."""
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    names = {a.arg for a in [*every, *filter(None, [arguments.vararg, arguments.kwarg])]}
    declared = set()
    todo = list(function.body) if isinstance(function.body, list) else [function.body]
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Global):
            declared.update(node.names)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
        elif (isinstance(node, ast.ExceptHandler) and node.name) or (
            isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name
        ):
            names.add(node.name)
        todo.extend(ast.iter_child_nodes(node))
    return names - declared


class _Rewriter(ast.NodeTransformer):
    def __init__(self, module, filename, variables):
        self.module, self.filename, self.variables = module, filename, variables
        self.hidden = []  # the local names of the functions around
        self.classes = []
        self.count = 0

    def find_functions(self, node):
        """Rewrite the functions below `node`, which itself is not in one."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._function(node)
            return
        if isinstance(node, ast.ClassDef):
            self.classes.append(node.name)
        for child in ast.iter_child_nodes(node):
            self.find_functions(child)
        if isinstance(node, ast.ClassDef):
            self.classes.pop()

    def _function(self, node):
        self.hidden.append(_bound(node))
        node.body = self._block(node.body)
        self.hidden.pop()
        return node

    def _block(self, body):
        out = []
        for statement in body:
            new = self.visit(statement)
            out.extend(new if isinstance(new, list) else [new])
        return out

    visit_FunctionDef = visit_AsyncFunctionDef = _function

    def visit_ClassDef(self, node):
        self.find_functions(node)
        return node

    def visit_Lambda(self, node):
        self.hidden.append(_bound(node))
        node.body = self.visit(node.body)
        self.hidden.pop()
        return node

    def visit_TypeAlias(self, node):
        return node

    def visit_Match(self, node):
        node.subject = self.visit(node.subject)
        for case in node.cases:
            case.guard = self.visit(case.guard) if case.guard else None
            case.body = self._block(case.body)
        return node

    # What is told, as calls of functions that the witness puts into builtins.

    def _tell(self, name, at, *arguments, told=None):
        """A call `__ftmigrate_NAME__(*arguments, (file, line, text))`."""
        text = ast.unparse(told if told is not None else at)
        site = ast.Constant((self.filename, at.lineno, text[:80]))
        call = ast.Call(ast.Name(f"__ftmigrate_{name}__", ast.Load()), [*arguments, site], [])
        return ast.copy_location(call, at)

    def _is_variable(self, name):
        return name in self.variables and not any(name in names for names in self.hidden)

    def _mangled(self, name):
        if self.classes and name.startswith("__") and not name.endswith("__"):
            return f"_{self.classes[-1].lstrip('_')}{name}"
        return name

    def visit_Name(self, node):
        return self._variable(node, whole=True)

    def _variable(self, node, whole):
        if isinstance(node.ctx, ast.Load) and self._is_variable(node.id):
            where = [ast.Constant(self.module), ast.Constant(node.id), ast.Constant(whole)]
            return self._tell("read", node, node, *where)
        return node

    def _base(self, node):
        """An expression whose own access is told by what is done with it."""
        return self._variable(node, whole=False) if isinstance(node, ast.Name) else self.visit(node)

    def visit_Attribute(self, node):
        if not isinstance(node.ctx, ast.Load) or _is_super(node.value):
            return self.generic_visit(node)
        told = ast.unparse(node)
        name = ast.Constant(self._mangled(node.attr))
        return self._tell("attribute", node, self._base(node.value), name, told=ast.Name(told))

    def visit_Subscript(self, node):
        if not isinstance(node.ctx, ast.Load) or _has_slice(node.slice):
            return self.generic_visit(node)
        told = ast.Name(ast.unparse(node.value))
        return self._tell("item", node, self._base(node.value), self.visit(node.slice), told=told)

    def visit_Call(self, node):
        function = node.func
        if isinstance(function, ast.Attribute) and not _is_super(function.value):
            told = ast.Name(ast.unparse(function.value))
            name = ast.Constant(self._mangled(function.attr))
            node.func = self._tell("method", function, self._base(function.value), name, told=told)
        else:
            node.func = self.visit(function)
        plain = isinstance(function, ast.Name)
        if (
            plain
            and function.id == "len"
            and len(node.args) == 1
            and not isinstance(node.args[0], ast.Starred)
        ):
            node.args = [self._emptiness(node.args[0])]
        elif plain and function.id in _PURE:
            node.args = [self._base(argument) for argument in node.args]
        else:
            node.args = [self.visit(argument) for argument in node.args]
        node.keywords = [self.visit(keyword) for keyword in node.keywords]
        return node

    def visit_Compare(self, node):
        # `key in D`, `D is None` look at a key or at the binding, not at the whole container.
        node.left = self._base(node.left)
        node.comparators = [self._base(other) for other in node.comparators]
        return node

    def _emptiness(self, node):
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self._tell("emptiness", node, self._base(node))
        return self.visit(node)

    def _test(self, node):
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            node.operand = self._test(node.operand)
            return node
        if isinstance(node, ast.BoolOp):
            node.values = [self._test(value) for value in node.values]
            return node
        return self._emptiness(node)

    def visit_UnaryOp(self, node):
        return self._test(node) if isinstance(node.op, ast.Not) else self.generic_visit(node)

    def visit_If(self, node):
        node.test = self._test(node.test)
        node.body, node.orelse = self._block(node.body), self._block(node.orelse)
        return node

    visit_While = visit_If

    def visit_IfExp(self, node):
        node.test = self._test(node.test)
        node.body, node.orelse = self.visit(node.body), self.visit(node.orelse)
        return node

    def visit_For(self, node):
        node.iter = self._iterated(node.iter)
        before = []
        if not isinstance(node.target, ast.Name):
            node.target, before = self._unpacked(node.target)
        node.body, node.orelse = [*before, *self._block(node.body)], self._block(node.orelse)
        return node

    def visit_comprehension(self, node):
        node.iter = self.visit(node.iter) if node.is_async else self._iterated(node.iter)
        node.ifs = [self._test(test) for test in node.ifs]
        return node

    def _iterated(self, node):
        call = isinstance(node, ast.Call) and not node.args and not node.keywords
        if call and isinstance(node.func, ast.Attribute) and node.func.attr in _VIEWS:
            view = ast.Constant(node.func.attr)
            told = ast.Name(ast.unparse(node.func.value))
            return self._tell("iterate", node, self._base(node.func.value), view, told=told)
        return self._tell("iterate", node, self._base(node), ast.Constant(""))

    def visit_With(self, node):
        for item in node.items:
            item.context_expr = self._tell("guard", item.context_expr, self._base(item.context_expr))
        node.body = self._block(node.body)
        return node

    # Statements that store.

    def _temporary(self):
        self.count += 1
        return f"__ftmigrate_{self.count}"

    def visit_AnnAssign(self, node):
        if node.value is None:
            return node
        if isinstance(node.target, ast.Name):
            node.value = self._stored(node.target, self.visit(node.value), changed=False)
            return node
        return self._store(node.target, self.visit(node.value), node)

    def visit_Assign(self, node):
        value = self.visit(node.value)
        if len(node.targets) == 1 and isinstance(node.targets[0], (ast.Name, ast.Attribute, ast.Subscript)):
            return self._store(node.targets[0], value, node)
        name = self._temporary()
        out = [ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], value), node)]
        for target in node.targets:
            target, after = self._unpacked(target)
            out.append(ast.copy_location(ast.Assign([target], ast.Name(name, ast.Load())), node))
            out.extend(after)
        return out

    def _unpacked(self, target):
        """`target` with a temporary name for each shared place in it, and the stores to make after."""
        after = []

        def replaced(part):
            if isinstance(part, (ast.Tuple, ast.List)):
                part.elts = [replaced(element) for element in part.elts]
            elif isinstance(part, ast.Starred):
                part.value = replaced(part.value)
            elif isinstance(part, (ast.Attribute, ast.Subscript)) or self._is_variable(
                getattr(part, "id", "")
            ):
                name = self._temporary()
                new = self._store(part, ast.copy_location(ast.Name(name, ast.Load()), part), part)
                after.extend(new if isinstance(new, list) else [new])
                return ast.copy_location(ast.Name(name, ast.Store()), part)
            return part

        return replaced(target), after

    def _stored(self, target, value, changed):
        if not self._is_variable(target.id):
            return value
        where = [ast.Constant(self.module), ast.Constant(target.id), ast.Constant(changed)]
        return self._tell("storing", target, value, *where)

    def _store(self, target, value, at, changed=False):
        if isinstance(target, ast.Name):
            value = self._stored(target, value, changed)
            return ast.copy_location(ast.Assign([target], value), at)
        told = ast.Name(ast.unparse(target if isinstance(target, ast.Attribute) else target.value))
        flag = ast.Constant(changed)
        if isinstance(target, ast.Attribute):
            name = ast.Constant(self._mangled(target.attr))
            call = self._tell("set_attribute", at, value, self._base(target.value), name, flag, told=told)
        elif _has_slice(target.slice):
            call = self._tell("mutate", at, self._base(target.value), told=told)
            target = ast.copy_location(ast.Subscript(call, self.visit(target.slice), ast.Store()), target)
            return ast.copy_location(ast.Assign([target], value), at)
        else:
            base, key = self._base(target.value), self.visit(target.slice)
            call = self._tell("set_item", at, value, base, key, flag, told=told)
        return ast.copy_location(ast.Expr(call), at)

    def visit_AugAssign(self, node):
        operator = ast.Constant(type(node.op).__name__)
        target, before = node.target, []
        if isinstance(target, ast.Name):
            load = self._variable(ast.copy_location(ast.Name(target.id, ast.Load()), target), whole=False)
        elif isinstance(target, ast.Subscript) and _has_slice(target.slice):
            return node
        else:
            parts = ("value",) if isinstance(target, ast.Attribute) else ("value", "slice")
            for part in parts:  # the object and the key are evaluated once
                name = self._temporary()
                value = self._base(getattr(target, part)) if part == "value" else self.visit(target.slice)
                before.append(ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], value), node))
                setattr(target, part, ast.copy_location(ast.Name(name, ast.Load()), node))
            load = self._loaded(target, node)
        told = ast.Name(ast.unparse(node.target))
        value = self._tell("augment", node, operator, load, self.visit(node.value), told=told)
        new = self._store(target, value, node, changed=True)
        return [*before, *(new if isinstance(new, list) else [new])]

    def _loaded(self, target, at):
        if isinstance(target, ast.Attribute):
            name = ast.Constant(self._mangled(target.attr))
            return self._tell("attribute", at, target.value, name)
        return self._tell("item", at, target.value, target.slice)

    def visit_Delete(self, node):
        out = []
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                told = ast.Name(ast.unparse(target.value))
                call = self._tell("mutate", target, self._base(target.value), told=told)
                target = ast.copy_location(ast.Subscript(call, self.visit(target.slice), ast.Del()), target)
            out.append(ast.copy_location(ast.Delete([target]), node))
        return out


def _is_super(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def _has_slice(node):
    return any(isinstance(part, (ast.Slice, ast.Starred)) for part in ast.walk(node))
