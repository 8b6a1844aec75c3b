"""What a lock gives to one environment: its pins, less those that have no file for the target."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from ftmigrate.checks.readiness_tags import Accepted, accepted, wheel_tags
from ftmigrate.host.files import write_atomically
from ftmigrate.host.folders import state_folder
from ftmigrate.host.lockfiles import export, locked_packages
from ftmigrate.model.dependencies import Dependencies
from ftmigrate.model.errors import ProjectCommandFailed
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.model.lockfile import Export, LockedPackage, Pin
from ftmigrate.steps.environment_filling import Filling, reason_of
from ftmigrate.steps.installation import declared_words, locked_words, project_alone_words

PINS = "ftmigrate-pins.txt"


def install_locked(filling: Filling) -> bool:
    """Whether the lock's pins are in the environment; if not, the notes say why not."""
    interpreter, lock = filling.environment.interpreter, filling.wanted.lock
    found = exported(filling.project, filling.wanted, interpreter)
    if found.reason:
        remedy = f" To use it: {found.remedy}." if found.remedy else ""
        filling.notes.append(f"{lock} is not used, {found.reason}: versions are resolved afresh.{remedy}")
        return False
    missing = gaps(filling.project, lock, found.pins, interpreter)
    try:
        _install_pins(filling, found.pins, missing)
    except ProjectCommandFailed as error:
        filling.notes.append(
            f"{lock} cannot be installed on {interpreter.name} ({reason_of(error)}): "
            "versions are resolved afresh."
        )
        return False
    if missing:
        _relock(filling, missing)
    return True


def _install_pins(filling: Filling, pins: Sequence[Pin], missing: Sequence[Pin]) -> None:
    path = filling.environment.path / PINS
    text = pin_lines(pins, missing, every_hash=filling.installer.name == "pip")
    write_atomically(path, text.encode())
    if missing:  # what takes a pin's place must still be what the project allows
        declared = declared_words(filling.installer, filling.project, filling.wanted)
        filling.run(("-r", str(path), *declared))
    else:
        filling.run(locked_words(filling.wanted, path) if pins else ())
        filling.run(project_alone_words(filling.wanted))


def _relock(filling: Filling, missing: Sequence[Pin]) -> None:
    """Say what took the place of pins without a wheel, and keep the new pins in a side file."""
    found = filling.versions()
    changes = ", ".join(f"{pin.name} {pin.version} -> {found.get(pin.name, 'none')}" for pin in missing)
    side = state_folder(filling.project) / f"pins-{filling.environment.path.name}.txt"
    own = filling.own()
    lines = sorted(
        f"{d.metadata['Name']}=={d.version}\n"
        for d in filling.distributions()
        if own is None or d.metadata["Name"] != own.metadata["Name"]
    )
    write_atomically(side, "".join(lines).encode())
    filling.notes.append(
        f"{filling.wanted.lock} has no wheel for {filling.environment.interpreter.name} of some packages; "
        f"newer versions are installed: {changes}. The lock is unchanged; this environment's pins "
        f"are in {side.relative_to(filling.project).as_posix()}."
    )


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
