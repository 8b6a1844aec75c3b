"""Names of the standard library (and a few of others) that annotations use and that are no classes there.

Sources: typeshed's conditions on `sys.platform` and `sys.version_info`, each name looked up on 3.14; for
FUNCTIONS `name | None`, which raises TypeError for each.
"""

import sys


def _of(module: str, names: str) -> frozenset[str]:
    return frozenset(f"{module}.{name}" for name in names.split())


# Functions and bound methods that look like classes.
FUNCTIONS = frozenset().union(
    _of(
        "multiprocessing",
        "Array Barrier BoundedSemaphore Condition Event JoinableQueue Lock Manager Pipe Pool Queue RLock "
        "RawArray RawValue Semaphore SimpleQueue Value connection.Client connection.Pipe managers.Array",
    ),
    _of("codecs", "EncodedFile"),
    _of("contextlib", "asynccontextmanager contextmanager"),
    _of("functools", "cache lru_cache wraps"),
    _of("numpy", "array asarray"),
    _of("pandas", "array"),
    _of("pyexpat", "ParserCreate"),
    _of("sqlite3", "connect"),
    _of("tempfile", "NamedTemporaryFile TemporaryFile"),
    _of("threading", "RLock"),
    _of("weakref", "proxy"),
    _of("xml.etree.ElementTree", "Comment ProcessingInstruction SubElement"),
)

_PLAIN = (
    "Any AnyStr BinaryIO Buffer ByteString ForwardRef Hashable LiteralString NamedTuple Never NewType "
    "NoDefault NoReturn ParamSpec ParamSpecArgs ParamSpecKwargs Self Sized SupportsBytes SupportsComplex "
    "SupportsFloat SupportsIndex SupportsInt Text TextIO TypeAlias TypeAliasType TypeVar TypeVarTuple "
    "TypedDict"
)
# Of modules whose other names can all be subscripted, those that cannot (each tried on 3.14).
NOT_SUBSCRIPTABLE = frozenset().union(
    *(_of(module, _PLAIN) for module in ("typing", "typing_extensions", "collections.abc"))
)

# Not there on every system.
ELSEWHERE = frozenset().union(
    _of(
        "asyncio",
        "IocpProactor ProactorEventLoop WindowsProactorEventLoopPolicy WindowsSelectorEventLoopPolicy",
    ),
    _of("ctypes", "HRESULT OleDLL WinDLL oledll windll"),
    _of("builtins", "WindowsError"),
    _of("multiprocessing.connection", "PipeConnection"),
    _of("multiprocessing.reduction", "DupHandle"),
    _of("multiprocessing.resource_sharer", "DupSocket"),
    _of("os", "_AddedDllDirectory"),
    _of("select", "devpoll epoll kevent kqueue poll"),
    _of("selectors", "DevpollSelector EpollSelector KqueueSelector PollSelector"),
    _of("subprocess", "STARTUPINFO"),
)

# Gone by 3.14.
REMOVED = frozenset().union(
    _of("ast", "Bytes Ellipsis NameConstant Num Str"),
    _of(
        "asyncio",
        "AbstractChildWatcher FastChildWatcher MultiLoopChildWatcher PidfdChildWatcher SafeChildWatcher "
        "ThreadedChildWatcher",
    ),
    _of("asyncio.events", "AbstractEventLoopPolicy BaseDefaultEventLoopPolicy"),
    _of(
        "asyncio.unix_events",
        "AbstractChildWatcher BaseChildWatcher DefaultEventLoopPolicy FastChildWatcher MultiLoopChildWatcher "
        "PidfdChildWatcher SafeChildWatcher ThreadedChildWatcher",
    ),
    _of("configparser", "LegacyInterpolation SafeConfigParser"),
    _of("importlib.abc", "Finder ResourceReader Traversable TraversableResources"),
    _of("importlib.metadata", "Deprecated DeprecatedList DeprecatedTuple SelectableGroups"),
    _of("importlib.resources", "Resource"),
    _of("inspect", "ArgSpec"),
    _of("pkgutil", "ImpImporter ImpLoader"),
    _of("urllib.request", "FancyURLopener URLopener"),
)

# Not yet there in 3.14.
LATER = frozenset().union(
    _of("builtins", "ImportCycleError frozendict sentinel"),
    _of("importlib.metadata", "MetadataNotFound"),
    _of("os", "statx_result"),
    _of("shelve", "ShelveError"),
    _of("types", "FrameLocalsProxyType LazyImportType"),
)

# Public names that stubs have and 3.14 has not; of `inspect` those that its stub takes from `types`.
STUBS_ONLY = frozenset().union(
    _of("builtins", "ellipsis function"),
    _of(
        "inspect",
        "AsyncGeneratorType BuiltinFunctionType BuiltinMethodType ClassMethodDescriptorType CodeType "
        "CoroutineType FrameType FunctionType GeneratorType GetSetDescriptorType LambdaType "
        "MemberDescriptorType MethodDescriptorType MethodType MethodWrapperType ModuleType TracebackType "
        "WrapperDescriptorType",
    ),
    _of("sys", "UnraisableHookArgs"),
    _of("tokenize", "StopTokenizing"),
    _of("typing", "AwaitableGenerator"),
)
# Modules that `import` of their package alone does not load: each tried in a fresh 3.14.
SUBMODULES = frozenset().union(
    _of("asyncio", "proactor_events tools windows_events windows_utils"),
    _of("compression", "bz2 gzip lzma zlib zstd"),
    _of("concurrent", "futures interpreters"),
    _of("concurrent.futures", "interpreter process thread"),
    _of("ctypes", "util wintypes"),
    _of("curses", "ascii panel textpad"),
    _of("dbm", "dumb gnu sqlite3"),
    _of(
        "email",
        "base64mime charset contentmanager encoders errors feedparser generator header headerregistry "
        "iterators message mime parser policy quoprimime utils",
    ),
    _of("email.mime", "application audio base image message multipart nonmultipart text"),
    _of("html", "parser"),
    _of("http", "client cookiejar cookies server"),
    _of("importlib", "abc machinery metadata readers resources simple util"),
    _of("importlib.metadata", "diagnose"),
    _of("importlib.resources", "readers simple"),
    _of("json", "tool"),
    _of("logging", "config handlers"),
    _of(
        "multiprocessing",
        "connection dummy forkserver heap managers pool popen_fork popen_forkserver popen_spawn_posix "
        "popen_spawn_win32 queues resource_sharer resource_tracker shared_memory sharedctypes spawn "
        "synchronize util",
    ),
    _of("pathlib", "types"),
    _of("sqlite3", "dump"),
    _of("string", "templatelib"),
    _of("unittest", "async_case mock"),
    _of("urllib", "error parse request response robotparser"),
    _of("wsgiref", "handlers headers simple_server types util validate"),
    _of("xml", "dom etree parsers sax"),
    _of("xml.dom", "NodeFilter expatbuilder minicompat minidom pulldom xmlbuilder"),
    _of("xml.etree", "ElementInclude ElementPath ElementTree cElementTree"),
    _of("xml.parsers", "expat"),
    _of("xml.sax", "expatreader saxutils"),
    _of("xmlrpc", "client server"),
)
_MISSING = ELSEWHERE | REMOVED | LATER | STUBS_ONLY

# Of all private names that stubs give the standard library, those that are also there at run time.
_PRIVATE = frozenset().union(
    _of(
        "argparse",
        "_ActionsContainer _ArgumentGroup _AttributeHolder _MutuallyExclusiveGroup _StoreAction "
        "_StoreTrueAction _SubParsersAction",
    ),
    _of("collections", "_OrderedDictKeysView"),
    _of(
        "contextlib", "_AsyncGeneratorContextManager _BaseExitStack _GeneratorContextManager _RedirectStream"
    ),
    _of("ctypes", "_CFuncPtr _Pointer _SimpleCData"),
    _of("dataclasses", "_DataclassParams _MISSING_TYPE"),
    _of("enum", "_EnumDict"),
    _of("functools", "_CacheInfo _lru_cache_wrapper"),
    _of("inspect", "_ParameterKind _empty _void"),
    _of("logging", "_StderrHandler"),
    _of("multiprocessing.connection", "_ConnectionBase"),
    _of("os", "_Environ _wrap_close"),
    _of("tempfile", "_TemporaryFileCloser _TemporaryFileWrapper"),
    _of("threading", "_DummyThread _MainThread _RLock"),
    _of(
        "typing",
        "_AnnotatedAlias _BaseGenericAlias _CallableGenericAlias _Final _GenericAlias _LiteralGenericAlias "
        "_ProtocolMeta _SpecialForm _TypedDictMeta _UnionGenericAlias",
    ),
    _of("unittest.case", "_AssertRaisesContext _AssertWarnsContext _Outcome"),
    _of("unittest.mock", "_Call _CallList _patch _patch_dict"),
    _of("_thread", "_ExceptHookArgs _local"),
    _of("_ctypes", "_Pointer _SimpleCData"),
)


def may_be_missing(dotted: str) -> bool:
    """Whether a name of the standard library exists only for type checkers or on other systems."""
    if dotted in _MISSING:
        return True
    last = dotted.rpartition(".")[2]
    private = last.startswith("_") and not last.startswith("__")
    return private and dotted.partition(".")[0] in sys.stdlib_module_names and dotted not in _PRIVATE
