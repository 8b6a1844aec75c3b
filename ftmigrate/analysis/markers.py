"""ClassVar, InitVar and KW_ONLY as text: each library that makes fields knows them in its own spellings.

Where it does not, the field is an ordinary one, and becomes none once the annotation is no text any more.
Sources: `dataclasses._is_type` (the name in the module, or in the module that stands before the dot) and
`attr._make._is_class_var` and msgspec (the text begins with the name, alone or after a module's name).
"""

import ast
import re

from ftmigrate.analysis.kin import plain
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import origins
from ftmigrate.analysis.project import Project
from ftmigrate.analysis.scopes import ScopeKind
from ftmigrate.analysis.scoping import Site

_MARKERS = frozenset((
    "typing.ClassVar", "typing_extensions.ClassVar", "dataclasses.InitVar", "dataclasses.KW_ONLY",
))  # fmt: skip
_SPELLINGS = re.compile(r"(?:(?:typing|typing_extensions|t|dataclasses)\.)?(?:ClassVar|InitVar|KW_ONLY)\b")
_WORDS = ("ClassVar", "InitVar", "KW_ONLY")


def unseen_marker(text: str, tree: ast.expr, site: Site, module: Module, project: Project) -> str:
    """The marker at the head of a field's annotation (its `tree`) that libraries may not see in its `text`;
    else empty."""
    if not module.recall("markers", lambda: _named(module)):
        return ""
    node = site.scope.node
    head = plain(tree)
    root = head.value if isinstance(head, ast.Attribute) else head
    if not isinstance(node, ast.ClassDef) or not isinstance(root, ast.Name):
        return ""
    if not (node.decorator_list or node.bases or node.keywords):
        return ""  # nobody makes fields of it
    if not origins(module, site.scope, head, project) & _MARKERS:
        return ""
    where = site.scope.lookup(root.id)
    at_module_level = where is not None and where.kind is ScopeKind.MODULE
    if at_module_level and (_SPELLINGS.match(text) or _for_dataclass(text, head, site, module, project)):
        return ""
    return ast.unparse(head)


def _named(module: Module) -> bool:
    return any(word in module.text for word in _WORDS)


def _for_dataclass(text: str, head: ast.expr, site: Site, module: Module, project: Project) -> bool:
    """Whether a class that only `dataclass` makes has a marker that this sees under any name."""
    node, outside = site.scope.node, site.scope.parent
    assert isinstance(node, ast.ClassDef)
    makers = [origins(module, outside, plain(one), project) for one in node.decorator_list if outside]
    if not makers or any(one != {"dataclasses.dataclass"} for one in makers) or text.startswith("("):
        return False
    if isinstance(head, ast.Attribute):
        return origins(module, site.scope, head.value, project) <= {
            "typing",
            "typing_extensions",
            "dataclasses",
        }
    return True
