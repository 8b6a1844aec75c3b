"""Lets a Python before 3.14 run code whose annotations count on PEP 649.

Such a Python evaluates annotations when they are defined, so a bare name that is bound later is
a NameError there and none on 3.14. In the files named to `install`, an annotation is evaluated
where its names are bound, and stays its own text where they are not: what a quoted one would be.
"""

import ast
import builtins
import os
import sys

_EVALUATE = "__ftmigrate_annotation__"
_LOCALS = "__ftmigrate_locals__"  # a class may have a field named `locals`
_REFUSED = (ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await)


def install(paths):
    """From now on, compiling one of `paths`, or a file below one, makes its annotations patient.

    What is installed in an environment below such a folder is left as it is.
    """
    files = {os.path.realpath(path) for path in paths}
    folders = tuple(path + os.sep for path in files)
    installed = os.path.realpath(sys.prefix) + os.sep

    def meant(filename):
        path = os.path.realpath(filename)
        return path in files or (path.startswith(folders) and not path.startswith(installed))

    compile_as_is = builtins.compile

    def compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, **options):
        name = os.fsdecode(filename) if not isinstance(filename, str) else filename
        if mode == "exec" and not flags & ast.PyCF_ONLY_AST and meant(name):
            source = _patient(source, name, compile_as_is)
        return compile_as_is(source, filename, mode, flags, dont_inherit, optimize, **options)

    setattr(builtins, _EVALUATE, evaluate)
    setattr(builtins, _LOCALS, locals)
    builtins.compile = compile


def evaluate(text, now, names, class_scope):
    """The value of an annotation, else its `text`; `now` evaluates it in its own scope.

    `class_scope` is None outside a class body, and there the class namespace, whose names a
    lambda does not see.
    """
    if class_scope is not None and any(name in class_scope for name in names):
        try:
            return eval(text, now.__globals__, class_scope)
        except Exception:
            return text
    try:
        return now()
    except Exception:
        return text


def _patient(source, filename, compile_as_is):
    tree = source
    if not isinstance(source, ast.AST):
        tree = compile_as_is(source, filename, "exec", ast.PyCF_ONLY_AST, True)
    if _has_future_import(tree):
        return source
    return _Patience().visit(tree)


def _has_future_import(tree):
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )


class _Patience(ast.NodeTransformer):
    def __init__(self):
        self._in_class = False

    def visit_ClassDef(self, node):
        return self._scope(node, in_class=True)

    def visit_FunctionDef(self, node):
        # The annotations belong to the scope around the function, its body is a scope of its own.
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        for argument in filter(None, [*every, arguments.vararg, arguments.kwarg]):
            if not isinstance(argument.annotation, ast.Starred):
                argument.annotation = self._wrapped(argument.annotation)
        node.returns = self._wrapped(node.returns)
        return self._scope(node, in_class=False)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_AnnAssign(self, node):
        node.annotation = self._wrapped(node.annotation)
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def _scope(self, node, in_class):
        outer, self._in_class = self._in_class, in_class
        node.body = [self.visit(statement) for statement in node.body]
        self._in_class = outer
        return node

    def _wrapped(self, annotation):
        if annotation is None or isinstance(annotation, ast.Constant):
            return annotation
        if any(isinstance(node, _REFUSED) for node in ast.walk(annotation)):
            return annotation
        names = sorted({node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)})
        call = ast.parse(f"{_EVALUATE}(None, None, {names!r}, {f'{_LOCALS}()' if self._in_class else None})")
        value = call.body[0].value
        value.args[0] = ast.Constant(ast.unparse(annotation))
        nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
        value.args[1] = ast.Lambda(args=nothing, body=ast.Constant(None))
        # pytest hands over trees whose nodes have no end: filling in what is missing would be wrong.
        for node in ast.walk(value):
            ast.copy_location(node, annotation)
        value.args[1].body = annotation
        return value
