"""The platform tags of wheels that an interpreter accepts.

Computed from what the interpreter itself says, because `packaging` only knows the platform of the
Python it runs in: another interpreter may bring its own, newer C library.
"""

import re
from collections.abc import Iterator, Mapping

from packaging.tags import mac_platforms

# PEP 599, 571 and 513: the old names of three glibc versions, on the architectures that had them.
_LEGACY = {(2, 17): "manylinux2014", (2, 12): "manylinux2010", (2, 5): "manylinux1"}


def platform_tags(facts: Mapping[str, object]) -> tuple[str, ...]:
    """From a probe's `platform`, `libc`, `macos` and `bits`; most specific first."""
    name = str(facts["platform"])
    if name.startswith("linux"):
        return tuple(_linux(name, facts))
    if match := re.fullmatch(r"macosx-(\d+)\.(\d+)-(\w+)", name):
        return tuple(_macos(str(facts["macos"]), match))
    return (_normalised(name),)


def _linux(name: str, facts: Mapping[str, object]) -> Iterator[str]:
    architecture = _normalised(name).removeprefix("linux_")
    if facts["bits"] == 32:
        architecture = {"x86_64": "i686", "aarch64": "armv7l"}.get(architecture, architecture)
    libc = facts["libc"]
    kind, version = (str(libc[0]), str(libc[1])) if isinstance(libc, list) else ("", "")
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if numbers and kind == "glibc":
        yield from _manylinux(architecture, int(numbers[1]), int(numbers[2]))
    elif numbers and kind == "musl":
        for minor in range(int(numbers[2]), -1, -1):
            yield f"musllinux_{numbers[1]}_{minor}_{architecture}"
    yield f"linux_{architecture}"


def _manylinux(architecture: str, major: int, minor: int) -> Iterator[str]:
    # PEP 600; x86 started at glibc 2.5, the other architectures at 2.17.
    lowest = 5 if architecture in ("x86_64", "i686") else 17
    for number in range(minor, lowest - 1, -1):
        yield f"manylinux_{major}_{number}_{architecture}"
        if (major, number) in _LEGACY:
            yield f"{_LEGACY[major, number]}_{architecture}"


def _macos(version: str, match: re.Match[str]) -> Iterator[str]:
    architecture = {"universal2": "arm64"}.get(match[3], match[3])
    numbers = re.match(r"(\d+)\.(\d+)", version) or match
    yield from mac_platforms((int(numbers[1]), int(numbers[2])), architecture)


def _normalised(name: str) -> str:
    return re.sub(r"[-. ]", "_", name)
