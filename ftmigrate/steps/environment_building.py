"""Making one environment, from an empty folder to a complete record."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ftmigrate.host import environments as host
from ftmigrate.host.environment_records import Record, settings_of, stamp, write_record
from ftmigrate.host.installers import find_installer
from ftmigrate.model.dependencies import Dependencies, normalized
from ftmigrate.model.errors import MachineError
from ftmigrate.model.interpreter import Environment, Resolution
from ftmigrate.model.progress import Progress
from ftmigrate.steps.declared_installation import install_all
from ftmigrate.steps.environment_filling import Filling


def build(
    project: Path, folder: Path, resolution: Resolution, wanted: Dependencies, progress: Progress
) -> Environment:
    """Make and fill `folder`; the record in it is complete only if all of it is.

    Raises MachineError where the environment is not what it should be, ProjectCommandFailed
    where something cannot be installed.
    """
    environment = Environment(
        target=resolution.target,
        interpreter=resolution.interpreter,
        path=folder,
        python=host.python_of(folder),
        stand_in=resolution.stand_in,
    )
    filling = Filling(project, environment, wanted, find_installer(), progress, notes=list(wanted.notes))
    _record(filling, complete=False)
    _create(filling)
    _fill(filling)
    _say(filling)
    _record(filling, complete=True)
    return environment


def _create(filling: Filling) -> None:
    environment = filling.environment
    with filling.progress.task(f"Making {environment.path.name}"):
        host.create(
            environment.interpreter,
            environment.path,
            pip=filling.installer.seeds_pip,
            uv=filling.installer.program,
        )


def _fill(filling: Filling) -> None:
    """Install, and ask meanwhile what was made: a wrong environment is the truer reason of a failure."""
    path, interpreter = filling.environment.path, filling.environment.interpreter
    with ThreadPoolExecutor(1) as pool:
        checked = pool.submit(host.check, path, interpreter)
        try:
            install_all(filling)
        finally:
            # Asked while pip is put in, it may have found a half-written pyvenv.cfg: now nobody writes.
            if checked.result() and (mismatch := host.check(path, interpreter)):
                raise MachineError(f"the new environment is wrong: {mismatch.reason}", where=str(path))


def _say(filling: Filling) -> None:
    own = filling.own()
    mine = normalized(own.metadata["Name"]) if own else ""
    names = (*filling.built, *host.built_here(filling.environment.path))
    filling.built = sorted({normalized(name) for name in names} - {mine})
    if filling.built:
        filling.notes.append(f"built from source, for want of a wheel: {', '.join(filling.built)}.")
    for note in filling.notes:
        filling.progress.message(f"{filling.environment.path.name}: {note}")


def _record(filling: Filling, *, complete: bool) -> None:
    record = Record(
        environment=filling.environment,
        complete=complete,
        fingerprint=filling.wanted.fingerprint,
        base_stamp=stamp(filling.environment.interpreter.base),
        installer=filling.installer.name,
        built=tuple(filling.built),
        notes=tuple(filling.notes),
        settings=settings_of(filling.environment.path),
    )
    write_record(filling.environment.path, record)
