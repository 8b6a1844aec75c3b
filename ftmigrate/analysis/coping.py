"""Decorators, bases and metaclasses known to cope with lazily evaluated annotations.

Each group names its source. A name ends with `.` where everything below it is meant.
"""

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Group:
    """`names` are absolute dotted names; `source` is where it is written or was seen.

    `reads`: it does look, and keeps what a name means at that moment. `fills`: it makes attributes
    of the class out of fields without a value.
    """

    names: tuple[str, ...]
    source: str
    reads: bool = False
    fills: bool = False

    def holds(self, dotted: str) -> bool:
        return any(dotted == name or (name.endswith(".") and dotted.startswith(name)) for name in self.names)


def _group(source: str, names: str, *, reads: bool = False, fills: bool = False) -> Group:
    return Group(tuple(names.split()), source, reads, fills)


GROUPS = (
    _group(
        "language reference: builtin decorators and classes never look at annotations",
        "builtins. abc. collections. enum. types. weakref. io. threading. logging. unittest. argparse. "
        "ast. json. string. http. socketserver. socket. ctypes. multiprocessing. concurrent. asyncio. "
        "queue. configparser. html. xml. codecs. random. selectors. pathlib. decimal. fractions. numbers. "
        "datetime. cmd. code. pdb. bdb. email. urllib. zipfile. tarfile. tempfile. subprocess. copyreg. "
        "pickle. shelve. sqlite3. textwrap. warnings. importlib. pkgutil. inspect. dis. tokenize. csv.",
    ),
    _group(
        "library reference, contextlib and functools: wrapper functions copy `__annotate__` (3.14)",
        "contextlib. functools.",
    ),
    _group("library reference, atexit: register keeps the function", "atexit."),
    _group(
        "library reference, dataclasses and typing: read with annotationlib.Format.FORWARDREF since 3.14",
        "dataclasses. typing.",
        reads=True,
    ),
    _group("typing_extensions: the same as typing", "typing_extensions.", reads=True),
    _group("library reference, warnings.deprecated", "warnings.deprecated"),
    _group(
        "attrs 25.4 changelog: annotations are read lazily on 3.14",
        "attr.s attr.attrs attr.attributes attr.define attr.frozen attr.mutable attr.dataclass "
        "attrs.define attrs.frozen attrs.mutable",
        reads=True,
    ),
    _group(
        "pydantic 2.12 release notes: 3.14's lazy annotations are supported",
        "pydantic.BaseModel pydantic.main.BaseModel pydantic.RootModel pydantic.root_model.RootModel "
        "pydantic.dataclasses.dataclass pydantic_settings.BaseSettings pydantic.BaseSettings "
        "pydantic.field_validator pydantic.model_validator pydantic.field_serializer "
        "pydantic.model_serializer pydantic.computed_field",
        reads=True,
    ),
    _group(
        "msgspec 0.20 release notes: 3.14's lazy annotations are supported",
        "msgspec.Struct",
        reads=True,
        fills=True,
    ),
    _group(
        "SQLAlchemy 2.1 changelog: Mapped annotations are read with FORWARDREF",
        "sqlalchemy.orm.DeclarativeBase sqlalchemy.orm.MappedAsDataclass "
        "sqlalchemy.orm.DeclarativeBaseNoMeta sqlalchemy.orm.registry",
        reads=True,
        fills=True,
    ),
    _group(
        "pytest: fixtures and marks read signatures at collection, when all names are bound",
        "pytest.",
    ),
    _group(
        "Django: model fields, signals and admin registration never look at annotations",
        "django.",
    ),
    _group("hypothesis: strategies of @given are found when the test runs", "hypothesis.settings"),
    _group("zope.interface: implementer and provider note interfaces and nothing else", "zope.interface."),
    _group(
        "click: commands keep the function and never look at its annotations",
        "click.",
    ),
)


@lru_cache(10_000)
def copes(dotted: str) -> bool:
    """Whether a followed dotted name is known not to evaluate annotations at definition time."""
    return any(group.holds(dotted) for group in GROUPS)


@lru_cache(10_000)
def never_looks(dotted: str) -> bool:
    """Whether a followed dotted name is known not to look at annotations at all."""
    if dotted in _NEVER:
        return True
    return copes(dotted) and not any(group.reads and group.holds(dotted) for group in GROUPS)


@lru_cache(10_000)
def fills_fields(dotted: str) -> bool:
    """Whether a followed dotted name may make class attributes out of fields that have no value."""
    return not copes(dotted) or any(group.fills and group.holds(dotted) for group in GROUPS)


# Of modules that do read, those that do not.
_NEVER = frozenset(
    f"{module}.{name}"
    for module in ("typing", "typing_extensions")
    for name in ("Generic", "overload", "override", "final", "no_type_check", "deprecated", "type_check_only")
)
