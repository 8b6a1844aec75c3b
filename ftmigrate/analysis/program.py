"""The project's modules as definitions that can be looked up by name, read as they are asked for."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ftmigrate.analysis.modules import Module

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
    """Walks a module once and files every definition under its qualified name."""

    def __init__(self, info: ModuleInfo) -> None:
        self.info = info

    def bind(self, name: str, binding: Binding) -> None:
        self.info.bindings.setdefault(name, []).append(binding)

    def body(
        self, nodes: Iterable[ast.AST], prefix: str, owner: ClassInfo | None, parent: FunctionInfo | None
    ) -> None:
        for node in nodes:
            self.statement(node, prefix, owner, parent)

    def statement(
        self, node: ast.AST, prefix: str, owner: ClassInfo | None, parent: FunctionInfo | None
    ) -> None:
        top = owner is None and parent is None
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self.function(node, prefix, owner, parent)
        elif isinstance(node, ast.ClassDef):
            self.klass(node, prefix, owner, parent)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for local, dotted in imported_names(self.info.source, node) if top else ():
                if local == "*":
                    self.info.stars.append(dotted)
                else:
                    self.bind(local, Binding("import", dotted, node))
        else:
            self.other(node, prefix, owner, parent)

    def other(self, node: ast.AST, prefix: str, owner: ClassInfo | None, parent: FunctionInfo | None) -> None:
        top = owner is None and parent is None
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name) and top:
                    self.bind(target.id, Binding("assign", node=node))
                elif isinstance(target, ast.Name) and owner is not None and parent is None:
                    owner.attributes[target.id] = node.value
                    if isinstance(node, ast.AnnAssign):
                        owner.annotations[target.id] = node.annotation
                elif top:
                    self.stores(target)
            self.body([one for one in (node.value,) if one], prefix, owner, parent)
            return
        if isinstance(node, ast.Name | ast.ExceptHandler | ast.AugAssign) and top:
            self.stores(node)
        self.body(ast.iter_child_nodes(node), prefix, owner, parent)

    def stores(self, node: ast.AST) -> None:
        names = [
            one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
        ]
        if isinstance(node, ast.ExceptHandler):
            names = [node.name] if node.name else []
        for name in names:
            self.bind(name, Binding("other", node=node))

    def function(
        self, node: FunctionNode, prefix: str, owner: ClassInfo | None, parent: FunctionInfo | None
    ) -> None:
        name = getattr(node, "name", f"<lambda:{node.lineno}:{node.col_offset}>")
        info = FunctionInfo(self.info, f"{prefix}{name}", node, owner, parent)
        self.info.by_node[node] = info
        if not isinstance(node, ast.Lambda):
            self.file(info, name, owner, parent)
        self.body(node.body if isinstance(node.body, list) else [node.body], f"{info.qualname}.", None, info)

    def file(
        self, info: FunctionInfo, name: str, owner: ClassInfo | None, parent: FunctionInfo | None
    ) -> None:
        self.info.functions.setdefault(info.qualname, info)
        if owner is not None:
            previous = owner.methods.get(name)
            if previous is None or previous.kind != "property":  # a setter does not replace the getter
                owner.methods[name] = info
        elif parent is not None:
            parent.nested[name] = info
        else:
            self.bind(name, Binding("function", node=info.node))

    def klass(
        self, node: ast.ClassDef, prefix: str, owner: ClassInfo | None, parent: FunctionInfo | None
    ) -> None:
        info = ClassInfo(self.info, f"{prefix}{node.name}", node, parent=parent)
        self.info.by_node[node] = info
        self.info.classes.setdefault(info.qualname, info)
        if owner is None and parent is None:
            self.bind(node.name, Binding("class", node=node))
        elif parent is not None and owner is None:
            parent.nested_classes[node.name] = info
        self.body(node.body, f"{info.qualname}.", info, None)


def index_module(source: Module) -> ModuleInfo:
    """Every definition of one module."""
    info = ModuleInfo(source)
    _Indexer(info).body(source.tree.body, "", None, None)
    return info


class Program:
    """The project as far as it has been asked for.

    `read` gives the parsed module of a dotted name, or None where the project has none;
    `names` lists the dotted names of all modules, for questions about the whole project.
    """

    def __init__(
        self, read: Callable[[str], Module | None], names: Callable[[], Iterable[str]] = tuple
    ) -> None:
        self._read = read
        self._names = names
        self._modules: dict[str, ModuleInfo | None] = {}
        self._all: list[ModuleInfo] | None = None

    def module(self, dotted: str) -> ModuleInfo | None:
        if dotted not in self._modules:
            source = self._read(dotted)
            self._modules[dotted] = index_module(source) if source else None
        return self._modules[dotted]

    def add(self, source: Module) -> ModuleInfo:
        """Puts a module in, for a file whose text is not the one on disk."""
        info = index_module(source)
        self._modules[source.name] = info
        self._all = None
        return info

    def modules(self) -> list[ModuleInfo]:
        """Every module that can be read and parsed."""
        if self._all is None:
            found = {name: self.module(name) for name in self._names()}
            found |= {name: info for name, info in self._modules.items() if info}
            self._all = list({id(info): info for info in found.values() if info}.values())
        return self._all
