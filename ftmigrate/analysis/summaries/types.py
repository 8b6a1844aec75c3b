"""Builtin and standard types: which cannot change, which methods change their object, what methods return.

Source: the Python 3.14 library reference, "Built-in Types", `collections`, `pathlib`, `io`, `re`,
`hashlib`, `datetime`; read for each method that is listed.
"""

import sys

IMMUTABLE = frozenset({
    "builtins.str", "builtins.bytes", "builtins.int", "builtins.float", "builtins.bool",
    "builtins.complex", "builtins.NoneType", "builtins.range", "builtins.slice", "builtins.type",
    "pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath",
    "pathlib.PureWindowsPath", "pathlib.WindowsPath", "re.Pattern", "re.Match",
    "datetime.datetime", "datetime.date", "datetime.time", "datetime.timedelta", "datetime.timezone",
    "decimal.Decimal", "fractions.Fraction", "uuid.UUID", "ipaddress.IPv4Address",
    "ipaddress.IPv6Address", "os.PathLike", "os.stat_result", "struct.Struct", "logging.Logger",
    "zoneinfo.ZoneInfo", "string.Template", "operator.itemgetter", "operator.attrgetter",
    "subprocess.CompletedProcess",
    "pyarrow.Table", "pyarrow.RecordBatch", "pyarrow.ChunkedArray", "pyarrow.Array", "pyarrow.Schema",
    "pyarrow.Field", "pyarrow.DataType", "pyarrow.Scalar", "pyarrow.lib.Table", "pyarrow.lib.RecordBatch",
})  # fmt: skip
"""Objects of these types may be shared by threads (`logging.Logger` locks its own state).

pyarrow 22 reference, "Data Types and In-Memory Data Model": arrays, batches and tables are immutable.
"""

SHALLOW_IMMUTABLE = frozenset({"builtins.tuple", "builtins.frozenset"})
"""Cannot change themselves, though what they hold may."""

ELEMENTS = {
    "builtins.str": "builtins.str",
    "builtins.range": "builtins.int",
    "pyarrow.Table": "pyarrow.ChunkedArray", "pyarrow.lib.Table": "pyarrow.ChunkedArray",
    "pyarrow.RecordBatch": "pyarrow.Array", "pyarrow.lib.RecordBatch": "pyarrow.Array",
    "pyarrow.ChunkedArray": "pyarrow.Scalar", "pyarrow.Array": "pyarrow.Scalar",
}  # fmt: skip
"""What indexing one of them, or iterating over it, gives (pyarrow 22 reference, `__getitem__`)."""

_LIST = {"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"}
_DICT = {"update", "setdefault", "pop", "popitem", "clear"}
_SET = {
    "add", "discard", "remove", "pop", "clear", "update", "difference_update",
    "intersection_update", "symmetric_difference_update",
}  # fmt: skip
_FILE = {
    "read", "readline", "readlines", "write", "writelines", "seek", "truncate", "close", "flush",
    "detach", "reconfigure", "readinto", "read1", "readinto1",
}  # fmt: skip

MUTATORS: dict[str, frozenset[str]] = {
    "builtins.list": frozenset(_LIST),
    "builtins.dict": frozenset(_DICT),
    "builtins.set": frozenset(_SET),
    "builtins.bytearray": frozenset(_LIST),
    "collections.Counter": frozenset(_DICT | {"subtract"}),
    "collections.defaultdict": frozenset(_DICT),
    "collections.OrderedDict": frozenset(_DICT | {"move_to_end"}),
    "collections.ChainMap": frozenset(_DICT),
    "collections.deque": frozenset(_LIST | {"appendleft", "popleft", "extendleft", "rotate"}),
    "array.array": frozenset(_LIST | {"byteswap", "frombytes", "fromfile", "fromlist"}),
    "io.file": frozenset(_FILE),
    "io.StringIO": frozenset(_FILE),
    "io.BytesIO": frozenset(_FILE),
    "hashlib.hash": frozenset({"update"}),
    "hmac.HMAC": frozenset({"update"}),
    "random.Random": frozenset({
        "random", "randint", "randrange", "choice", "choices", "shuffle", "sample", "uniform", "gauss",
        "seed", "setstate", "getrandbits", "betavariate", "expovariate", "normalvariate", "triangular",
        "randbytes", "lognormvariate", "vonmisesvariate", "gammavariate", "paretovariate",
        "weibullvariate", "binomialvariate",
    }),
    "argparse.Namespace": frozenset(),
    "zipfile.ZipFile": frozenset({"write", "writestr", "close", "extract", "extractall", "open", "read",
    "mkdir"}),
    "tarfile.TarFile": frozenset({"add", "addfile", "close", "extract", "extractall", "extractfile", "next"}),
    "csv.writer": frozenset({"writerow", "writerows"}),
    "csv.DictWriter": frozenset({"writerow", "writerows", "writeheader"}),
    "csv.reader": frozenset(),
    "zlib.compressobj": frozenset({"compress", "flush"}),
    "zlib.decompressobj": frozenset({"decompress", "flush"}),
    "configparser.ConfigParser": frozenset({
        "read", "read_file", "read_string", "read_dict", "set", "add_section", "remove_section",
        "remove_option", "clear", "update", "setdefault", "pop", "popitem",
    }),
    "string.Formatter": frozenset(),
    "difflib.SequenceMatcher": frozenset({
        "set_seqs", "set_seq1", "set_seq2", "ratio", "quick_ratio", "get_opcodes", "get_matching_blocks",
        "find_longest_match", "real_quick_ratio", "get_grouped_opcodes",
    }),
    "html.parser.HTMLParser": frozenset({"feed", "close", "reset"}),
    "xml.etree.ElementTree.Element": frozenset({
        "append", "clear", "extend", "insert", "remove", "set",
    }),
    "ast.AST": frozenset(),
}  # fmt: skip
"""Methods that change the object itself; every other method of these types only reads it."""

WRITERS = frozenset({
    "csv.writer", "csv.DictWriter", "csv.reader", "csv.DictReader", "zipfile.ZipFile", "tarfile.TarFile",
})  # fmt: skip
"""Their methods change the file that they were made for."""

ITERATORS = frozenset({"types.GeneratorType", "io.file", "csv.reader", "csv.DictReader"})
"""Reading from one of them changes it: what one thread takes, the others miss."""

SEQUENCES = frozenset({"builtins.list", "builtins.bytearray", "collections.deque", "array.array"})
"""What stands between the brackets of these is a position, and is not kept."""

_STR = {name for name in dir(str) if not name.startswith("_")} | {
    name for name in dir(bytes) if not name.startswith("_")
}
_PATH = {
    "absolute", "as_posix", "as_uri", "chmod", "exists", "expanduser", "glob", "group", "hardlink_to",
    "is_absolute", "is_dir", "is_file", "is_mount", "is_relative_to", "is_symlink", "iterdir", "joinpath",
    "lstat", "mkdir", "match", "owner", "read_bytes", "read_text", "readlink", "relative_to", "rename",
    "resolve", "rglob", "rmdir", "samefile", "stat", "symlink_to", "touch", "unlink",
    "with_name", "with_segments", "with_stem", "with_suffix", "write_bytes", "write_text", "full_match",
}  # fmt: skip
_READERS = {
    "items", "keys", "values", "most_common", "total", "elements", "issubset", "issuperset",
    "isdisjoint", "union", "intersection", "difference", "symmetric_difference", "hexdigest", "digest",
    "bit_length", "is_integer", "as_integer_ratio", "isoformat", "strftime", "timestamp", "date", "timetuple",
    "findall", "finditer", "fullmatch", "groups", "groupdict", "getvalue", "fileno",
    "isatty", "total_seconds", "toordinal", "weekday", "isoweekday", "utcoffset",
}  # fmt: skip

READING_METHODS = frozenset(
    _STR | _PATH | _READERS | {"get", "copy", "match", "search", "sub", "group", "span"}
)
"""Method names that, on every builtin and standard type that has them, change nothing in memory."""

CHANGING_METHODS = frozenset().union(*MUTATORS.values()) - READING_METHODS
"""Method names that change the object on some builtin or standard type."""

_TEXT = "builtins.str"
RETURNS: dict[tuple[str, str], str] = {
    ("builtins.str", "encode"): "builtins.bytes",
    ("builtins.bytes", "decode"): _TEXT,
    ("pathlib.Path", "read_text"): _TEXT,
    ("pathlib.Path", "read_bytes"): "builtins.bytes",
    ("pathlib.Path", "open"): "io.file",
    ("pathlib.Path", "glob"): "builtins.list[pathlib.Path]",
    ("pathlib.Path", "rglob"): "builtins.list[pathlib.Path]",
    ("pathlib.Path", "iterdir"): "builtins.list[pathlib.Path]",
    ("pathlib.Path", "stat"): "os.stat_result",
    ("pathlib.Path", "as_posix"): _TEXT,
    ("pathlib.Path", "name"): _TEXT,
    ("pathlib.Path", "stem"): _TEXT,
    ("pathlib.Path", "suffix"): _TEXT,
    ("pathlib.Path", "parts"): "builtins.tuple",
    ("re.Pattern", "findall"): "builtins.list[builtins.str]",
    ("re.Pattern", "finditer"): "builtins.list[re.Match]",
    ("re.Pattern", "split"): "builtins.list[builtins.str]",
    ("re.Pattern", "sub"): _TEXT,
    ("re.Pattern", "subn"): "builtins.tuple",
    ("re.Pattern", "match"): "re.Match",
    ("re.Pattern", "search"): "re.Match",
    ("re.Pattern", "fullmatch"): "re.Match",
    ("re.Match", "group"): _TEXT,
    ("re.Match", "groups"): "builtins.tuple",
    ("re.Match", "groupdict"): "builtins.dict",
    ("re.Match", "start"): "builtins.int",
    ("re.Match", "end"): "builtins.int",
    ("re.Match", "span"): "builtins.tuple",
    ("collections.Counter", "most_common"): "builtins.list",
    ("hashlib.hash", "hexdigest"): _TEXT,
    ("hashlib.hash", "digest"): "builtins.bytes",
    ("io.file", "read"): _TEXT,
    ("io.file", "readline"): _TEXT,
    ("io.file", "readlines"): "builtins.list[builtins.str]",
    ("io.StringIO", "getvalue"): _TEXT,
    ("io.BytesIO", "getvalue"): "builtins.bytes",
    ("pyarrow.Table", "to_pandas"): "pandas.DataFrame",
    ("pyarrow.RecordBatch", "to_pandas"): "pandas.DataFrame",
    ("pandas.DataFrame", "to_csv"): _TEXT,
    ("pandas.DataFrame", "to_json"): _TEXT,
    **{("pyarrow.Table", name): "pyarrow.Table" for name in (
        "slice", "select", "drop", "drop_columns", "filter", "take", "combine_chunks", "rename_columns",
        "add_column", "append_column", "remove_column", "set_column", "cast", "flatten", "sort_by",
        "replace_schema_metadata",
    )},
    ("pyarrow.Table", "column"): "pyarrow.ChunkedArray",
    ("pyarrow.RecordBatch", "column"): "pyarrow.Array",
    **{("pyarrow.RecordBatch", name): "pyarrow.RecordBatch" for name in (
        "slice", "select", "filter", "take", "rename_columns", "cast", "sort_by",
        "replace_schema_metadata",
    )},
    ("pyarrow.Table", "schema"): "pyarrow.Schema",
}  # fmt: skip
_LISTS_OF_TEXT = {"split", "rsplit", "splitlines"}
_WHOLE_NUMBERS = {"find", "rfind", "index", "rindex", "count"}


_OF_EXCEPTIONS = {
    "msg": _TEXT, "strerror": _TEXT, "filename": _TEXT, "errno": "builtins.int", "lineno": "builtins.int",
    "returncode": "builtins.int", "end_lineno": "builtins.int", "offset": "builtins.int",
}  # fmt: skip
"""What the exceptions of the standard library carry of these names, wherever one has it."""


def standard_exception(dotted: str) -> bool:
    """Whether the name is that of an exception of the standard library."""
    module, _, name = dotted.rpartition(".")
    return module.partition(".")[0] in sys.stdlib_module_names and name.endswith(("Error", "Exception"))


def returned(owner: str, method: str) -> str:
    """The type that `owner.method()` gives (`builtins.list[builtins.str]`), "" where not known."""
    found = RETURNS.get((owner, method))
    if found:
        return found
    if owner in ("builtins.str", "builtins.bytes"):
        if method in _LISTS_OF_TEXT:
            return f"builtins.list[{owner}]"
        if method in ("partition", "rpartition"):
            return "builtins.tuple"
        if method in _WHOLE_NUMBERS or method.startswith(("is", "startswith", "endswith")):
            return "builtins.int"
        return owner
    if owner == "pathlib.Path" and method in _PATH | {"parent"}:
        return "pathlib.Path" if method in _PATHS or method == "parent" else "builtins.bool"
    if owner == "logging.Logger":
        return "builtins.NoneType"
    if standard_exception(owner):
        return _OF_EXCEPTIONS.get(method, "")
    return ""


_PATHS = {
    "absolute", "expanduser", "joinpath", "relative_to", "rename", "replace", "resolve", "with_name",
    "with_stem", "with_suffix", "readlink",
}  # fmt: skip


def changes(dotted: str) -> bool:
    """Whether `dotted` is a method called on the class (`list.append`) that changes its first argument."""
    owner, _, name = dotted.rpartition(".")
    return name in MUTATORS.get(owner, ()) or (
        owner == "builtins.object" and name in ("__setattr__", "__delattr__")
    )
