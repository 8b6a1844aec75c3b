"""What becomes of a name when the quotes around it go.

Quoted, a hint is resolved by `typing.get_type_hints`: functions in their own type parameters and module's
globals; classes in their type parameters, the module's globals, then the class namespace. Bare, PEP 649
evaluates it like any expression where it stands: class namespace, enclosing functions, globals.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from ftmigrate.analysis.attributes import of_builtin
from ftmigrate.analysis.eager import may_fill_fields
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import BUILTIN_TYPES, BUILTINS, origins, star_source
from ftmigrate.analysis.objections import module_of, objection_to_use
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.scopes import Binding, BindingKind, Scope, ScopeKind, arm_within
from ftmigrate.analysis.scoping import Place, Site
from ftmigrate.analysis.typeexpressions import NameUse, Role
from ftmigrate.model.finding import Safety


@dataclass(slots=True, unsafe_hash=True)  # frozen, it takes three times as long to make
class Judgement:
    """`code` is a reason code; safe ones begin with `safe:` or `repair:`, others with `keep:`."""

    safety: Safety
    code: str
    message: str
    line: int = 0
    later: bool = False  # bound only after the definition that the annotation belongs to
    path: str = ""
    until: int = 0  # the line past which it is bound
    rebound: bool = False  # when the definition is made, the name still means something else
    of_module: str = ""  # the module of the project in which the last attribute is looked for
    lasting: bool = False  # the same further down, wherever the name means that of the same scope

    @property
    def settled(self) -> bool:
        """Nothing is to be asked of those who read it further down, either."""
        return self.lasting and not self.of_module


_Known = dict[NameUse, tuple[int, Judgement]]


def judge(use: NameUse, site: Site, module: Module, project: Project) -> Judgement:
    """The verdict on one name of a type expression at `site`."""
    bare = site.scope.lookup(use.name)
    if site.scope.parent is not None and (found := _within(use.name, bare, site, module, project)):
        return found
    if bare is not None and bare.kind is not ScopeKind.MODULE:
        return _of_scope(use, bare, _quoted(use.name, site), site, module, project)
    known = module.recall("lasting judgements", _Known)
    first, found = known.get(use, (site.line + 1, None))
    if found is None or first > site.line:
        # What the module binds, get_type_hints finds there too, or not at all.
        found = (
            _of_scope(use, bare, bare, site, module, project)
            if bare
            else _builtin(use, site, module, project)
        )
        if found.lasting:
            known[use] = site.line, found
    return found


def _within(name: str, bare: Scope | None, site: Site, module: Module, project: Project) -> Judgement | None:
    """What the classes around a site have against a name."""
    if _is_mangled(name, site.scope) and (bare is None or bare.kind is not ScopeKind.CLASS):
        return _unsafe("keep:private-name", f"in a class, `{name}` would become a mangled name")
    if (line := _hiding(name, site)) is not None:
        sentence = f"bare, the type parameter `{name}` would be hidden by the field of line {line}"
        return _unsafe(f"keep:class-shadow({name}@{line})", sentence, line)
    return _field(name, bare, site, module, project)


def _of_scope(
    use: NameUse, bare: Scope, quoted: "Scope | str | None", site: Site, module: Module, project: Project
) -> Judgement:
    """Of a name that is bound in a scope."""
    if (shadow := _shadow(use.name, bare, quoted)) is not None:
        return shadow
    if (starred := _starred(use.name, bare, quoted, module, project)) is not None:
        return starred
    live = bare.live(use.name)
    if (bound := _bound(use.name, bare, live, site)) is not None:
        return bound
    if (objection := objection_to_use(use, bare, module, project)) is not None:
        return Judgement(*objection)
    before = [one for one in live if _before(one, bare, site)]
    found = _fine(use.name, bare, quoted, live[0].line, later=not before)
    found.until = min(one.end_line for one in live) + 1
    found.rebound = len(before) < len(live) and _rebound(use.name, bare, live, before, module, project)
    if use.role is Role.BASE:
        found.of_module = module_of(use, bare, module, project)
    same = found.code.startswith("safe:") and not (found.later or found.rebound)
    found.lasting = same and use.name in bare.definite
    return found


def _unsafe(code: str, message: str, line: int = 0) -> Judgement:
    return Judgement(Safety.UNSAFE, code, message, line)


def _maybe(code: str, message: str, line: int = 0) -> Judgement:
    return Judgement(Safety.CONDITIONAL, code, message, line)


def _quoted(name: str, site: Site) -> "Scope | str | None":
    """Where get_type_hints finds the name: a scope, "builtins", or None (it raises NameError)."""
    scope = site.scope
    if scope.kind is ScopeKind.TYPE_PARAMETERS and scope.node is site.owner and scope.binds(name):
        return scope
    a_class = scope if site.place is Place.CLASS_VARIABLE else None
    if a_class is not None and not a_class.binds(name):
        outer = a_class.parent
        if outer is not None and outer.kind is ScopeKind.TYPE_PARAMETERS and outer.binds(name):
            return outer
    root = scope.module
    if root.binds(name) and root.live(name):
        return root
    if a_class is not None and a_class.binds(name):
        return a_class
    return "builtins" if name in BUILTINS else None


def _hiding(name: str, site: Site) -> int | None:
    """The line on which the class declares a name (without a value) that is also a type parameter, its own
    or its method's: bare, the name is then looked for in the module, past the parameter."""
    scope, around = site.scope, site.scope.parent
    if scope.kind is ScopeKind.TYPE_PARAMETERS:
        parameters, a_class = scope, around
    elif site.place is Place.CLASS_VARIABLE and around and around.kind is ScopeKind.TYPE_PARAMETERS:
        parameters, a_class = around, scope
    else:
        return None
    return a_class.declared.get(name) if a_class is not None and parameters.binds(name) else None


def _is_mangled(name: str, scope: Scope) -> bool:
    if not name.startswith("__") or name.endswith("__"):
        return False
    at: Scope | None = scope
    while at is not None and at.kind is not ScopeKind.CLASS:
        at = at.parent
    return at is not None


def _builtin(use: NameUse, site: Site, module: Module, project: Project) -> Judgement:
    name = use.name
    if site.scope.module.stars:
        if name not in BUILTINS:
            return _maybe("keep:star-import", f"`{name}` may come from a star import, or from nowhere")
        if star_source(module, name, project)[0] is not None:
            return _maybe("keep:star-import", f"`{name}` comes from a star import, and is a builtin too")
    if name not in BUILTINS:
        return _unsafe("keep:undefined", f"`{name}` is not defined")
    if name not in BUILTIN_TYPES and use.role is not Role.VALUE:
        return _unsafe("keep:not-a-type", f"`{name}` is a builtin function, not a type")
    if use.role is Role.BASE and not of_builtin(name, use.attributes):
        return _unsafe("keep:no-attribute", f"the builtin `{name}` has no `{'.'.join(use.attributes)}`")
    if use.role is Role.HEAD and not _subscriptable(name):
        return _unsafe("keep:not-subscriptable", f"`{name}` cannot be subscripted at run time")
    return Judgement(Safety.SAFE, "safe:builtin", f"`{name}` is a builtin", lasting=True)


def _subscriptable(name: str) -> bool:
    from ftmigrate.analysis.constructors import SUBSCRIPTABLE

    return f"builtins.{name}" in SUBSCRIPTABLE


def _shadow(name: str, bare: Scope, quoted: "Scope | str | None") -> Judgement | None:
    """Both ways find something, but not the same thing."""
    if quoted is None or bare is quoted:
        return None
    if bare.kind is ScopeKind.MODULE:  # bound only while type checking, or in a dead arm: `_bound` says
        return None
    line = next((one.line for one in bare.bindings.get(name, ())), 0)
    if bare.kind is ScopeKind.CLASS:
        owner = getattr(bare.node, "name", "the class")
        return _unsafe(
            f"keep:class-shadow({name}@{line})",
            f"bare, `{name}` would be the one that class {owner} binds on line {line}",
            line,
        )
    return _unsafe(
        f"keep:local-shadow({name}@{line})",
        f"bare, `{name}` would be the local one of line {line}, quoted it is the global",
        line,
    )


def _starred(
    name: str, bare: Scope, quoted: "Scope | str | None", module: Module, project: Project
) -> Judgement | None:
    """A star may give the module the name, and get_type_hints looks there before it looks into the class."""
    own_parameter = bare.kind is ScopeKind.TYPE_PARAMETERS and bare is quoted
    if bare.kind is ScopeKind.MODULE or own_parameter or not bare.module.stars:
        return None
    source, outside = star_source(module, name, project)
    if source is None and not outside:
        return None
    return _maybe("keep:star-import", f"quoted, `{name}` may be what a star import gives the module")


def _field(name: str, bare: Scope | None, site: Site, module: Module, project: Project) -> Judgement | None:
    """A field of the same name that the class's base or decorator may turn into an attribute."""
    owner = site.scope
    if owner.kind is ScopeKind.TYPE_PARAMETERS and owner.parent is not None:
        owner = owner.parent
    if owner.kind is not ScopeKind.CLASS or bare is owner or name not in owner.declared:
        return None
    if bare is None and name not in BUILTINS:
        return None
    if not may_fill_fields(owner, module, project):
        return None
    line = owner.declared[name]
    sentence = f"the field `{name}` of line {line} may become an attribute of the class"
    return _maybe(f"keep:field-shadow({name}@{line})", sentence, line)


def _bound(name: str, scope: Scope, live: Sequence[Binding], site: Site) -> Judgement | None:
    """An objection where the name is not surely bound when the annotation may be evaluated."""
    every = scope.bindings[name]
    line = every[0].line if every else 0
    if not live:
        if any(one.typing_only for one in every):
            return _typing_only(name, line)
        return _unsafe("keep:never-bound", f"`{name}` is not bound on 3.14", line)
    for one in live:
        if one.kind is BindingKind.EXCEPT:
            return _unsafe("keep:except-variable", f"`{name}` is deleted when its except ends", one.line)
        if one.kind is BindingKind.DELETE:
            return _unsafe("keep:deleted", f"`{name}` is deleted on line {one.line}", one.line)
    if name in scope.definite or any(_sure(one, site) for one in live):
        return None
    if any(one.typing_only for one in every):
        return _typing_only(name, line)
    return _maybe(
        "keep:conditionally-bound", f"`{name}` is bound only under a condition (line {line})", live[0].line
    )


def _typing_only(name: str, line: int) -> Judgement:
    sentence = f"`{name}` is bound only while type checking; evaluated, it would raise NameError"
    return _maybe("keep:type-checking-only", sentence, line)


def _sure(binding: Binding, site: Site) -> bool:
    """Bound in the very arm in which the annotated definition stands, and before it."""
    return (
        binding.kind is not BindingKind.GLOBAL
        and arm_within(site.arm, binding.arm)
        and binding.end_line <= site.line
    )


def _fine(name: str, bare: Scope, quoted: "Scope | str | None", line: int, *, later: bool) -> Judgement:
    if bare is quoted:
        return Judgement(Safety.SAFE, "safe:bound", f"`{name}` resolves to the same", line, later)
    codes = {
        ScopeKind.CLASS: ("repair:class-scope", f"`{name}` of the class begins to resolve"),
        ScopeKind.FUNCTION: ("repair:closure", f"the local `{name}` begins to resolve, by closure"),
        ScopeKind.TYPE_PARAMETERS: (
            "repair:type-parameter",
            f"the type parameter `{name}` begins to resolve",
        ),
    }
    code, message = codes[bare.kind]
    return Judgement(Safety.SAFE, code, message, line, later)


def _before(binding: Binding, scope: Scope, site: Site) -> bool:
    """Whether the name is bound before the definition that its annotation belongs to is made. Slots come
    into being with their class, after all that its body defines."""
    if scope.kind is ScopeKind.TYPE_PARAMETERS or binding.kind is BindingKind.PARAMETER:
        return True
    return binding.end_line < site.line and binding.kind is not BindingKind.SLOT


def _rebound(
    name: str,
    scope: Scope,
    live: Sequence[Binding],
    before: Sequence[Binding],
    module: Module,
    project: Project,
) -> bool:
    """Whether a name that is bound (again) after the definition has another meaning until then."""
    if all(one.kind is BindingKind.PARAMETER for one in before):
        outer = scope.parent.lookup(name) if scope.parent is not None else None
        return outer is not None or name in BUILTINS
    same = origins(module, scope, ast.Name(name, ast.Load()), project)
    own = (one for one in live if one.kind is not BindingKind.PARAMETER)
    return len(same) != 1 or any(one.kind is not BindingKind.IMPORT for one in own)
