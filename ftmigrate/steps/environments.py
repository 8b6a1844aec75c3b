"""The side-by-side environments: made whole, found again in milliseconds, taken away."""

from collections.abc import Callable
from pathlib import Path

from ftmigrate.host import environments as host
from ftmigrate.host.environment_records import Record, read_record, settings_of, stamp
from ftmigrate.host.environments import FolderState
from ftmigrate.host.folders import state_folder
from ftmigrate.host.locks import exclusive
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.dependencies import Dependencies
from ftmigrate.model.environment_state import Condition, EnvironmentState
from ftmigrate.model.errors import MachineError, UsageError
from ftmigrate.model.interpreter import Environment, Resolution
from ftmigrate.model.progress import Progress
from ftmigrate.model.target import Target
from ftmigrate.steps import dependencies as declared

Consent = Callable[[str], bool]


def refuse(question: str) -> bool:
    """The consent of nobody: what a run without a terminal and without --yes gives."""
    return False


def folder_of(project: Path, configuration: Configuration, resolution: Resolution) -> Path:
    """Where the environment of `resolution` belongs, absolute."""
    name = resolution.environment_name
    if resolution.target.path is not None:
        name = resolution.interpreter.name
    return project.absolute() / configuration.environments.replace("{target}", name)


def sync(
    project: Path,
    resolution: Resolution,
    configuration: Configuration,
    progress: Progress,
    *,
    consent: Consent = refuse,
) -> Environment:
    """The environment of `resolution` with the project's dependencies; made if it is not current.

    What was there stays as it was if anything fails or is interrupted; a killed run's remains
    are cleared away by the next. Raises UsageError where something of the user's is in the way
    and `consent` is not given, ProjectCommandFailed where a dependency cannot be installed,
    MachineError where the machine refuses.
    """
    from ftmigrate.steps.environment_building import build  # most calls find everything there

    wanted = declared.read(project, configuration)
    folder = folder_of(project, configuration, resolution)
    state = state_folder(project)
    with exclusive(state / "locks" / f"{folder.name}.lock", progress, folder.name):
        aside = state / "set-aside" / folder.name
        host.recover(folder, aside)
        if (record := read_record(folder)) is not None and _answers(record, resolution, wanted):
            return record.environment
        _clear_way(folder, resolution, wanted, consent)
        with host.replacing(folder, aside):
            return build(project, folder, resolution, wanted, progress)


def _answers(record: Record, resolution: Resolution, wanted: Dependencies) -> bool:
    environment = record.environment
    same = environment.target == resolution.target and environment.stand_in == resolution.stand_in
    return (
        same
        and environment.interpreter.base == resolution.interpreter.base
        and _condition(record, wanted) is Condition.CURRENT
    )


def _condition(record: Record, wanted: Dependencies) -> Condition:
    """From files alone; the gravest one counts."""
    environment = record.environment
    if not record.complete:
        return Condition.UNFINISHED
    if stamp(environment.interpreter.base) == (0, 0) or not environment.python.exists():
        return Condition.DANGLING
    if record.settings != settings_of(environment.path):
        return Condition.CHANGED
    if record.base_stamp != stamp(environment.interpreter.base):
        return Condition.UPGRADED
    return Condition.CURRENT if record.fingerprint == wanted.fingerprint else Condition.STALE


def in_the_way(project: Path, resolution: Resolution, configuration: Configuration) -> bool:
    """Whether `sync` would have to ask, or to refuse."""
    folder = folder_of(project, configuration, resolution)
    if host.folder_state(folder) is FolderState.OBSTRUCTED:
        return True
    return _damage(folder, declared.read(project, configuration)) in _TO_ASK


def _clear_way(folder: Path, resolution: Resolution, wanted: Dependencies, consent: Consent) -> None:
    """Raise UsageError unless whatever is at `folder` may be replaced."""
    state = host.folder_state(folder)
    if state is FolderState.OBSTRUCTED:
        raise UsageError(
            "something that is no virtual environment is in the way.",
            where=str(folder),
            hint='Move it away, or set another place in [tool.ftmigrate]: environments = ".envs/{target}".',
        )
    condition = _damage(folder, wanted)
    if condition in _TO_ASK:
        mismatch = host.check(folder, resolution.interpreter)
        reason = f"{mismatch.reason} " if mismatch else ""
        sentence = f"{_TO_ASK[condition]} {reason}".strip()
        if not consent(f"{folder.name} is there already: {sentence} Make it anew?"):
            raise UsageError(
                f"this environment is there already: {sentence}",
                where=str(folder),
                hint="To have it made anew, add --yes, or remove the folder.",
            )


_TO_ASK = {
    Condition.FOREIGN: "ftmigrate did not make it.",
    Condition.DANGLING: "its interpreter is gone.",
    Condition.CHANGED: "another environment was made over it.",
    Condition.UPGRADED: "its interpreter has changed since.",
}


def _damage(folder: Path, wanted: Dependencies) -> Condition | None:
    """What is the matter with an environment at `folder`; None where there is none."""
    state = host.folder_state(folder)
    if state is FolderState.FOREIGN:
        return Condition.FOREIGN
    record = read_record(folder)
    return _condition(record, wanted) if record is not None else None


def load(project: Path, configuration: Configuration) -> tuple[Environment, ...]:
    """The environments that were synced, in the order of the targets. Starts no process."""
    records = (read_record(folder) for folder in _folders(project, configuration))
    whole = [record.environment for record in records if record is not None and record.complete]
    order = [Target.parse(text) for text in configuration.targets]
    return tuple(
        environment
        for target in order
        for environment in whole
        if environment.target == target and _allowed(environment, configuration)
    )


def orphaned(project: Path, configuration: Configuration) -> tuple[Environment, ...]:
    """The synced environments whose interpreter is gone. Starts no process."""
    return tuple(e for e in load(project, configuration) if not e.interpreter.base.exists())


def _allowed(environment: Environment, configuration: Configuration) -> bool:
    """A stand-in counts only while the configuration names it."""
    if not environment.stand_in:
        return True
    name = configuration.stand_in and Target.parse(configuration.stand_in).name
    return environment.interpreter.name == name


def _folders(project: Path, configuration: Configuration) -> tuple[Path, ...]:
    pattern = configuration.environments.replace("{target}", "*")
    return tuple(sorted(path for path in project.absolute().glob(pattern) if path.is_dir()))


def is_current(project: Path, environment: Environment, configuration: Configuration) -> bool:
    """Whether nothing that decides its contents has changed since it was made. Starts no process."""
    record = read_record(environment.path)
    if record is None:
        return False
    return _condition(record, declared.read(project, configuration)) is Condition.CURRENT


def states(project: Path, configuration: Configuration) -> tuple[EnvironmentState, ...]:
    """Every folder that an environment has or could have, and what is the matter with it."""
    wanted = declared.read(project, configuration)
    return tuple(_state(folder, wanted) for folder in _folders(project, configuration))


def _state(folder: Path, wanted: Dependencies) -> EnvironmentState:
    record = read_record(folder)
    if record is None:
        ours = host.folder_state(folder) is FolderState.UNFINISHED  # killed early, or of another version
        return EnvironmentState(folder, Condition.UNFINISHED if ours else Condition.FOREIGN)
    condition = _condition(record, wanted)
    finished = None if condition is Condition.UNFINISHED else record.environment
    return EnvironmentState(folder, condition, finished)


def remove(project: Path, configuration: Configuration, progress: Progress) -> tuple[Path, ...]:
    """Delete every environment that we made, finished or not; the folders that are gone."""
    gone: list[Path] = []
    for folder in _folders(project, configuration):
        if host.folder_state(folder) not in (FolderState.OURS, FolderState.UNFINISHED):
            continue
        with exclusive(state_folder(project) / "locks" / f"{folder.name}.lock", progress, folder.name):
            host.discard(folder, state_folder(project) / "set-aside" / folder.name)
        gone.append(folder)
    return tuple(gone)


def environment_named(project: Path, configuration: Configuration, name: str) -> Environment:
    """The synced environment that a user means by `3.14t`, or by the stand-in's own name.

    Raises UsageError naming those that there are, MachineError for one whose interpreter is gone.
    """
    wanted = Target.parse(name).name
    found = load(project, configuration)
    for environment in found:
        if wanted in (environment.target.name, environment.interpreter.name):
            if not environment.python.exists():
                raise MachineError(
                    "its interpreter is gone.", where=str(environment.path), hint="Run: ftmigrate env sync"
                )
            return environment
    there = ", ".join(environment.label for environment in found) or "none"
    raise UsageError(
        f"there is no environment {name!r} here.", hint=f"There are: {there}. Run: ftmigrate env sync"
    )
