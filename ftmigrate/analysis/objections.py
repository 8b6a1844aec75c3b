"""Why a name cannot be used at run time as an annotation uses it."""

import ast

from ftmigrate.analysis.aliases import alias_takes_types
from ftmigrate.analysis.attributes import Presence, of_builtin, owner_of
from ftmigrate.analysis.constructors import cannot_be_subscripted, is_generic, takes_types
from ftmigrate.analysis.import_graph import loads
from ftmigrate.analysis.kin import Kin, kin, kin_of
from ftmigrate.analysis.library_names import SUBMODULES, may_be_missing
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import definition, exported, origins, star_source
from ftmigrate.analysis.natures import Nature, nature, nature_of
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.scopes import Binding, BindingKind, Scope
from ftmigrate.analysis.typeexpressions import NameUse, Role
from ftmigrate.model.finding import Safety

Against = tuple[Safety, str, str]
Objection = tuple[Safety, str, str, int]


def objection_to_use(use: NameUse, scope: Scope, module: Module, project: Project) -> Objection | None:
    """Why the name cannot be used like this at run time, where that is so or may be."""
    question = ("objection to use", use, scope)
    return module.recall(question, lambda: _objection_to_use(use, scope, module, project))


def _objection_to_use(use: NameUse, scope: Scope, module: Module, project: Project) -> Objection | None:
    live = scope.live(use.name)
    bindings = [one for one in live if one.kind is not BindingKind.GLOBAL]
    if not bindings:
        return None
    # Rebinding in a straight line: the last one counts. In arms: each may be the one. By a `global`
    # statement a function may rebind it at any time.
    if bindings[-1].arm is None:
        bindings = bindings[-1:]
    bindings += [one for one in live if one.kind is BindingKind.GLOBAL]
    for binding in bindings:
        kind = nature(binding, module, scope, project)
        found = _against(use, kind, binding, scope, module, project, alone=len(bindings) == 1)
        if found is not None:
            return (*found, binding.line)
    return None


def _against(
    use: NameUse,
    kind: Nature,
    binding: Binding,
    scope: Scope,
    module: Module,
    project: Project,
    *,
    alone: bool,
) -> Against | None:
    name = use.name
    if use.role is Role.VALUE:
        return None
    if use.role is Role.PLAIN:
        if alone and kind in (Nature.FUNCTION, Nature.MODULE, Nature.VALUE, Nature.STRING):
            return Safety.UNSAFE, "keep:not-a-type", f"`{name}` is a {kind}, not a type"
        return None
    if use.role is Role.BASE:
        return _attribute(use, kind, binding, scope, module, project)
    if kind in (Nature.NONE, Nature.STRING, Nature.VALUE, Nature.FUNCTION, Nature.MODULE):
        code = "keep:not-a-type" if alone else f"keep:alternative({name}@{binding.line})"
        return Safety.UNSAFE, code, f"`{name}` may be a {kind} here, which cannot be {use.role}"
    if kind is Nature.UNKNOWN:
        return Safety.CONDITIONAL, "keep:unknown-value", f"nothing says that `{name}` can be {use.role}"
    if use.role is Role.HEAD:
        return _head(name, kind, binding, scope, module, project)
    return None


def _head(
    name: str, kind: Nature, binding: Binding, scope: Scope, module: Module, project: Project
) -> Against | None:
    found = origins(module, scope, ast.Name(name, ast.Load()), project)
    if kind is Nature.ALIAS:
        return _generic(name, alias_takes_types(binding, found, scope, module, project))
    if binding.kind is BindingKind.TYPE_PARAMETER:
        return _generic(name, False)
    if isinstance(binding.node, ast.ClassDef):
        return _generic(name, _takes_types(kin(module, binding.node, project), project))
    answers = [_dotted_head(dotted, project) for dotted in found] or [None]
    return _generic(name, False if False in answers else (None if None in answers else True))


def _takes_types(known: Kin, project: Project) -> bool | None:
    return True if "__class_getitem__" in known.special else is_generic(known, project)


def _dotted_head(dotted: str, project: Project) -> bool | None:
    return project.recall(("dotted head", dotted), lambda: _followed_head(dotted, project))


def _followed_head(dotted: str, project: Project) -> bool | None:
    if takes_types(dotted, project) or dotted.endswith((".Literal", ".Annotated")):
        return True
    if cannot_be_subscripted(dotted):
        return False
    known = kin_of(dotted, project)
    return _takes_types(known, project) if known is not None else None


def _generic(name: str, answer: bool | None) -> Against | None:
    if answer is False:
        return Safety.UNSAFE, "keep:not-subscriptable", f"`{name}` cannot be subscripted at run time"
    if answer is None:
        return (
            Safety.CONDITIONAL,
            "keep:subscript-unverified",
            f"nothing here says that `{name}` can be subscripted at run time",
        )
    return None


def _attribute(
    use: NameUse, kind: Nature, binding: Binding, scope: Scope, module: Module, project: Project
) -> Against | None:
    name = use.name
    if kind in (Nature.NONE, Nature.STRING, Nature.VALUE):
        code = f"keep:alternative({name}@{binding.line})"
        return Safety.UNSAFE, code, f"`{name}` may be {kind} here, which has no such attribute"
    if binding.kind is BindingKind.IMPORT:
        dotted = module.imported(binding)
        question = ("attribute of import", dotted, use)
        against = project.recall(question, lambda: _attribute_of_import(use, dotted, project))
        return against or _not_loaded(use, dotted, module, project)
    if isinstance(binding.node, ast.ClassDef):
        return _attribute_of_class(use, module, binding.node, project)
    if kind is Nature.FUNCTION:
        return Safety.UNSAFE, "keep:not-a-type", f"`{name}` is a function"
    if use.attributes[-1] in ("args", "kwargs"):  # of a ParamSpec
        return None
    if kind is Nature.IMPORTED and binding.value is not None:  # another name for something
        found = origins(module, scope, binding.value, project)
        every = (_attribute_of_dotted(use, dotted, project) for dotted in sorted(found))
        return next(filter(None, every), None)
    return Safety.CONDITIONAL, "keep:unknown-value", f"nothing says what `{name}` holds"


def _attribute_of_class(use: NameUse, module: Module, node: ast.ClassDef, project: Project) -> Against | None:
    owner = owner_of(module, node, use.attributes, project)
    if isinstance(owner, Presence):
        return _not_there(use, owner)
    if use.attribute_role not in (Role.HEAD, Role.OPERAND):
        return None
    last = NameUse(use.attributes[-1], use.attribute_role)
    found = _objection_to_use(last, owner[0].scoping.scopes[owner[1]], owner[0], project)
    return found[:3] if found is not None else None


def _attribute_of_dotted(use: NameUse, dotted: str, project: Project) -> Against | None:
    """Of a class of the project, or of a builtin; what other packages define is taken at its word."""
    made = definition(dotted, project)
    if made is not None and isinstance(made[1], ast.ClassDef):
        return _attribute_of_class(use, made[0], made[1], project)
    if made is not None:
        return Safety.UNSAFE, "keep:not-a-type", f"`{use.name}` is a function"
    library, _, last = dotted.rpartition(".")
    absent = library == "builtins" and not of_builtin(last, use.attributes)
    return _not_there(use, Presence.ABSENT) if absent else None


def _not_there(use: NameUse, presence: Presence) -> Against | None:
    name, attribute = use.name, ".".join(use.attributes)
    if presence is Presence.ABSENT:
        return Safety.UNSAFE, "keep:no-attribute", f"class {name} has no `{attribute}` at run time"
    if presence is Presence.UNKNOWN:
        sentence = f"nothing here says that class {name} has `{attribute}` at run time"
        return Safety.CONDITIONAL, "keep:attribute-unverified", sentence
    return None


def module_of(use: NameUse, scope: Scope, module: Module, project: Project) -> str:
    """The last module of the project among a name and its attributes but the last; empty where none is."""
    question = ("module of", use.name, use.attributes, scope)
    return module.recall(question, lambda: _module_of(use, scope, module, project))


def _module_of(use: NameUse, scope: Scope, module: Module, project: Project) -> str:
    imports = [one for one in scope.live(use.name) if one.kind is BindingKind.IMPORT]
    last = ""
    for dotted in [module.imported(one) for one in imports]:
        for attribute in use.attributes:
            if not (whole := project.module_name(dotted)):
                behind = _module_behind(dotted, project)
                whole = behind.name if behind is not None else ""
            if not whole:
                break
            last, dotted = whole, f"{whole}.{attribute}"
    return last


def _attribute_of_import(use: NameUse, dotted: str, project: Project) -> Against | None:
    """A module of the project is looked into; others are taken at their word."""
    full = ".".join((dotted, *use.attributes))  # `multiprocessing.Queue` for `mp.Queue`
    dotted, objection = _followed_along(use, dotted, project)
    if objection is not None:
        return objection
    if may_be_missing(full):
        return Safety.CONDITIONAL, "keep:perhaps-missing", f"`{full}` is not there on 3.14, or not everywhere"
    used = use.attribute_role in (Role.HEAD, Role.OPERAND)
    kind = nature_of(full, project) if used else Nature.IMPORTED
    if kind in (Nature.STRING, Nature.NONE, Nature.VALUE, Nature.FUNCTION, Nature.MODULE):
        return Safety.UNSAFE, "keep:not-a-type", f"`{full}` is a {kind}: it cannot be {use.attribute_role}"
    if use.attribute_role is Role.HEAD:
        answer = _dotted_head_of(
            dotted if "." in dotted else ".".join((dotted, *use.attributes)), use, project
        )
        return _generic(".".join((use.name, *use.attributes)), answer)
    return None


def _followed_along(use: NameUse, dotted: str, project: Project) -> tuple[str, Against | None]:
    """Along the attributes as far as modules of the project lead: the dotted name of the last of them, and
    what is said against one."""
    for index, attribute in enumerate(use.attributes):
        if project.known_class(f"{dotted}.{attribute}"):
            dotted = f"{dotted}.{attribute}"
            continue
        found = project.module(dotted) or _module_behind(dotted, project)
        if found is None:
            inner = NameUse(dotted.rpartition(".")[2], use.role, use.attributes[index:], use.attribute_role)
            against = (_attribute_of_dotted(inner, one, project) for one in sorted(exported(dotted, project)))
            return dotted, next(filter(None, against), None)
        rest = use.attributes[index + 1 :]
        if rest and (live := found.scoping.module.live(attribute)):
            inner = NameUse(attribute, Role.BASE, rest, use.attribute_role)
            if (unbound := _against_bindings(found.name, attribute, live, found.scoping.module)) is not None:
                return dotted, unbound
            objection = _objection_to_use(inner, found.scoping.module, found, project)
            return dotted, objection[:3] if objection is not None else None
        step = _attribute_of_module(found, attribute, project)
        if not isinstance(step, str):
            return dotted, step
        dotted = step
    return dotted, None


def _attribute_of_module(module: Module, attribute: str, project: Project) -> str | Against:
    """The dotted name that a module's attribute means, or what is said against it."""
    dotted, scope = f"{module.name}.{attribute}", module.scoping.module
    if live := scope.live(attribute):
        return _against_bindings(module.name, attribute, live, scope) or dotted
    if whole := project.module_name(dotted):
        return whole
    if scope.bindings.get(attribute):
        return Safety.CONDITIONAL, "keep:type-checking-only", f"`{dotted}` exists only while type checking"
    source, outside = star_source(module, attribute, project, at_run_time=True)
    if source is not None:
        return _attribute_of_module(source, attribute, project)
    if outside or scope.binds("__getattr__"):
        sentence = f"nothing here says that `{module.name}` has `{attribute}`"
        return Safety.CONDITIONAL, "keep:attribute-unverified", sentence
    return Safety.UNSAFE, "keep:no-attribute", f"`{module.name}` has no `{attribute}`"


def _not_loaded(use: NameUse, dotted: str, module: Module, project: Project) -> Against | None:
    """A module of a package is an attribute of that only once somebody has imported it.

    Of the project's own it is asked only where this file imports it while type checking: else others are
    believed to have done so.
    """
    for attribute in use.attributes:
        package, dotted = dotted, f"{dotted}.{attribute}"
        if dotted not in SUBMODULES and f"import {dotted}" not in module.text:
            continue
        if not loads(module, dotted, project) and not _has(package, attribute, project):
            sentence = f"nothing that is imported here loads `{dotted}`"
            return Safety.CONDITIONAL, "keep:submodule-not-imported", sentence
    return None


def _has(package: str, attribute: str, project: Project) -> bool:
    """Whether a package of the project binds a name itself."""
    found = project.module(package)
    return found is not None and bool(found.scoping.module.live(attribute))


def _module_behind(dotted: str, project: Project) -> Module | None:
    """The module that another one has under a name of its own: `types` after `from . import types`."""
    found = exported(dotted, project)
    return project.module(next(iter(found))) if len(found) == 1 and dotted not in found else None


def _against_bindings(dotted: str, name: str, live: list[Binding], scope: Scope) -> Against | None:
    """Whether a module may lack the name when it has run."""
    for one in live:
        if one.kind in (BindingKind.EXCEPT, BindingKind.DELETE):
            return Safety.UNSAFE, "keep:deleted", f"`{dotted}` deletes `{name}` on line {one.line}"
    if name in scope.definite:
        return None
    sentence = f"`{dotted}` binds `{name}` only under a condition (line {live[0].line})"
    return Safety.CONDITIONAL, "keep:conditionally-bound", sentence


def _dotted_head_of(dotted: str, use: NameUse, project: Project) -> bool | None:
    full = dotted if dotted.endswith(use.attributes[-1]) else f"{dotted}.{use.attributes[-1]}"
    answers = {_dotted_head(one, project) for one in exported(full, project)}
    return False if False in answers else (None if None in answers else True)
