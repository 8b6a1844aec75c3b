"""Which subscripts take types, and which take strings that mean something else.

Sources: the typing documentation ("Special forms", "Generic types") and the library reference's
"Generic Alias Type", which lists the standard library's classes that can be subscripted.
"""

import ast
from enum import StrEnum

from ftmigrate.analysis.kin import Kin, Written, kin_of
from ftmigrate.analysis.library_names import NOT_SUBSCRIPTABLE
from ftmigrate.analysis.module import Module
from ftmigrate.analysis.names import definition, origins
from ftmigrate.analysis.project import Project
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
    known = kin_of(dotted, project)
    return known is not None and is_generic(known, project) is True


def cannot_be_subscripted(dotted: str) -> bool:
    """Of typing or a builtin class, and known to raise TypeError."""
    builtin = dotted.startswith("builtins.") and dotted not in SUBSCRIPTABLE
    return dotted in NOT_SUBSCRIPTABLE or builtin


def is_generic(known: Kin, project: Project, depth: int = 0) -> bool | None:
    """Whether a class can be subscripted by types: True, False (a plain class), None: not known."""
    if known.parameters:
        return True
    if "__class_getitem__" in known.special:
        return None
    answers = [_base_generic(written, names, project, depth) for written, names in known.bases]
    if True in answers:
        return None if _reshaped(known, project) else True
    if known.metaclasses:  # it may define __getitem__
        return None
    return None if None in answers else False


# Decorators that leave a class's subscript as its bases made it.
_PLAIN_DECORATORS = ("dataclasses.", "typing.", "typing_extensions.", "functools.", "attr.", "attrs.")
_PLAIN_BASES = ("typing.", "typing_extensions.", "collections.", "abc.", "builtins.", "enum.")


def _reshaped(known: Kin, project: Project) -> bool:
    """Whether a subscript may run code that a decorator put in: a foreign base such as pydantic's makes
    a subclass of it, and runs its hooks."""
    if all(_all_from(names, _PLAIN_DECORATORS) for names in known.decorators):
        return False
    return not all(
        written is not Written.CALLED and _known_base(names, project) for written, names in known.bases
    )


def _all_from(found: frozenset[str], places: tuple[str, ...]) -> bool:
    return bool(found) and all(name.startswith(places) for name in found)


def _known_base(found: frozenset[str], project: Project) -> bool:
    return _all_from(found, _PLAIN_BASES) or any(definition(name, project) is not None for name in found)


def keeps_variables(dotted: str, project: Project, depth: int = 0) -> bool:
    """Whether the type variable of `Class[T]` stays open, as where typing makes the subscript: the
    `__class_getitem__` of a foreign base may give the class itself, as pydantic's does."""
    known = kin_of(dotted, project)
    if known is None:
        return dotted not in FORGETFUL and (dotted in FOREIGN or dotted.startswith(_PLAIN_BASES))
    if depth > 6 or "__class_getitem__" in known.special:
        return False
    bases = [names for _, names in known.bases]
    return all(_all_from(names, _PLAIN_BASES) for names in known.metaclasses) and all(
        names and all(keeps_variables(one, project, depth + 1) for one in names) for names in bases
    )


def _base_generic(written: Written, names: frozenset[str], project: Project, depth: int) -> bool | None:
    if written is not Written.PLAIN:
        return True if written is Written.OPEN else None
    if depth > 6:
        return None
    if names and all(name.startswith("builtins.") for name in names):
        return bool(names & SUBSCRIPTABLE)
    known = kin_of(next(iter(names)), project) if len(names) == 1 else None
    if known is not None:
        return is_generic(known, project, depth + 1)
    return True if names and names <= SUBSCRIPTABLE else None


def _ends(head: ast.expr, name: str) -> bool:
    last = head.attr if isinstance(head, ast.Attribute) else getattr(head, "id", "")
    return last == name
