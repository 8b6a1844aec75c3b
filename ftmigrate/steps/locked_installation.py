"""What a lock gives to one environment: its pins, less those that have no file for the target."""

from collections.abc import Iterable
from pathlib import Path

from ftmigrate.checks.readiness_tags import Accepted, accepted, wheel_tags
from ftmigrate.host.lockfiles import export, locked_packages
from ftmigrate.model.dependencies import Dependencies
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.model.lockfile import Export, LockedPackage, Pin


def exported(project: Path, wanted: Dependencies, interpreter: Interpreter) -> Export:
    """The pins of the project's lock for its chosen extras and groups."""
    from packaging.markers import default_environment

    markers = {
        **{key: str(value) for key, value in default_environment().items()},
        "python_version": ".".join(interpreter.version.split(".")[:2]),
        "python_full_version": interpreter.version,
        "implementation_version": interpreter.version,
    }
    return export(project, wanted.lock, wanted.extras, wanted.groups, markers)


def gaps(project: Path, lock: str, pins: Iterable[Pin], interpreter: Interpreter) -> tuple[Pin, ...]:
    """The pins of packages with native wheels of which none is for this interpreter.

    To build such an old version from source takes long and mostly fails; a newer one has a wheel.
    A package that has no native wheel at all is built everywhere, and stays pinned.
    """
    packages = {(p.name, p.version): p for p in locked_packages(project / lock)}
    minor = tuple(int(part) for part in interpreter.version.split(".")[:2])
    tags = accepted(
        (minor[0], minor[1]), interpreter.free_threaded, interpreter.platform_tags, interpreter.name
    )
    found = ((pin, packages.get((pin.name, pin.version))) for pin in pins)
    return tuple(pin for pin, package in found if package is not None and _is_gap(package, tags))


def _is_gap(package: LockedPackage, tags: Accepted) -> bool:
    wheels = [wheel_tags(name) for name in package.files if name.endswith(".whl")]
    native = any(not tag.endswith("-any") for names in wheels for tag in names)
    return native and all(tags.rank(names) is None for names in wheels)


def pin_lines(pins: Iterable[Pin], loosened: Iterable[Pin], *, every_hash: bool) -> str:
    """A requirements file. With `every_hash`, hashes are kept only if every pin has one, as pip asks."""
    loose = set(loosened)
    chosen = [pin.loosened() if pin in loose else pin for pin in pins]
    if every_hash and not all(pin.hashes for pin in chosen):
        chosen = [pin.unhashed() for pin in chosen]
    return "".join(f"{pin.text}\n" for pin in chosen)
