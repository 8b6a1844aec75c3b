"""What a process of the target interpreter reads in a project's annotations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ftmigrate.model.checking import LoadedExtension


@dataclass(frozen=True, slots=True)
class ImportableModule:
    """A module of the project; `path` is relative with forward slashes.

    `refusal` says why it must not be imported, empty where it may be.
    """

    name: str
    path: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """One way to read annotations: each name's form, or the error that reading raised."""

    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    error: str = ""


@dataclass(frozen=True, slots=True)
class AnnotatedObject:
    """A module (`qualname` empty), class or function, and what each reader sees of it.

    Readers: `hints` (typing.get_type_hints), `value`, `forward`, `string` (annotationlib),
    `own` (names only), `each` (where `hints` fails: every annotation by itself, `!` before an
    error). `file` is absolute.
    """

    module: str
    qualname: str
    file: str
    line: int
    readers: Mapping[str, Reader]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A module that could not be imported, and the line of the project where it failed."""

    module: str
    error: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class AnnotationReading:
    """All modules of one tree in one environment.

    `formats` is False where the interpreter has no annotationlib; `gil_enabled` the GIL after
    every import, None where no process came to its end.
    """

    modules: tuple[str, ...]
    objects: tuple[AnnotatedObject, ...]
    refusals: tuple[Refusal, ...]
    formats: bool
    gil_enabled: bool | None
    seconds: float
    foreign: tuple[str, ...] = ()
    extensions: tuple[LoadedExtension, ...] = ()
