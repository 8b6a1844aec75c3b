"""The standard library's functions: which leave shared state alone, which change it, what they return.

Source: the Python 3.14 library reference, each module's page; process-wide setters after the
"process" wording of `os`, `signal`, `locale`, `warnings`, `socket`, `resource`, `gc`, `sys`.
"""

PURE_MODULES = frozenset({
    "math", "cmath", "statistics", "re", "hashlib", "hmac", "json", "base64", "binascii", "zlib", "gzip",
    "bz2",
    "lzma", "struct", "string", "textwrap", "unicodedata", "difflib", "itertools", "functools",
    "operator", "collections", "heapq", "bisect", "copy", "dataclasses", "enum", "types", "typing",
    "typing_extensions", "abc", "numbers", "decimal", "fractions", "datetime", "calendar", "time", "uuid",
    "pathlib", "posixpath", "ntpath", "os.path", "fnmatch", "glob", "html", "html.parser", "html.entities",
    "urllib.parse", "ast", "tokenize", "token", "keyword", "io", "csv", "pprint", "reprlib", "zipfile",
    "tarfile", "secrets", "colorsys", "ipaddress", "graphlib", "contextlib", "tomllib", "configparser",
    "inspect", "dis", "pickle", "marshal", "py_compile", "stat", "filecmp", "linecache", "codecs", "quopri",
    "xml.etree.ElementTree", "email.utils", "mimetypes", "subprocess", "shlex", "logging", "traceback",
    "collections.abc", "weakref", "array", "errno", "platform", "importlib.util", "importlib.metadata",
    "zoneinfo", "queue", "threading", "argparse", "optparse", "getopt", "timeit", "symtable", "shutil",
    "tempfile", "lib2to3.pgen2.tokenize", "concurrent.futures",
})  # fmt: skip
"""Their functions touch their arguments' files at most, save for what the other tables name."""

PURE = frozenset({f"builtins.{name}" for name in (
    "abs", "all", "any", "ascii", "bin", "bool", "bytearray", "bytes", "callable", "chr", "complex", "dict",
    "divmod", "enumerate", "filter", "float", "format", "frozenset", "hash", "hex", "id", "int",
    "isinstance", "issubclass", "iter", "len", "list", "map", "max", "memoryview", "min", "object", "oct",
    "open", "ord", "pow", "print", "property", "range", "repr", "reversed", "round", "set", "slice", "sorted",
    "str", "sum", "super", "tuple", "type", "zip", "hasattr", "compile", "staticmethod", "classmethod",
    "input", "NotImplemented",
)} | {
    "os.fspath", "os.listdir", "os.scandir", "os.walk", "os.stat", "os.lstat", "os.access", "os.cpu_count",
    "os.process_cpu_count", "os.makedirs", "os.mkdir", "os.remove", "os.unlink", "os.rename", "os.replace",
    "os.rmdir", "os.removedirs", "os.fsencode", "os.fsdecode", "os.getcwd", "os.getenv", "os.environ.get",
    "os.urandom", "os.utime", "os.chmod", "os.link", "os.symlink", "os.readlink", "os.open", "os.close",
    "os.read", "os.write", "os.fdopen", "os.fsync", "os.strerror", "os.get_terminal_size", "os.system",
    "os.popen", "os.fstat", "os.isatty", "os.sched_getaffinity",
    "sys.getsizeof", "sys.exc_info", "sys.intern", "sys.getrecursionlimit", "sys.getfilesystemencoding",
    "sys.getdefaultencoding", "sys.stdout.write", "sys.stderr.write", "sys.stdout.flush", "sys.stderr.flush",
    "sys.stdout.buffer.write", "sys.stdout.isatty", "sys.version_info.__getitem__",
    "warnings.warn", "warnings.warn_explicit", "gc.collect", "random.Random", "random.SystemRandom",
    "importlib.import_module",
})  # fmt: skip

PROCESS_WIDE = {
    "os.chdir": "the current directory", "os.fchdir": "the current directory",
    "contextlib.chdir": "the current directory", "os.umask": "the umask", "os.setuid": "the user id",
    "os.setgid": "the group id", "os.seteuid": "the user id", "os.setegid": "the group id",
    "os.nice": "the priority", "os.setpriority": "the priority", "os.putenv": "the environment",
    "os.unsetenv": "the environment", "os.environ.update": "the environment",
    "os.environ.setdefault": "the environment", "os.environ.pop": "the environment",
    "os.environ.clear": "the environment", "os.setpgrp": "the process group", "os.setsid": "the session",
    "os.setpgid": "the process group", "os.chroot": "the root directory",
    "os.sched_setaffinity": "the processor affinity", "os.dup2": "a file descriptor", "os.kill": "a process",
    "os.killpg": "a process group",
    "signal.signal": "signal handlers (and raises outside the main thread)", "signal.alarm": "the alarm",
    "signal.setitimer": "the alarm", "signal.pthread_sigmask": "the signal mask",
    "signal.set_wakeup_fd": "the wakeup descriptor", "signal.siginterrupt": "signal handling",
    "locale.setlocale": "the locale", "locale.resetlocale": "the locale",
    "sys.setrecursionlimit": "the recursion limit", "sys.settrace": "tracing", "sys.setprofile": "profiling",
    "sys.setswitchinterval": "the switch interval", "sys.path.append": "sys.path",
    "sys.path.insert": "sys.path", "sys.path.remove": "sys.path", "sys.path.extend": "sys.path",
    "sys.path.pop": "sys.path", "sys.modules.pop": "sys.modules", "sys.argv.append": "sys.argv",
    "sys.stdout.reconfigure": "standard output", "sys.addaudithook": "audit hooks",
    "contextlib.redirect_stdout": "standard output", "contextlib.redirect_stderr": "standard error",
    "socket.setdefaulttimeout": "the default socket timeout", "time.tzset": "the time zone",
    "resource.setrlimit": "resource limits", "gc.disable": "garbage collection",
    "gc.enable": "garbage collection", "gc.freeze": "garbage collection",
    "gc.set_threshold": "garbage collection", "gc.set_debug": "garbage collection",
    "logging.basicConfig": "the logging configuration", "logging.disable": "the logging configuration",
    "logging.config.dictConfig": "the logging configuration",
    "logging.config.fileConfig": "the logging configuration",
    "logging.addLevelName": "the logging configuration",
    "logging.setLoggerClass": "the logging configuration",
    "logging.captureWarnings": "the logging configuration",
    "logging.shutdown": "the logging configuration", "logging.root.setLevel": "the logging configuration",
    "warnings.simplefilter": "the warning filters", "warnings.filterwarnings": "the warning filters",
    "warnings.resetwarnings": "the warning filters", "warnings.catch_warnings": "the warning filters",
    "decimal.setcontext": "the decimal context", "faulthandler.enable": "the fault handler",
    "faulthandler.register": "the fault handler", "multiprocessing.set_start_method": "the start method",
    "csv.register_dialect": "the csv dialects", "csv.field_size_limit": "the csv field limit",
    "codecs.register": "the codecs", "mimetypes.add_type": "the MIME types",
    "mimetypes.init": "the MIME types",
    "linecache.clearcache": "the line cache", "atexit.register": "the exit functions",
    "threading.settrace": "tracing", "threading.stack_size": "the thread stack size",
    "xml.etree.ElementTree.register_namespace": "the XML namespaces",
    "copyreg.pickle": "the pickle registry", "asyncio.set_event_loop_policy": "the event loop policy",
    "os.register_at_fork": "the fork hooks", "shutil.register_archive_format": "the archive formats",
    "re.purge": "the cache of patterns", "readline.parse_and_bind": "readline",
    "shutil.make_archive": "the current directory (before 3.10.6; with custom formats still)",
    "gettext.install": "the builtins", "gettext.bindtextdomain": "the text domain",
    "gettext.textdomain": "the text domain", "linecache.checkcache": "the line cache",

}  # fmt: skip
"""Calls that change state of the whole process, with the state's name."""

IDENTITY = frozenset({
    "os.getpid", "os.getppid", "multiprocessing.current_process", "multiprocessing.parent_process",
    "multiprocessing.active_children", "threading.current_thread", "threading.get_ident",
    "threading.main_thread", "threading.get_native_id", "multiprocessing.process.current_process",
})  # fmt: skip

EXITS = frozenset({
    "sys.exit", "os._exit", "os.abort", "builtins.exit", "builtins.quit",
    "os.execv", "os.execve", "os.execvp", "os.execl", "os.execlp",
})  # fmt: skip

RANDOM = ("random.",)
"""Module-level functions that share one hidden generator."""

MUTATES_FIRST = frozenset({
    "heapq.heappush", "heapq.heappop", "heapq.heapify", "heapq.heapreplace", "heapq.heappushpop",
    "bisect.insort", "bisect.insort_left", "bisect.insort_right", "random.shuffle", "builtins.next",
    "builtins.setattr", "builtins.delattr", "operator.setitem", "operator.delitem", "operator.iadd",
    "operator.iconcat", "functools.update_wrapper", "ast.fix_missing_locations",
    "ast.copy_location", "ast.increment_lineno", "pickle.load", "shutil.copyfileobj",
    "xml.etree.ElementTree.SubElement", "xml.etree.ElementTree.indent",
})  # fmt: skip
"""Functions that change their first argument."""

ITERATES = frozenset({
    "builtins.iter", "builtins.zip", "builtins.map", "builtins.filter", "builtins.enumerate",
    "builtins.reversed", "itertools.count", "itertools.cycle", "itertools.repeat", "itertools.chain",
    "itertools.chain.from_iterable", "itertools.islice", "itertools.product", "itertools.permutations",
    "itertools.combinations", "itertools.accumulate", "itertools.starmap", "itertools.takewhile",
    "itertools.dropwhile", "itertools.groupby", "itertools.zip_longest", "itertools.pairwise",
    "itertools.batched", "itertools.filterfalse", "itertools.compress", "os.walk", "os.scandir",
    "re.finditer", "csv.reader", "csv.DictReader", "glob.iglob", "os.fwalk",
})  # fmt: skip
"""What they give is read once: whoever reads it changes it."""

ITERATING_METHODS = frozenset({"glob", "rglob", "iterdir", "finditer", "walk", "scandir", "iglob", "execute"})
"""Methods whose results are read once, too."""

LEAVES_ITERATORS = frozenset({
    "builtins.isinstance", "builtins.type", "builtins.id", "builtins.repr", "builtins.str",
    "builtins.hasattr", "builtins.callable", "builtins.bool", "builtins.getattr", "builtins.hash",
    "builtins.print", "os.fstat",
})  # fmt: skip
"""Functions that read nothing from an iterator or file that they are given."""

WRITES_TO = {
    "builtins.print": (9, "file"),
    "json.dump": (1, "fp"),
    "pickle.dump": (1, "file"),
    "marshal.dump": (1, "file"),
    "plistlib.dump": (1, "fp"),
    "shutil.copyfileobj": (1, "fdst"),
    "pprint.pprint": (1, "stream"),
    "pprint.pp": (1, "stream"),
    "traceback.print_exc": (2, "file"),
    "traceback.print_exception": (4, "file"),
    "traceback.print_stack": (2, "file"),
    "traceback.print_tb": (2, "file"),
    "struct.pack_into": (1, "buffer"),
}
"""Functions that write to a file that they are given, with its position and its name."""

UNKNOWN = frozenset({
    "builtins.eval", "builtins.exec", "builtins.__import__", "builtins.globals", "builtins.vars",
    "builtins.locals", "builtins.getattr", "builtins.breakpoint", "importlib.import_module",
    "functools.singledispatch", "functools.reduce", "threading.Thread", "threading.Timer", "pickle.loads",
    "ast.NodeVisitor", "ast.NodeTransformer", "inspect.stack", "tempfile.tempdir",
    "subprocess.preexec_fn", "builtins.input", "logging.getHandlerByName", "optparse.OptionParser.parse_args",
    "concurrent.futures.ProcessPoolExecutor", "concurrent.futures.ThreadPoolExecutor",
    "contextlib.contextmanager", "mimetypes.add_type", "weakref.finalize", "decimal.getcontext",
    "logging.addHandler", "inspect.getmodule", "pickle.Unpickler",
})  # fmt: skip
"""Too wide to be summed up: what they do depends on their arguments or on other code."""

_FILE, _TEXT, _NUMBER = "io.file", "builtins.str", "builtins.float"
RETURNS: dict[str, str] = {
    "builtins.open": _FILE, "io.open": _FILE, "os.fdopen": _FILE, "gzip.open": _FILE, "bz2.open": _FILE,
    "lzma.open": _FILE, "codecs.open": _FILE, "tokenize.open": _FILE, "tempfile.NamedTemporaryFile": _FILE,
    "tempfile.TemporaryFile": _FILE,
    "builtins.str": _TEXT, "builtins.repr": _TEXT, "builtins.chr": _TEXT, "builtins.hex": _TEXT,
    "builtins.ascii": _TEXT, "builtins.bin": _TEXT, "builtins.format": _TEXT, "builtins.input": _TEXT,
    "builtins.int": "builtins.int", "builtins.len": "builtins.int", "builtins.ord": "builtins.int",
    "builtins.hash": "builtins.int", "builtins.id": "builtins.int", "builtins.bool": "builtins.bool",
    "builtins.any": "builtins.bool", "builtins.all": "builtins.bool", "builtins.float": _NUMBER,
    "builtins.isinstance": "builtins.bool", "builtins.issubclass": "builtins.bool",
    "builtins.callable": "builtins.bool", "builtins.hasattr": "builtins.bool",
    "builtins.bytes": "builtins.bytes", "builtins.bytearray": "builtins.bytearray",
    "builtins.range": "builtins.range", "builtins.list": "builtins.list", "builtins.dict": "builtins.dict",
    "builtins.dict.fromkeys": "builtins.dict",
    "builtins.set": "builtins.set", "builtins.tuple": "builtins.tuple",
    "builtins.frozenset": "builtins.frozenset",
    "builtins.sorted": "builtins.list", "builtins.print": "builtins.NoneType",
    "builtins.slice": "builtins.slice",
    "collections.Counter": "collections.Counter", "collections.defaultdict": "collections.defaultdict",
    "collections.OrderedDict": "collections.OrderedDict", "collections.deque": "collections.deque",
    "array.array": "array.array", "io.StringIO": "io.StringIO", "io.BytesIO": "io.BytesIO",
    "re.compile": "re.Pattern", "re.match": "re.Match", "re.search": "re.Match", "re.fullmatch": "re.Match",
    "re.findall": "builtins.list[builtins.str]", "re.split": "builtins.list[builtins.str]",
    "re.finditer": "builtins.list[re.Match]", "re.sub": _TEXT, "re.escape": _TEXT,
    "pathlib.Path": "pathlib.Path", "pathlib.PurePath": "pathlib.PurePath",
    "pathlib.Path.cwd": "pathlib.Path",
    "pathlib.Path.home": "pathlib.Path",
    "hashlib.md5": "hashlib.hash", "hashlib.sha1": "hashlib.hash", "hashlib.sha256": "hashlib.hash",
    "hashlib.sha512": "hashlib.hash", "hashlib.sha224": "hashlib.hash", "hashlib.sha384": "hashlib.hash",
    "hashlib.blake2b": "hashlib.hash", "hashlib.blake2s": "hashlib.hash", "hashlib.new": "hashlib.hash",
    "hashlib.sha3_256": "hashlib.hash", "hmac.new": "hmac.HMAC",
    "os.getcwd": _TEXT, "os.path.join": _TEXT, "os.path.basename": _TEXT, "os.path.dirname": _TEXT,
    "os.path.abspath": _TEXT, "os.path.realpath": _TEXT, "os.path.normpath": _TEXT, "os.path.relpath": _TEXT,
    "os.path.expanduser": _TEXT, "os.path.exists": "builtins.bool", "os.path.isfile": "builtins.bool",
    "os.path.isdir": "builtins.bool", "os.path.getsize": "builtins.int", "os.path.splitext": "builtins.tuple",
    "os.path.split": "builtins.tuple", "os.fspath": _TEXT, "os.fsdecode": _TEXT, "os.getenv": _TEXT,
    "os.listdir": "builtins.list[builtins.str]", "glob.glob": "builtins.list[builtins.str]",
    "os.environ.get": _TEXT, "os.stat": "os.stat_result", "os.cpu_count": "builtins.int",
    "json.dumps": _TEXT, "textwrap.dedent": _TEXT, "textwrap.indent": _TEXT, "textwrap.fill": _TEXT,
    "datetime.datetime.now": "datetime.datetime", "datetime.datetime": "datetime.datetime",
    "datetime.date.today": "datetime.date", "datetime.timedelta": "datetime.timedelta",
    "decimal.Decimal": "decimal.Decimal", "fractions.Fraction": "fractions.Fraction",
    "uuid.uuid4": "uuid.UUID",
    "logging.getLogger": "logging.Logger", "random.Random": "random.Random",
    "time.time": _NUMBER, "time.perf_counter": _NUMBER, "time.monotonic": _NUMBER,
    "base64.b64encode": "builtins.bytes", "base64.b64decode": "builtins.bytes", "zlib.crc32": "builtins.int",
    "zlib.compress": "builtins.bytes", "zlib.decompress": "builtins.bytes", "gzip.compress": "builtins.bytes",
    "zipfile.ZipFile": "zipfile.ZipFile", "tarfile.open": "tarfile.TarFile", "csv.writer": "csv.writer",
    "csv.DictWriter": "csv.DictWriter", "csv.reader": "builtins.list[builtins.list]",
    "csv.DictReader": "builtins.list[builtins.dict]",
    "struct.Struct": "struct.Struct", "struct.pack": "builtins.bytes", "struct.unpack": "builtins.tuple",
    "configparser.ConfigParser": "configparser.ConfigParser", "urllib.parse.quote": _TEXT,
    "urllib.parse.unquote": _TEXT, "urllib.parse.urljoin": _TEXT, "html.escape": _TEXT,
    "html.unescape": _TEXT,
    "unicodedata.normalize": _TEXT, "unicodedata.category": _TEXT,
    "subprocess.run": "subprocess.CompletedProcess",
    "subprocess.check_output": "builtins.bytes", "shlex.split": "builtins.list[builtins.str]",
    "shlex.quote": _TEXT, "difflib.SequenceMatcher": "difflib.SequenceMatcher",
    "string.Template": "string.Template", "traceback.format_exc": _TEXT, "shutil.which": _TEXT,
    "tempfile.mkdtemp": _TEXT, "tempfile.mkstemp": "builtins.tuple",
    "operator.itemgetter": "operator.itemgetter",
    "operator.attrgetter": "operator.attrgetter", "dataclasses.asdict": "builtins.dict",
    "multiprocessing.get_context": "multiprocessing.context",
    "multiprocessing.Pool": "multiprocessing.pool.Pool",
    "hashlib.file_digest": "hashlib.hash", "zoneinfo.ZoneInfo": "zoneinfo.ZoneInfo",
}  # fmt: skip
"""The type of what a call gives; modules of numbers are in `NUMBERS`."""

NUMBERS = frozenset({"math", "cmath", "statistics", "time", "operator.add", "zlib", "binascii"})
"""Modules whose functions give numbers or bytes."""

FRESH_COPY = frozenset({"copy.deepcopy", "copy.replace", "json.loads", "tomllib.loads", "ast.literal_eval"})
"""What they give shares nothing with their arguments."""


def summarised(dotted: str) -> bool:
    """Whether these tables speak of the module or function: then the library's own text is not followed."""
    top = dotted.partition(".")[0]
    return top in ("os", "sys", "io", "builtins") or any(
        dotted == one or dotted.startswith(f"{one}.") for one in PURE_MODULES
    )
