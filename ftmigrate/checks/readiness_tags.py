"""Which wheels a target accepts on a platform: tags as packaging computes them."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from packaging.tags import compatible_tags, cpython_tags, mac_platforms

from ftmigrate.model.errors import UsageError

# What a team's list may name, as wheels' platform tags, newest first. The C libraries are the oldest
# that a platform of 2025 is likely to have: glibc 2.34 (enterprise Linux 9), musl 1.2, macOS 14.
_GLIBC, _MUSL, _MACOS = 34, 2, (14, 0)
_LEGACY = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
_WINDOWS = {"x86_64": "win_amd64", "arm64": "win_arm64", "x86": "win32"}
PLATFORMS = (
    "linux-x86_64",
    "linux-aarch64",
    "macos-arm64",
    "macos-x86_64",
    "windows-x86_64",
    "windows-arm64",
    "musllinux-x86_64",
    "musllinux-aarch64",
)


def platform_tags(name: str) -> tuple[str, ...]:
    """The wheel platform tags of a platform's name; raises UsageError naming the nearest one."""
    if name not in PLATFORMS:
        near = difflib.get_close_matches(name, PLATFORMS, n=1, cutoff=0.4)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise UsageError(
            f"there is no platform {name!r}.",
            where="platforms",
            hint=f"{hint}There are: {', '.join(PLATFORMS)}.",
        )
    system, _, machine = name.partition("-")
    if system == "linux":
        return tuple(_manylinux(machine))
    if system == "musllinux":
        return tuple(f"musllinux_1_{minor}_{machine}" for minor in range(_MUSL, -1, -1))
    if system == "macos":
        return tuple(mac_platforms(_MACOS, machine))
    return (_WINDOWS[machine],)


def _manylinux(machine: str) -> Iterator[str]:
    for minor in range(_GLIBC, (5 if machine == "x86_64" else 17) - 1, -1):
        yield f"manylinux_2_{minor}_{machine}"
        if minor in _LEGACY:
            yield f"{_LEGACY[minor]}_{machine}"
    yield f"linux_{machine}"


@dataclass(frozen=True, slots=True)
class Accepted:
    """What one build of one version accepts on one platform: tag to rank, 0 the best."""

    label: str
    ranks: Mapping[str, int]
    free_threaded: bool
    platforms: frozenset[str]

    @property
    def abi(self) -> str:
        """`cp314t`: the ABI of the best tag."""
        return next(iter(self.ranks)).split("-")[1]

    def may_fit(self, filename: str) -> bool:
        """A quick look at a wheel's platforms, which rules out most wheels of most projects."""
        return not self.platforms.isdisjoint(filename[:-4].rpartition("-")[2].split("."))

    def rank(self, tags: Iterable[str]) -> int | None:
        """The best rank of a wheel's tags; None where none is accepted."""
        return min((self.ranks[tag] for tag in tags if tag in self.ranks), default=None)


@cache
def accepted(minor: tuple[int, int], free_threaded: bool, platforms: tuple[str, ...], label: str) -> Accepted:
    """Tags of CPython `minor` (3, 14) in one of its builds, in the order pip and uv prefer them."""
    abi = f"cp{minor[0]}{minor[1]}{'t' if free_threaded else ''}"
    tags = [
        *cpython_tags(minor, [abi], platforms),
        *compatible_tags(minor, f"cp{minor[0]}{minor[1]}", platforms),
    ]
    ranks = {str(tag): rank for rank, tag in enumerate(dict.fromkeys(tags))}
    return Accepted(label, ranks, free_threaded, frozenset({*platforms, "any"}))


_WHEEL = re.compile(
    r"(?P<name>[^-]+)-(?P<version>[^-]+)(?:-(?P<build>\d[^-]*))?"
    r"-(?P<python>[^-]+)-(?P<abi>[^-]+)-(?P<platform>[^-]+)\.whl"
)


@lru_cache(maxsize=100_000)
def wheel_tags(filename: str) -> tuple[str, ...]:
    """All tags of a wheel's file name, lower case as packaging has them; empty where it is no wheel."""
    match = _WHEEL.fullmatch(filename)
    if match is None:
        return ()
    columns = (match[key].lower().split(".") for key in ("python", "abi", "platform"))
    return tuple("-".join(parts) for parts in product(*columns))


def wheel_version(filename: str) -> str:
    match = _WHEEL.fullmatch(filename)
    return match["version"].replace("_", "-") if match else ""
