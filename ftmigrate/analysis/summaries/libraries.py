"""Outside code that the analysis may trust, decided from the standard library's tables and these.

Sources: numpy 2.3 reference, "Thread Safety" (functions that only read their arguments and give new
arrays); networkx 3.5 reference, graph classes (reporting methods); tqdm's own `tqdm.write`.
"""

from collections.abc import Iterable

from ftmigrate.analysis.summaries import stdlib

PLAIN_BASES = frozenset({
    "builtins.object", "builtins.Exception", "builtins.ValueError", "builtins.RuntimeError",
    "builtins.TypeError", "builtins.KeyError", "builtins.OSError", "builtins.BaseException",
    "builtins.LookupError", "builtins.AttributeError", "builtins.NotImplementedError", "builtins.Warning",
    "builtins.UserWarning", "builtins.DeprecationWarning", "builtins.SyntaxError", "builtins.ArithmeticError",
    "builtins.list", "builtins.dict", "builtins.set", "builtins.str", "builtins.int", "builtins.float",
    "builtins.tuple", "builtins.bytes", "builtins.frozenset", "builtins.IndexError",
    "builtins.AssertionError",
    "builtins.StopIteration", "builtins.ImportError", "builtins.UnicodeError",
    "typing.Generic", "typing.Protocol", "typing.NamedTuple", "typing.TypedDict",
    "typing_extensions.Protocol",
    "typing_extensions.TypedDict", "abc.ABC", "enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag",
    "enum.IntFlag", "collections.abc.Mapping", "collections.abc.MutableMapping", "collections.abc.Sequence",
    "collections.abc.Iterator", "collections.abc.Iterable", "collections.abc.Set", "collections.OrderedDict",
    "collections.defaultdict", "collections.Counter", "collections.UserDict", "collections.UserList",
    "typing.Mapping", "typing.Sequence", "typing.Iterable", "typing.Iterator", "threading.local",
    "collections.abc.Hashable", "collections.abc.Callable", "collections.abc.Sized",
    "collections.abc.Container",
    "pyflakes.reporter.Reporter", "collections.abc.Collection", "collections.abc.MutableSequence",
    "collections.abc.MutableSet",
})  # fmt: skip
"""Base classes whose constructors touch nothing but the new object."""

GENERATED_METHODS = frozenset({
    "_replace", "_asdict", "index", "count", "get", "items", "keys", "values", "__str__", "__repr__",
    "__eq__", "__hash__", "__len__", "__contains__", "__iter__", "__getitem__", "with_traceback", "__class__",
    "__reduce__", "__dir__", "__format__", "__sizeof__",
})  # fmt: skip

HARMLESS_DECORATORS = frozenset({
    "builtins.staticmethod", "builtins.classmethod", "builtins.property", "functools.cached_property",
    "functools.wraps", "functools.total_ordering", "functools.lru_cache", "functools.cache",
    "contextlib.contextmanager", "abc.abstractmethod", "abc.abstractproperty", "typing.overload",
    "typing.final", "typing.override", "typing.no_type_check", "typing_extensions.override",
    "typing_extensions.final", "typing_extensions.deprecated", "warnings.deprecated", "dataclasses.dataclass",
    "enum.unique", "typing.runtime_checkable", "functools.singledispatch",
})  # fmt: skip

PROCESS_WIDE = {
    "numpy.random.seed": "numpy's hidden generator", "numpy.seterr": "numpy's error handling",
    "numpy.set_printoptions": "numpy's print options", "torch.manual_seed": "torch's generator",
    "torch.set_num_threads": "torch's thread count", "torch.set_default_dtype": "torch's default type",
    "matplotlib.use": "matplotlib's backend",
}  # fmt: skip

_RANDOM_CLASSES = {
    "random.Random", "random.SystemRandom", "numpy.random.default_rng", "numpy.random.RandomState",
    "numpy.random.Generator", "numpy.random.SeedSequence", "numpy.random.PCG64",
}  # fmt: skip


def shares_random_state(dotted: str) -> bool:
    """Whether an outside function draws from a module's hidden generator."""
    return dotted.startswith(("random.", "numpy.random.")) and not any(
        dotted == one or dotted.startswith(f"{one}.") for one in _RANDOM_CLASSES
    )


NUMPY_READS = frozenset({
    "abs", "absolute", "add", "all", "allclose", "any", "arange", "argmax", "argmin", "argsort", "argwhere",
    "array", "array_equal", "array_split", "asarray", "average", "bincount", "ceil", "clip", "column_stack",
    "concatenate", "convolve", "copy", "corrcoef", "cos", "count_nonzero", "cov", "cross", "cumprod",
    "cumsum",
    "diag", "diff", "digitize", "divide", "dot", "dstack", "einsum", "empty", "empty_like", "equal", "exp",
    "expand_dims", "eye", "flip", "float32", "float64", "floor", "full", "full_like", "hstack", "hypot",
    "fromiter",
    "identity", "in1d", "int32", "int64", "interp", "intersect1d", "isclose", "isfinite", "isin", "isinf",
    "isnan", "linspace", "log", "log10", "log1p", "log2", "logical_and", "logical_not", "logical_or",
    "logspace", "matmul", "max", "maximum", "mean", "median", "meshgrid", "min", "minimum", "multiply",
    "nanmax", "nanmean", "nanmedian", "nanmin", "nanstd", "nansum", "nonzero", "ones", "ones_like", "outer",
    "percentile", "power", "prod", "ptp", "quantile", "ravel", "repeat", "reshape", "roll", "round",
    "searchsorted", "setdiff1d", "sign", "sin", "sort", "split", "sqrt", "square", "stack", "std", "subtract",
    "sum", "take", "tan", "tanh", "tile", "trace", "transpose", "tril", "triu", "union1d", "unique", "var",
    "vstack", "where", "zeros", "zeros_like", "iinfo", "finfo", "dtype", "ndim", "shape", "size",
})  # fmt: skip


NUMPY_VIEWS = frozenset({
    "array_split", "asarray", "diag", "expand_dims", "flip", "ravel", "reshape", "split", "transpose",
    "average", "clip", "meshgrid", "dtype",
})  # fmt: skip
"""Of these the result may be, or hold, an argument itself (a view, or with `out=`)."""
NUMPY_COPIES = frozenset({
    "array", "column_stack", "concatenate", "copy", "dstack", "full", "full_like", "hstack", "in1d", "roll",
    "repeat", "setdiff1d", "sort", "stack", "take", "tile", "tril", "triu", "union1d", "unique", "vstack",
    "where", "intersect1d", "maximum", "minimum", "max", "min", "nanmax", "nanmin", "sum", "cumsum", "median",
})  # fmt: skip
"""New arrays, which may hold the objects of an array of objects."""


_TAKES_MANY = frozenset({
    "where", "meshgrid", "interp", "einsum", "linspace", "logspace", "searchsorted", "isclose", "allclose",
    "cross", "cov", "average", "in1d", "isin", "full", "full_like", "arange", "eye", "array", "empty",
    "zeros", "ones", "repeat", "roll", "array_equal", "corrcoef", "intersect1d", "asarray", "diff",
    "bincount", "convolve", "digitize", "argsort", "sort", "reshape", "ravel", "flip", "tril", "triu",
})  # fmt: skip
_ONE_ARRAY = frozenset({
    "abs", "absolute", "ceil", "cos", "exp", "floor", "log", "log10", "log1p", "log2", "sign", "sin", "sqrt",
    "square", "tan", "tanh", "isfinite", "isinf", "isnan", "logical_not",
})  # fmt: skip


def out_position(dotted: str) -> int | None:
    """From where on a positional argument of a numpy function may be `out`, into which it writes.

    numpy 2.3 reference: second for functions of one array, third or later for the others.
    """
    module, _, name = dotted.rpartition(".")
    if module != "numpy" or name in _TAKES_MANY:
        return None
    return 1 if name in _ONE_ARRAY else 2


def gives(dotted: str, named: Iterable[str]) -> str:
    """What a function's result shares with its arguments: `nothing`, `parts` (of them) or `all`."""
    module, _, name = dotted.rpartition(".")
    if module == "numpy" and name in NUMPY_READS and "out" not in named:
        return "all" if name in NUMPY_VIEWS else "parts" if name in NUMPY_COPIES else "nothing"
    return "parts" if dotted in GIVES_NEW else "all"


NETWORKX_READS = frozenset({
    "shortest_path", "shortest_path_length", "all_pairs_shortest_path_length", "all_pairs_shortest_path",
    "single_source_shortest_path_length", "single_source_shortest_path", "single_source_dijkstra",
    "single_source_dijkstra_path", "single_source_dijkstra_path_length", "single_source_bellman_ford_path",
    "single_source_bellman_ford_path_length", "dijkstra_path", "dijkstra_path_length",
    "bidirectional_dijkstra",
    "astar_path", "astar_path_length", "has_path", "clustering", "triangles", "square_clustering",
    "average_clustering", "transitivity", "global_efficiency", "local_efficiency", "efficiency",
    "closeness_centrality", "closeness_vitality", "harmonic_centrality", "betweenness_centrality",
    "degree_centrality", "wiener_index", "eccentricity", "diameter", "radius", "density", "is_connected",
    "is_strongly_connected", "is_weakly_connected", "connected_components", "strongly_connected_components",
    "descendants", "ancestors", "topological_sort", "bfs_edges", "dfs_edges", "bfs_tree", "dfs_tree",
    "node_connectivity", "number_of_nodes", "number_of_edges", "is_directed", "is_directed_acyclic_graph",
    "core_number", "is_isomorphic", "maximal_independent_set", "minimum_spanning_tree",
    "_single_source_shortest_path_basic", "_single_source_dijkstra_path_basic",
}) - {"maximal_independent_set"}  # fmt: skip
"""Algorithms of networkx 3.5 (reference, "Algorithms") that read their graph and give new objects."""

_NETWORKX_METHODS = frozenset({
    "neighbors", "has_edge", "has_node", "number_of_nodes", "number_of_edges", "adjacency", "subgraph",
    "successors", "predecessors", "is_directed", "is_multigraph", "get_edge_data", "nbunch_iter", "nodes",
    "edges",
})  # fmt: skip


_NETWORKX_NUMBERS = (
    "global_efficiency", "local_efficiency", "efficiency", "average_clustering", "transitivity", "density",
    "diameter", "radius", "wiener_index", "number_of_nodes", "number_of_edges", "node_connectivity",
)  # fmt: skip
RETURNS = {f"networkx.{name}": "builtins.float" for name in _NETWORKX_NUMBERS} | {
    "pyarrow.Table.from_batches": "pyarrow.Table", "pyarrow.Table.from_arrays": "pyarrow.Table",
    "pyarrow.Table.from_pydict": "pyarrow.Table", "pyarrow.concat_tables": "pyarrow.Table",
    "pyarrow.table": "pyarrow.Table", "pyarrow.array": "pyarrow.Array", "pyarrow.schema": "pyarrow.Schema",
}  # fmt: skip
GIVES_NEW = frozenset(f"networkx.{name}" for name in NETWORKX_READS)
"""Their results are new objects, which may hold nodes of the graph."""

_SINGLE = frozenset({
    "tqdm.tqdm.write", "numpy.random.default_rng", "numpy.random.RandomState",
    "pyarrow.Table.from_batches", "pyarrow.Table.from_arrays", "pyarrow.Table.from_pydict",
    "pyarrow.concat_tables", "pyarrow.table", "pyarrow.array", "pyarrow.schema",
    "pyflakes.api.check", "pyflakes.reporter.Reporter", "pyflakes.reporter.Reporter.__init__",
})  # fmt: skip
"""pyflakes 3.4: `api.check` makes one `Checker` for each call and reports to the object it is given."""


_NETWORKX_ACCUMULATES = frozenset(
    {"_accumulate_basic", "_accumulate_endpoints", "_accumulate_edges", "_accumulate_subset"}
)
"""networkx 3.5, `algorithms/centrality/betweenness.py`: each adds to the dict that it is given first."""


def changes_first(dotted: str) -> bool:
    """Whether a library's function changes its first argument and nothing else."""
    return dotted.startswith("networkx.") and dotted.rpartition(".")[2] in _NETWORKX_ACCUMULATES


def reads_by_name(name: str, text: str) -> bool:
    """Whether a method of an object of unknown type only reads, told by its name where networkx is used."""
    return name in _NETWORKX_METHODS and "networkx" in text


def harmless(dotted: str) -> bool:
    """Whether an outside function is known to touch only its own result and its arguments' files."""
    if dotted in stdlib.UNKNOWN:
        return False
    if dotted in stdlib.PURE or _exception(dotted):
        return True
    module, _, name = dotted.rpartition(".")
    if module == "numpy":
        return name in NUMPY_READS
    if module in stdlib.PURE and not name.startswith("__"):
        return True  # a method called on its class: `dict.fromkeys`
    if module.partition(".")[0] == "networkx" and name in NETWORKX_READS:
        return True
    while module:
        if module in stdlib.PURE_MODULES:
            return True
        module = module.rpartition(".")[0]
    return dotted in _SINGLE


def _exception(dotted: str) -> bool:
    return dotted.startswith("builtins.") and dotted.endswith(
        ("Error", "Exception", "Warning", "Exit", "Interrupt")
    )


METHODS: dict[str, dict[str, str]] = {
    "pandas.DataFrame": dict.fromkeys(("to_csv", "to_json", "to_dict", "to_numpy", "head", "copy"), "reads"),
    "networkx.Graph": dict.fromkeys(
        ("neighbors", "nodes", "edges", "degree", "has_edge", "has_node", "number_of_nodes",
        "number_of_edges",
         "adjacency", "subgraph", "successors", "predecessors", "is_directed", "is_multigraph", "order",
         "size",
         "get_edge_data", "nbunch_iter"), "reads"),
}  # fmt: skip


def method(owner: str, name: str) -> str:
    """`reads`, `changes` (its object) or "" (not known) for a method of an outside type."""
    return METHODS.get(owner, {}).get(name, "")
