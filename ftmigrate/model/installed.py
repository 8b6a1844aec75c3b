"""What is installed in an environment, and what importing it did."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class InstalledDistribution:
    """One `.dist-info` of an environment.

    `name` is normalised (PEP 503); `requires` are its Requires-Dist lines, `wheel_tags` the
    Tag lines of WHEEL ("cp313-cp313t-manylinux_2_17_x86_64"). `extensions` and `modules` are
    importable dotted names: compiled modules, and top-level packages or modules.
    `native_libraries` are shared libraries that are no Python modules. `own` marks the
    project itself; `stamp` changes with each installation.
    """

    name: str
    version: str
    requires: tuple[str, ...]
    wheel_tags: tuple[str, ...]
    extensions: tuple[str, ...]
    modules: tuple[str, ...]
    native_libraries: tuple[str, ...] = ()
    own: bool = False
    stamp: str = ""


class ImportOutcome(StrEnum):
    IMPORTED = "imported"
    FAILED = "failed"
    CRASHED = "crashed"
    TIMED_OUT = "timed-out"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class ModuleImport:
    """One module's import in a process whose GIL state is known before and after.

    `gil` is the state after; `culprit` the dotted name of the extension module that turned
    the GIL on while this module was imported, empty where none did.
    """

    distribution: str
    module: str
    outcome: ImportOutcome
    gil: bool | None = None
    culprit: str = ""
    detail: str = ""
