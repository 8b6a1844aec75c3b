"""The targets of a project, one after the other: kept, made, planned, or why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ftmigrate.host import git_ignore
from ftmigrate.host.build_leftovers import cleared
from ftmigrate.host.environment_records import read_record
from ftmigrate.host.environments import creation_command, python_of
from ftmigrate.host.installers import find_installer, install_command
from ftmigrate.host.lifetime import crew
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.dependencies import Dependencies
from ftmigrate.model.errors import FtmigrateError, MachineError, ProjectCommandFailed, UsageError
from ftmigrate.model.interpreter import Environment, Resolution
from ftmigrate.model.progress import Progress
from ftmigrate.model.project_setup import Action, SetupStep
from ftmigrate.model.target import Target
from ftmigrate.steps import environments
from ftmigrate.steps.environments import Consent
from ftmigrate.steps.installation import cap_excludes, declared_words


@dataclass(frozen=True, slots=True)
class Targets:
    """What became of every target."""

    steps: tuple[SetupStep, ...]
    environments: tuple[Environment, ...]
    unavailable: Mapping[str, tuple[str, ...]]
    failures: Mapping[str, str]
    findings: tuple[str, ...]
    notes: tuple[str, ...]
    written: tuple[str, ...] = ()
    failed_with: int = 0


@dataclass(slots=True)
class Setup:
    """One run over the targets of `project`."""

    project: Path
    configuration: Configuration
    declared: Dependencies
    progress: Progress
    consent: Consent
    steps: list[SetupStep] = field(default_factory=list)
    environments: list[Environment] = field(default_factory=list)
    unavailable: dict[str, tuple[str, ...]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    failed_with: int = 0

    def make(self) -> Targets:
        """Bring every target's environment about, as far as it can be had."""
        current = self._current()
        wanted = {t: self._obtain(t) for t in self._targets() if t not in current}
        with cleared(self.project):
            made = self._sync_all([resolution for resolution in wanted.values() if resolution])
        for target in self._targets():
            if target in current:
                self._keep(current[target])
            elif (resolution := wanted[target]) is not None:
                self._report(resolution, made[target])
        written = self._ignore() if len(current) < len(self.environments) else ()
        return self._result(written)

    def plan(self) -> Targets:
        """The same, but only said: no file is written and nothing is installed."""
        current = self._current()
        for target in self._targets():
            if target in current:
                self._keep(current[target])
            else:
                self._plan(target)
        return self._result(())

    def _targets(self) -> tuple[Target, ...]:
        return tuple(Target.parse(text) for text in self.configuration.targets)

    def _current(self) -> dict[Target, Environment]:
        found = environments.load(self.project, self.configuration)
        return {e.target: e for e in found if environments.is_current(self.project, e, self.configuration)}

    def _keep(self, environment: Environment) -> None:
        self._judge_cap(Resolution(environment.target, environment.interpreter, environment.stand_in))
        self.environments.append(environment)
        self.steps.append(SetupStep(_name(environment), Action.KEPT, environment.label))

    def _stand_in(self) -> Target | None:
        text = self.configuration.stand_in
        return Target.parse(text) if text else None

    def _obtain(self, target: Target) -> Resolution | None:
        from ftmigrate.steps import interpreters

        # A stand-in stands in for a free-threaded build only.
        stand_in = self._stand_in() if target.free_threaded else None
        obtained = interpreters.obtain(target, self.configuration, stand_in=stand_in, progress=self.progress)
        if obtained.resolution is None:
            self.unavailable[target.name] = obtained.explanations
            self.steps.append(SetupStep(f"Python {target.name}", Action.FAILED, "not obtainable here"))
        else:
            self._say_cap(obtained.resolution)
        return obtained.resolution

    def _say_cap(self, resolution: Resolution) -> None:
        """Before anything is installed: what the project forbids is not found out from an error."""
        for finding in self._judge_cap(resolution):
            self.progress.message(finding)

    def _judge_cap(self, resolution: Resolution) -> tuple[str, ...]:
        if not cap_excludes(self.declared, resolution.interpreter):
            return ()
        finding = (
            f"requires-python = {self.declared.requires_python!r} excludes Python "
            f"{resolution.interpreter.version}: nobody can install this project there. Change it to allow "
            f"{resolution.target.name}, for example {_opened(self.declared.requires_python)!r}."
        )
        self.findings.append(finding)
        return (finding,)

    def _sync_all(self, resolutions: Sequence[Resolution]) -> dict[Target, Environment | FtmigrateError]:
        """Both at once where nobody has to be asked, and where uv keeps two builds of one tree apart."""
        asks = any(
            environments.in_the_way(self.project, resolution, self.configuration)
            for resolution in resolutions
        )
        if asks or len(resolutions) < 2 or find_installer().name != "uv":
            return {resolution.target: self._sync(resolution) for resolution in resolutions}
        with crew(len(resolutions)) as pool:
            waiting = {resolution.target: pool.submit(self._sync, resolution) for resolution in resolutions}
            return {target: future.result() for target, future in waiting.items()}

    def _sync(self, resolution: Resolution) -> Environment | FtmigrateError:
        try:
            return environments.sync(
                self.project, resolution, self.configuration, self.progress, consent=self.consent
            )
        except (ProjectCommandFailed, MachineError, UsageError) as error:
            return error

    def _report(self, resolution: Resolution, made: Environment | FtmigrateError) -> None:
        if isinstance(made, Environment):
            self.environments.append(made)
            self.steps.append(SetupStep(_name(made), Action.MADE, made.label))
            return
        name = environments.folder_of(self.project, self.configuration, resolution).name
        self.failed_with = max(self.failed_with, made.exit_code)
        self.failures[name] = f"{made.what}\n{made.hint}".strip()
        self.steps.append(SetupStep(name, Action.FAILED, made.what))

    def _plan(self, target: Target) -> None:
        from ftmigrate.steps import interpreters

        resolution = self._found(target)
        if resolution is None:
            plans = interpreters.provider_plans(target, self.configuration)
            commands = next((tuple(plan.commands) for plan in plans if getattr(plan, "runs", False)), ())
            detail = "would be installed" if commands else "no provider here can install it"
            action = Action.PLANNED if commands else Action.FAILED
            self.steps.append(SetupStep(f"Python {target.name}", action, detail, commands))
            return
        self._judge_cap(resolution)
        folder = environments.folder_of(self.project, self.configuration, resolution)
        commands = _environment_commands(self.project, resolution, folder, self.declared)
        detail = _detail(resolution, self.declared.lock)
        self.steps.append(SetupStep(folder.name, Action.PLANNED, detail, commands))

    def _found(self, target: Target) -> Resolution | None:
        from ftmigrate.steps import interpreters

        interpreter = interpreters.find(target, self.configuration, self.progress)
        if interpreter is not None:
            return Resolution(target, interpreter)
        stand_in = self._stand_in() if target.free_threaded else None
        other = interpreters.find(stand_in, self.configuration, self.progress) if stand_in else None
        return Resolution(target, other, stand_in=True) if other else None

    def _ignore(self) -> tuple[str, ...]:
        """Add to .gitignore what git would show; an environment ignores itself as a rule."""
        inside = [environment.path / "pyvenv.cfg" for environment in self.environments]
        shown = git_ignore.not_ignored(self.project, inside)
        names = [f"/{path.parent.relative_to(self.project.absolute()).as_posix()}/" for path in shown]
        return (".gitignore",) if names and git_ignore.add_ignored(self.project, names) else ()

    def _result(self, written: tuple[str, ...]) -> Targets:
        records = (read_record(environment.path) for environment in self.environments)
        notes = tuple(
            f"{_name(record.environment)}: {note}" for record in records if record for note in record.notes
        )
        return Targets(
            steps=tuple(self.steps),
            environments=tuple(self.environments),
            unavailable=self.unavailable,
            failures=self.failures,
            findings=tuple(dict.fromkeys(self.findings)),
            notes=notes,
            written=written,
            failed_with=self.failed_with,
        )


def _name(environment: Environment) -> str:
    return environment.path.name


def _detail(resolution: Resolution, lock: str) -> str:
    stands = f", stand-in for {resolution.target.name}" if resolution.stand_in else ""
    pins = f", the versions from {lock} where they can be had" if lock else ""
    return f"from {resolution.interpreter.path} ({resolution.interpreter.version}{stands}){pins}"


def _environment_commands(
    project: Path, resolution: Resolution, folder: Path, declared: Dependencies
) -> tuple[str, ...]:
    import shlex

    installer = find_installer()
    make = creation_command(resolution.interpreter, folder, pip=installer.seeds_pip, uv=installer.program)
    words = declared_words(installer, project, declared)
    fill = install_command(installer, python_of(folder), words) if words else ()
    return tuple(shlex.join(command) for command in (make, fill) if command)


def _opened(specifier: str) -> str:
    """The specifier without its upper bounds: `>=3.9,<3.14` gives `>=3.9`."""
    parts = [part.strip() for part in specifier.split(",")]
    lower = [part for part in parts if part.startswith((">", "!="))]
    return ",".join(lower) or ">=3.9"
