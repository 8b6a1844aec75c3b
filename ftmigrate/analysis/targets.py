"""What a dotted expression of a module stands for: something of the project, or an outside name."""

import ast
import builtins
import re
from dataclasses import dataclass

from ftmigrate.analysis.program import Binding, ClassInfo, FunctionInfo, ModuleInfo, Program, lambda_info
from ftmigrate.analysis.summaries import stdlib


@dataclass(frozen=True, slots=True)
class External:
    """A name outside the project (`multiprocessing.Pool`, `builtins.open`)."""

    dotted: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A global variable of a module of the project."""

    module: ModuleInfo
    name: str

    @property
    def label(self) -> str:
        return f"{self.module.name}.{self.name}"


Target = External | Variable | FunctionInfo | ClassInfo | ModuleInfo

_DEPTH = 12
_ALWAYS_OUTSIDE = frozenset({"multiprocessing", "concurrent", "functools"})
"""Never followed, even where the project is the standard library itself."""


def dotted_target(program: Program, dotted: str, depth: int = 0) -> tuple[Target, ...]:
    """The targets of an absolute dotted name: the longest prefix that is a module of the project decides."""
    parts = dotted.split(".")
    if parts[0] in _ALWAYS_OUTSIDE or (program.is_standard_library and stdlib.summarised(dotted)):
        return (External(dotted),)
    for length in range(len(parts), 0, -1):
        module = program.module(".".join(parts[:length]))
        if module is None:
            continue
        found: tuple[Target, ...] = (module,)
        for part in parts[length:]:
            found = tuple(one for base in found for one in attribute_targets(program, base, part, depth + 1))
        return found
    return (External(dotted),)


def attribute_targets(program: Program, base: Target, name: str, depth: int = 0) -> tuple[Target, ...]:
    """What `base.name` stands for; () where it cannot be told."""
    if isinstance(base, External):
        return (External(f"{base.dotted}.{name}"),)
    if isinstance(base, ModuleInfo):
        if program.is_standard_library and stdlib.summarised(f"{base.name}.{name}"):
            return (External(f"{base.name}.{name}"),)
        found = global_targets(program, base, name, depth)
        if found:
            return found
        inner = program.module(f"{base.name}.{name}")
        return (inner,) if inner else ()
    if isinstance(base, ClassInfo):
        method = base.methods.get(name)
        nested = base.module.classes.get(f"{base.qualname}.{name}")
        return (method,) if method else (nested,) if nested else ()
    return ()


def global_targets(program: Program, module: ModuleInfo, name: str, depth: int = 0) -> tuple[Target, ...]:
    """What the global `name` of `module` may be; builtins are `External("builtins.x")`."""
    if depth > _DEPTH:
        return ()
    bindings = module.bindings.get(name)
    if bindings is None:
        return _star_targets(program, module, name, depth)
    found: list[Target] = []
    for binding in _that_matter(module, name, bindings):
        for target in _binding_targets(program, module, name, binding, depth):
            if target not in found:
                found.append(target)
    return tuple(found)


def _that_matter(module: ModuleInfo, name: str, bindings: list[Binding]) -> list[Binding]:
    """Without the `None` that stands for an import that failed, where no function rebinds the name."""
    if len(bindings) == 1 or all(one.kind != "import" for one in bindings):
        return bindings
    if re.search(rf"\bglobal\b[^\n]*\b{re.escape(name)}\b", module.source.text):
        return bindings
    return [one for one in bindings if not _is_none(one)]


def _is_none(binding: Binding) -> bool:
    node = binding.node
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    return binding.kind == "assign" and isinstance(value, ast.Constant) and value.value is None


def _star_targets(program: Program, module: ModuleInfo, name: str, depth: int) -> tuple[Target, ...]:
    for dotted in module.stars:
        inner = program.module(dotted)
        if inner is not None and inner is not module and name in inner.bindings:
            return global_targets(program, inner, name, depth + 1)
        if inner is None and name in _STAR_NAMES.get(dotted, ()):
            return (External(f"{dotted}.{name}"),)
    return ()


_STAR_NAMES = {
    "multiprocessing": (
        "Pool", "Process", "Queue", "JoinableQueue", "SimpleQueue", "Pipe", "Lock", "RLock", "Event",
        "Condition", "Semaphore", "BoundedSemaphore", "Barrier", "Value", "Array", "RawValue", "RawArray",
        "Manager", "cpu_count", "current_process", "active_children", "freeze_support", "get_context",
        "set_start_method", "get_start_method",
    ),
    "concurrent.futures": (
        "ProcessPoolExecutor", "ThreadPoolExecutor", "as_completed", "wait", "Future", "Executor",
    ),
    "joblib": ("Parallel", "delayed"),
}  # fmt: skip


def _binding_targets(
    program: Program, module: ModuleInfo, name: str, binding: Binding, depth: int
) -> tuple[Target, ...]:
    if binding.kind == "import":
        return (
            dotted_target(program, binding.target, depth + 1) if binding.target != module.name else (module,)
        )
    if binding.kind in ("function", "class") and binding.node is not None:
        found = module.by_node[binding.node]
        return (found,)
    value = getattr(binding.node, "value", None)
    if binding.kind == "assign" and isinstance(value, ast.Lambda):
        return (lambda_info(module, value, None),)
    own_name = isinstance(value, ast.Name) and value.id == name
    if binding.kind == "assign" and isinstance(value, ast.Name | ast.Attribute) and not own_name:
        alias = expression_targets(program, module, value, depth + 1)
        if alias and all(isinstance(one, External | FunctionInfo | ClassInfo) for one in alias):
            return alias
    return (Variable(module, name),)


def expression_targets(
    program: Program, module: ModuleInfo, node: ast.expr, depth: int = 0
) -> tuple[Target, ...]:
    """What a name or dotted name means at module level; () for other expressions and unknown names."""
    if isinstance(node, ast.Name):
        found = global_targets(program, module, node.id, depth)
        if found or node.id in module.bindings:
            return found
        return (External(f"builtins.{node.id}"),) if node.id in BUILTINS else ()
    if isinstance(node, ast.Attribute):
        bases = expression_targets(program, module, node.value, depth)
        return tuple(one for base in bases for one in attribute_targets(program, base, node.attr, depth))
    return ()


BUILTINS = frozenset(dir(builtins))
