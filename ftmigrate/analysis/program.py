"""The project's modules as definitions that can be looked up by name, read as they are asked for."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ftmigrate.analysis.module import Module

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(eq=False, slots=True)
class FunctionInfo:
    """A function, method or lambda. `free` maps its own and its parents' local names to owners."""

    module: "ModuleInfo"
    qualname: str
    node: FunctionNode
    owner: "ClassInfo | None" = None
    parent: "FunctionInfo | None" = None
    nested: "dict[str, FunctionInfo]" = field(default_factory=dict)
    nested_classes: "dict[str, ClassInfo]" = field(default_factory=dict)
    local: object = None
    _generator: bool | None = None
    constants: dict[str, ast.Constant] = field(default_factory=dict)
    """Parameters that are known to be these constants, where the function is read for one kind of call."""
    switches: frozenset[str] | None = None
    variants: "dict[tuple[tuple[str, str], ...], FunctionInfo]" = field(default_factory=dict)

    def __repr__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.module.name}.{self.qualname}"

    @property
    def kind(self) -> str:
        """`function`, `method`, `classmethod`, `staticmethod` or `property`."""
        if self.owner is None:
            return "function"
        for decorator in getattr(self.node, "decorator_list", ()):
            name = last_name(decorator)
            if name in ("staticmethod", "classmethod"):
                return name
            if name in ("property", "cached_property", "getter", "setter", "deleter"):
                return "property"
        return (
            "classmethod" if self.qualname.endswith(("__init_subclass__", "__class_getitem__")) else "method"
        )

    @property
    def is_generator(self) -> bool:
        """Whether the body yields."""
        if self._generator is None:
            body = self.node.body if isinstance(self.node.body, list) else []
            self._generator = any(isinstance(one, ast.Yield | ast.YieldFrom) for one in own_nodes(body))
        return self._generator

    @property
    def parameters(self) -> list[str]:
        arguments = self.node.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        extra = [one for one in (arguments.vararg, arguments.kwarg) if one]
        return [one.arg for one in [*named, *extra]]


@dataclass(eq=False, slots=True)
class ClassInfo:
    """A class, the functions defined in its body and the expressions assigned to its names."""

    module: "ModuleInfo"
    qualname: str
    node: ast.ClassDef
    methods: dict[str, FunctionInfo] = field(default_factory=dict)
    attributes: dict[str, ast.expr | None] = field(default_factory=dict)
    annotations: dict[str, ast.expr] = field(default_factory=dict)
    parent: FunctionInfo | None = None

    def __repr__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.module.name}.{self.qualname}"


@dataclass(frozen=True, slots=True)
class Binding:
    """One way in which a module-level name gets its value."""

    kind: str  # import, function, class, assign, other
    target: str = ""  # import: the dotted name
    node: ast.AST | None = None


@dataclass(eq=False, slots=True)
class ModuleInfo:
    """The definitions of one module, and what its global names are bound to."""

    source: Module
    functions: dict[str, FunctionInfo] = field(default_factory=dict)
    classes: dict[str, ClassInfo] = field(default_factory=dict)
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    by_node: dict[ast.AST, FunctionInfo | ClassInfo] = field(default_factory=dict)

    def __repr__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def path(self) -> str:
        return self.source.path


def is_test(path: str) -> bool:
    """Whether a file belongs to the project's tests, whose stand-ins no worker meets."""
    parts = path.split("/")
    return any(one in ("tests", "test", "testing") for one in parts[:-1]) or parts[-1].startswith(
        ("test_", "conftest")
    )


def own_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of a body without those of functions and classes inside it."""
    queue = list(body)
    while queue:
        node = queue.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            queue.extend(ast.iter_child_nodes(node))


def last_name(node: ast.expr) -> str:
    """The last part of a dotted name, of a call's function too; "" for other expressions."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def absolute_name(module: Module, level: int, name: str | None) -> str:
    """The dotted name that `from ...name import` means inside `module`."""
    if not level:
        return name or ""
    parts = module.name.split(".")
    keep = len(parts) - level + (1 if module.is_package else 0)
    return ".".join([*parts[: max(keep, 0)], *([name] if name else [])])


def imported_names(module: Module, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """Pairs (local name, dotted name) that an import statement binds; ("*", module) for a star."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield (alias.asname, alias.name) if alias.asname else ((alias.name.split(".")[0],) * 2)
        return
    package = absolute_name(module, node.level, node.module)
    for alias in node.names:
        if alias.name == "*":
            yield "*", package
        else:
            yield alias.asname or alias.name, f"{package}.{alias.name}"


class _Indexer:
    """Walks the statements of a module once and files every definition under its qualified name."""

    def __init__(self, info: ModuleInfo) -> None:
        self.info = info

    def bind(self, name: str, binding: Binding) -> None:
        self.info.bindings.setdefault(name, []).append(binding)

    def body(self, nodes: Iterable[ast.AST], scope: "_Scope") -> None:
        for node in nodes:
            self.statement(node, scope)

    def statement(self, node: ast.AST, scope: "_Scope") -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self.function(node, scope)
        elif isinstance(node, ast.ClassDef):
            self.klass(node, scope)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for local, dotted in imported_names(self.info.source, node) if scope.top else ():
                if local == "*":
                    self.info.stars.append(dotted)
                else:
                    self.bind(local, Binding("import", dotted, node))
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            self.assignment(node, scope)
        else:
            self.compound(node, scope)

    def assignment(self, node: ast.Assign | ast.AnnAssign, scope: "_Scope") -> None:
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name) and scope.top:
                self.bind(target.id, Binding("assign", node=node))
            elif isinstance(target, ast.Name) and scope.owner is not None:
                scope.owner.attributes[target.id] = node.value
                if isinstance(node, ast.AnnAssign):
                    scope.owner.annotations[target.id] = node.annotation
            elif scope.top:
                self.stores(target)

    def compound(self, node: ast.AST, scope: "_Scope") -> None:
        """Statements that hold others; names that loops, `with` and handlers bind."""
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, part, None)
            if isinstance(inner, list):
                self.body(inner, scope)
        if not scope.top:
            return
        if isinstance(node, ast.For | ast.AsyncFor | ast.AugAssign):
            self.stores(node.target)
        elif isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                if item.optional_vars is not None:
                    self.stores(item.optional_vars)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            self.bind(node.name, Binding("other", node=node))
        elif isinstance(node, ast.Delete | ast.Expr | ast.match_case):
            self.stores(node)

    def stores(self, node: ast.AST) -> None:
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load):
                self.bind(one.id, Binding("other", node=node))

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: "_Scope") -> None:
        info = FunctionInfo(self.info, f"{scope.prefix}{node.name}", node, scope.owner, scope.parent)
        self.info.by_node[node] = info
        self.info.functions.setdefault(info.qualname, info)
        if scope.owner is not None:
            previous = scope.owner.methods.get(node.name)
            if previous is None or previous.kind != "property":  # a setter does not replace the getter
                scope.owner.methods[node.name] = info
        elif scope.parent is not None:
            scope.parent.nested[node.name] = info
        else:
            self.bind(node.name, Binding("function", node=node))
        self.body(node.body, _Scope(f"{info.qualname}.", None, info))

    def klass(self, node: ast.ClassDef, scope: "_Scope") -> None:
        info = ClassInfo(self.info, f"{scope.prefix}{node.name}", node, parent=scope.parent)
        self.info.by_node[node] = info
        self.info.classes.setdefault(info.qualname, info)
        if scope.top:
            self.bind(node.name, Binding("class", node=node))
        elif scope.owner is None and scope.parent is not None:
            scope.parent.nested_classes[node.name] = info
        self.body(node.body, _Scope(f"{info.qualname}.", info, scope.parent))


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where definitions are: the prefix of their qualified names, their class, their function."""

    prefix: str = ""
    owner: ClassInfo | None = None
    parent: FunctionInfo | None = None

    @property
    def top(self) -> bool:
        return self.owner is None and self.parent is None


def index_module(source: Module) -> ModuleInfo:
    """Every definition of one module."""
    info = ModuleInfo(source)
    _Indexer(info).body(source.tree.body, _Scope())
    return info


def lambda_info(module: ModuleInfo, node: ast.Lambda, parent: FunctionInfo | None) -> FunctionInfo:
    """The function that a lambda is; the same one each time."""
    found = module.by_node.get(node)
    if not isinstance(found, FunctionInfo):
        prefix = f"{parent.qualname}." if parent is not None else ""
        name = f"{prefix}<lambda:{node.lineno}:{node.col_offset}>"
        found = module.by_node[node] = FunctionInfo(module, name, node, None, parent)
    return found


class Program:
    """The project as far as it has been asked for.

    `read` gives the parsed module of a dotted name, or None where the project has none;
    `containing` lists the modules whose text holds a word, for questions about the whole project.
    """

    def __init__(
        self,
        read: Callable[[str], Module | None],
        containing: Callable[[str, str], Iterable[str]] = lambda word, pattern: (),
    ) -> None:
        self._read = read
        self._containing = containing
        self._modules: dict[str, ModuleInfo | None] = {}

    def module(self, dotted: str) -> ModuleInfo | None:
        if dotted not in self._modules:
            source = self._read(dotted)
            self._modules[dotted] = index_module(source) if source else None
        return self._modules[dotted]

    @cached_property
    def is_standard_library(self) -> bool:
        """Whether the project is Python's own library, whose modules have summaries of their own."""
        return (
            self._read("importlib._bootstrap") is not None and self._read("multiprocessing.pool") is not None
        )

    def count(self, word: str) -> int:
        """In how many modules a word stands; nothing is parsed for it."""
        return len(list(self._containing(word, "")))

    def mentioning(self, word: str, pattern: str = "") -> list[ModuleInfo]:
        """The modules whose text holds the word, and the pattern too where one is given."""
        found = [self.module(name) for name in dict.fromkeys(self._containing(word, pattern))]
        return [one for one in found if one is not None]
