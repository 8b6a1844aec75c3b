"""What a lock pins, whoever wrote it."""

from dataclasses import dataclass, replace

from ftmigrate.model.dependencies import normalized


@dataclass(frozen=True, slots=True)
class Pin:
    """One line of a lock: `requirement` as PEP 508 or an installer's option (`-e ./member`),
    `name` normalized (empty for an option), `version` empty where a URL decides."""

    requirement: str
    name: str = ""
    version: str = ""
    hashes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join((self.requirement, *(f"--hash={value}" for value in self.hashes)))

    def loosened(self) -> "Pin":
        """The same package, this version or a newer one, any file."""
        return replace(self, requirement=self.requirement.replace("==", ">=", 1), hashes=())

    def unhashed(self) -> "Pin":
        return replace(self, hashes=())


@dataclass(frozen=True, slots=True)
class LockedPackage:
    """The file names that a lock knows for one version of a package; empty where it names none."""

    name: str
    version: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """The pins of a lock, or why they can't be had (one sentence) and what would help."""

    pins: tuple[Pin, ...] = ()
    reason: str = ""
    remedy: str = ""


def pins_of(text: str) -> tuple[Pin, ...]:
    """Read a requirements file with pins and hashes, as every lock's own export writes it."""
    joined = text.replace("\\\r\n", " ").replace("\\\n", " ")
    lines = (line.split(" #")[0].strip() for line in joined.splitlines())
    return tuple(_pin(line) for line in lines if line and not line.startswith("#"))


def _pin(line: str) -> Pin:
    requirement, *hashes = (part.strip() for part in line.split("--hash="))
    if requirement.startswith(("-", ".", "/")) or "==" not in requirement.split(";")[0]:
        return Pin(requirement, hashes=tuple(hashes))
    name, _, rest = requirement.partition("==")
    version = rest.split(";")[0].split(" ")[0].strip()
    return Pin(requirement, normalized(name.split("[")[0].strip()), version, tuple(hashes))
