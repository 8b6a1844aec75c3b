"""Which subscripts take types, and which take strings that mean something else.

Sources: the typing documentation ("Special forms", "Generic types") and the library reference's
"Generic Alias Type", which lists the standard library's classes that can be subscripted.
"""

import ast
from enum import StrEnum

from ftmigrate.analysis.library_names import NOT_SUBSCRIPTABLE
from ftmigrate.analysis.modules import Module, Project
from ftmigrate.analysis.names import definition, origins
from ftmigrate.analysis.scopes import Scope


class Subscript(StrEnum):
    LITERAL = "literal"
    ANNOTATED = "annotated"
    TYPES = "types"
    UNKNOWN = "unknown"


# Library reference, "Standard Generic Classes" (checked by subscripting each on 3.14).
SUBSCRIPTABLE = frozenset(
    [
        "builtins.tuple",
        "builtins.list",
        "builtins.dict",
        "builtins.set",
        "builtins.frozenset",
        "builtins.type",
        "builtins.classmethod",
        "builtins.staticmethod",
        "builtins.memoryview",
        "builtins.enumerate",
        "builtins.BaseExceptionGroup",
        "builtins.ExceptionGroup",
        "asyncio.Future",
        "asyncio.Task",
        "asyncio.Queue",
        "asyncio.PriorityQueue",
        "asyncio.LifoQueue",
        "asyncio.futures.Future",
        "asyncio.tasks.Task",
        "asyncio.queues.Queue",
        "asyncio.queues.LifoQueue",
        "asyncio.queues.PriorityQueue",
        "collections.deque",
        "collections.defaultdict",
        "collections.OrderedDict",
        "collections.Counter",
        "collections.ChainMap",
        "collections.UserDict",
        "collections.UserList",
        "collections.UserString",
        "concurrent.futures.Future",
        "contextlib.AbstractContextManager",
        "contextlib.AbstractAsyncContextManager",
        "contextlib.ExitStack",
        "contextlib.AsyncExitStack",
        "contextlib.aclosing",
        "contextlib.chdir",
        "contextlib.closing",
        "contextlib.redirect_stderr",
        "contextlib.redirect_stdout",
        "contextlib.suppress",
        "contextlib._AsyncGeneratorContextManager",
        "contextlib._GeneratorContextManager",
        "contextlib.nullcontext",
        "contextvars.ContextVar",
        "contextvars.Token",
        "csv.DictReader",
        "csv.DictWriter",
        "ctypes.py_object",
        "io.Reader",
        "io.Writer",
        "ctypes.Array",
        "ctypes.LibraryLoader",
        "array.array",
        "array.ArrayType",
        "difflib.SequenceMatcher",
        "filecmp.dircmp",
        "dataclasses.Field",
        "dataclasses.InitVar",
        "fileinput.FileInput",
        "functools.cached_property",
        "functools.partial",
        "functools.partialmethod",
        "graphlib.TopologicalSorter",
        "http.cookies.Morsel",
        "http.cookies.BaseCookie",
        "http.cookies.SimpleCookie",
        "itertools.chain",
        "logging.LoggerAdapter",
        "logging.StreamHandler",
        "logging.FileHandler",
        "logging.handlers.RotatingFileHandler",
        "logging.handlers.TimedRotatingFileHandler",
        "logging.handlers.WatchedFileHandler",
        "mailbox.Mailbox",
        "multiprocessing.managers.ValueProxy",
        "multiprocessing.pool.ApplyResult",
        "multiprocessing.pool.AsyncResult",
        "multiprocessing.pool.MapResult",
        "multiprocessing.managers.DictProxy",
        "multiprocessing.managers.ListProxy",
        "multiprocessing.queues.JoinableQueue",
        "multiprocessing.queues.Queue",
        "multiprocessing.queues.SimpleQueue",
        "multiprocessing.shared_memory.ShareableList",
        "os.DirEntry",
        "os.PathLike",
        "queue.LifoQueue",
        "queue.Queue",
        "queue.PriorityQueue",
        "queue.SimpleQueue",
        "re.Pattern",
        "re.Match",
        "shelve.BsdDbShelf",
        "shelve.DbfilenameShelf",
        "shelve.Shelf",
        "subprocess.CompletedProcess",
        "subprocess.Popen",
        "tempfile.TemporaryDirectory",
        "tempfile.SpooledTemporaryFile",
        "types.MappingProxyType",
        "types.AsyncGeneratorType",
        "types.CoroutineType",
        "types.GeneratorType",
        "string.templatelib.Interpolation",
        "string.templatelib.Template",
        "unittest.case._AssertRaisesContext",
        "urllib.parse._NetlocResultMixinBase",
        "weakref.WeakKeyDictionary",
        "weakref.WeakMethod",
        "weakref.WeakSet",
        "weakref.WeakValueDictionary",
        "weakref.ReferenceType",
        "weakref.ref",
        "weakref.KeyedRef",
    ]
)

# Those that take whatever it is and give themselves: a type variable in them is forgotten.
FORGETFUL = frozenset(
    [
        *(f"django.db.models.{name}" for name in ("ForeignKey", "Manager", "QuerySet", "query.QuerySet")),
        *(f"django.db.models.manager.{name}" for name in ("BaseManager", "Manager")),
    ]
)

# Third-party generics whose run-time subscription takes types. The source: their manuals, each tried on 3.14.
FOREIGN = FORGETFUL | frozenset(
    [
        "numpy.ndarray",
        "numpy.dtype",
        "numpy.typing.NDArray",
        "numpy._typing.NDArray",
        *(
            f"numpy.{name}"
            for name in (
                "bool",
                "number",
                "integer",
                "signedinteger",
                "unsignedinteger",
                "inexact",
                "floating",
                "complexfloating",
            )
        ),
        *(
            f"multidict.{name}"
            for name in (
                "CIMultiDict",
                "CIMultiDictProxy",
                "MultiDict",
                "MultiDictProxy",
                "MultiMapping",
                "MutableMultiMapping",
            )
        ),
        "frozenlist.FrozenList",
        "aiosignal.Signal",
        "anyio.streams.memory.MemoryObjectReceiveStream",
        "anyio.streams.memory.MemoryObjectSendStream",
        *(f"anyio.abc.{name}" for name in ("ObjectReceiveStream", "ObjectSendStream", "ObjectStream")),
        "anyio.abc.TaskStatus",
        "trio.MemoryReceiveChannel",
        "trio.MemorySendChannel",
        "trio.TaskStatus",
        *(f"trio.abc.{name}" for name in ("Channel", "ReceiveChannel", "SendChannel")),
        "sqlalchemy.orm.Mapped",
        "sqlalchemy.orm.DynamicMapped",
        "sqlalchemy.orm.WriteOnlyMapped",
        "sqlalchemy.orm.base.Mapped",
    ]
)

_NOT_TYPES = frozenset(("typing.Literal", "typing_extensions.Literal"))
_ANNOTATED = frozenset(("typing.Annotated", "typing_extensions.Annotated"))


def classify(module: Module, scope: Scope, head: ast.expr, project: Project) -> Subscript:
    """What the elements of `head[...]` are."""
    found = origins(module, scope, head, project)
    if found & _NOT_TYPES or _ends(head, "Literal"):
        return Subscript.LITERAL
    if found & _ANNOTATED:
        return Subscript.ANNOTATED
    if found and all(takes_types(name, project) for name in found):
        return Subscript.TYPES
    return Subscript.UNKNOWN


def takes_types(dotted: str, project: Project) -> bool:
    """Whether the subscript of a followed dotted name is known to take types."""
    if dotted in NOT_SUBSCRIPTABLE:
        return False
    if dotted.startswith(("typing.", "typing_extensions.", "collections.abc.", "_typeshed.")):
        return True
    if dotted in SUBSCRIPTABLE or dotted in FOREIGN:
        return True
    return project.recall(("generic", dotted), lambda: _is_generic_class(dotted, project))


def _is_generic_class(dotted: str, project: Project) -> bool:
    found = definition(dotted, project)
    if found is None or not isinstance(found[1], ast.ClassDef):
        return False
    return is_generic(found[0], found[1], project) is True


def cannot_be_subscripted(dotted: str) -> bool:
    """Of typing or a builtin class, and known to raise TypeError."""
    builtin = dotted.startswith("builtins.") and dotted not in SUBSCRIPTABLE
    return dotted in NOT_SUBSCRIPTABLE or builtin


def is_generic(module: Module, node: ast.ClassDef, project: Project, depth: int = 0) -> bool | None:
    """Whether a class can be subscripted by types: True, False (a plain class), None: not known."""
    if getattr(node, "type_params", ()):
        return True
    if any(getattr(one, "name", "") == "__class_getitem__" for one in node.body):
        return None
    answers = [_base_generic(module, base, project, depth) for base in node.bases]
    if True in answers:
        return None if _reshaped(module, node, project) else True
    if any(word.arg == "metaclass" for word in node.keywords):  # it may define __getitem__
        return None
    return None if None in answers else False


# Decorators that leave a class's subscript as its bases made it.
_PLAIN_DECORATORS = ("dataclasses.", "typing.", "typing_extensions.", "functools.", "attr.", "attrs.")
_PLAIN_BASES = ("typing.", "typing_extensions.", "collections.", "abc.", "builtins.", "enum.")


def _reshaped(module: Module, node: ast.ClassDef, project: Project) -> bool:
    """Whether a subscript may run code that a decorator put in: a foreign base such as pydantic's makes
    a subclass of it, and runs its hooks."""
    scope = module.scoping.module
    called = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
    if all(_all_from(origins(module, scope, one, project), _PLAIN_DECORATORS) for one in called):
        return False
    bases = [one.value if isinstance(one, ast.Subscript) else one for one in node.bases]
    return not all(_known_base(origins(module, scope, one, project), project) for one in bases)


def _all_from(found: frozenset[str], places: tuple[str, ...]) -> bool:
    return bool(found) and all(name.startswith(places) for name in found)


def _known_base(found: frozenset[str], project: Project) -> bool:
    return _all_from(found, _PLAIN_BASES) or any(definition(name, project) is not None for name in found)


def _base_generic(module: Module, base: ast.expr, project: Project, depth: int) -> bool | None:
    scope = module.scoping.module
    if isinstance(base, ast.Subscript):
        elements = ast.walk(base.slice)
        open_parameters = any(isinstance(one, ast.Name) for one in elements)
        return True if open_parameters and classify(module, scope, base.value, project) else None
    if depth > 6 or not isinstance(base, ast.Name | ast.Attribute):
        return None
    found = origins(module, scope, base, project)
    if found and all(name.startswith("builtins.") for name in found):
        return bool(found & SUBSCRIPTABLE)
    made = [definition(name, project) for name in found]
    if len(made) == 1 and made[0] is not None and isinstance(made[0][1], ast.ClassDef):
        return is_generic(made[0][0], made[0][1], project, depth + 1)
    return True if found and found <= SUBSCRIPTABLE else None


def _ends(head: ast.expr, name: str) -> bool:
    last = head.attr if isinstance(head, ast.Attribute) else getattr(head, "id", "")
    return last == name
