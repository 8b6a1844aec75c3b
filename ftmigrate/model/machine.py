"""The facts about a machine that decide where interpreters are looked for, as one value.

Passing it in (and not reading os.environ or sys.platform along the way) lets the layouts of
Windows and macOS be tested on Linux, and the other way round.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class RegistryEntry:
    """One PEP 514 registration on Windows: `Software\\Python\\COMPANY\\TAG`."""

    company: str
    tag: str
    display_name: str
    executable: Path


@dataclass(frozen=True, slots=True)
class Machine:
    """`system` is "linux", "darwin" or "windows"; `architecture` as `platform.machine()` says it.

    `root` is where absolute system paths such as `/opt/python` start ("/" on a real machine).
    `interpreters` is the folder of those that ftmigrate installed.
    """

    system: str
    architecture: str
    home: Path
    interpreters: Path
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    root: Path = Path("/")
    registry: tuple[RegistryEntry, ...] = ()

    @property
    def suffix(self) -> str:
        """What the names of executables end with."""
        return ".exe" if self.system == "windows" else ""

    @property
    def search_path(self) -> tuple[Path, ...]:
        """The folders of PATH, in order, each once; relative and empty entries are dropped."""
        separator = ";" if self.system == "windows" else ":"
        entries = (entry.strip('"') for entry in self.environment.get("PATH", "").split(separator))
        folders = (Path(entry).expanduser() for entry in entries if entry)
        return tuple(dict.fromkeys(folder for folder in folders if folder.is_absolute()))

    def system_path(self, path: str | PurePath) -> Path:
        """An absolute path of the system, under `root`."""
        return self.root / str(path).lstrip("/")

    def variable_path(self, name: str) -> Path | None:
        """A folder that an environment variable names, None where it is unset or empty."""
        value = self.environment.get(name, "")
        return Path(value).expanduser() if value else None
