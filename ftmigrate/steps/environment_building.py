"""Filling one environment, from an empty folder to a complete record."""

from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution
from pathlib import Path

from ftmigrate.host import environments as host
from ftmigrate.host.environment_records import Record, stamp, write_record
from ftmigrate.host.files import write_atomically
from ftmigrate.host.folders import state_folder
from ftmigrate.host.installers import Installer, find_installer, install
from ftmigrate.model.dependencies import Dependencies, ProjectPart, normalized
from ftmigrate.model.errors import MachineError, ProjectCommandFailed
from ftmigrate.model.interpreter import Environment, Resolution
from ftmigrate.model.lockfile import Pin
from ftmigrate.model.progress import Progress
from ftmigrate.steps.dependencies import extra_requirements, group_requirements
from ftmigrate.steps.installation import (
    applicable,
    cap_excludes,
    declared_words,
    ignoring_cap_words,
    locked_words,
    project_alone_words,
    without_guesses,
    without_project_words,
)
from ftmigrate.steps.locked_installation import exported, gaps, pin_lines

PINS = "ftmigrate-pins.txt"


def build(
    project: Path, folder: Path, resolution: Resolution, wanted: Dependencies, progress: Progress
) -> Environment:
    """Make and fill `folder`; the record in it is complete only if all of it is.

    Raises MachineError where the environment is not what it should be, ProjectCommandFailed
    where something cannot be installed.
    """
    builder = _Builder(project, folder, resolution, wanted, progress)
    builder.create()
    builder.install()
    builder.finish()
    return builder.environment


class _Builder:
    """One environment in the making; collects what must be said about it."""

    def __init__(
        self, project: Path, folder: Path, resolution: Resolution, wanted: Dependencies, progress: Progress
    ) -> None:
        self.environment = Environment(
            target=resolution.target,
            interpreter=resolution.interpreter,
            path=folder,
            python=host.python_of(folder),
            stand_in=resolution.stand_in,
        )
        self._project = project
        self._wanted = wanted
        self._progress = progress
        self._installer = find_installer()
        self._capped = cap_excludes(wanted, resolution.interpreter)
        self._built: list[str] = []
        self._notes = list(wanted.notes)

    def create(self) -> None:
        interpreter, folder = self.environment.interpreter, self.environment.path
        self._record(complete=False)
        with self._progress.task(f"Making {folder.name}"):
            # pip is the one installer that can be told to ignore a project's requires-python.
            host.create(interpreter, folder, pip=self._installer.seeds_pip or self._capped)
        mismatch = host.check(folder, interpreter)
        if mismatch is not None:
            raise MachineError(f"the new environment is wrong: {mismatch.reason}", where=str(folder))

    def install(self) -> None:
        if self._capped and self._wanted.part is ProjectPart.EDITABLE:
            self._install_capped()
        else:
            if self._capped:
                self._say_cap()
            self._install_declared()
        self._install_undeclared()
        self._install_test_tool()

    def _install_declared(self) -> None:
        if self._wanted.lock and self._install_locked():
            return
        try:
            self._run(declared_words(self._installer, self._project, self._wanted))
        except ProjectCommandFailed:
            core = without_guesses(self._wanted)
            if core == self._wanted:
                raise
            # A linter of a `dev` group that cannot be had here must not cost the whole environment.
            self._progress.message(
                f"{self.environment.path.name}: not everything can be installed; trying one by one ..."
            )
            self._run(declared_words(self._installer, self._project, core))
            self._install_guesses()

    def _install_locked(self) -> bool:
        """Whether the lock's pins are in the environment; if not, it is said why not."""
        interpreter, lock = self.environment.interpreter, self._wanted.lock
        found = exported(self._project, self._wanted, interpreter)
        if found.reason:
            remedy = f" To use it: {found.remedy}." if found.remedy else ""
            self._notes.append(f"{lock} is not used, {found.reason}: versions are resolved afresh.{remedy}")
            return False
        missing = gaps(self._project, lock, found.pins, interpreter)
        pins = self.environment.path / PINS
        write_atomically(
            pins, pin_lines(found.pins, missing, every_hash=self._installer.name == "pip").encode()
        )
        try:
            if missing:  # what takes a pin's place must still be what the project allows
                declared = declared_words(self._installer, self._project, self._wanted)
                self._run(("-r", str(pins), *declared))
            else:
                self._run(locked_words(self._wanted, pins) if found.pins else ())
                self._run(project_alone_words(self._wanted))
        except ProjectCommandFailed as error:
            self._notes.append(
                f"{lock} cannot be installed on {interpreter.name} ({last_line(error)}): "
                "versions are resolved afresh."
            )
            return False
        if missing:
            self._relock(missing)
        return True

    def _relock(self, missing: Sequence[Pin]) -> None:
        """Say what took the place of pins without a wheel, and keep the new pins in a side file."""
        found = {normalized(d.metadata["Name"]): d.version for d in self._distributions()}
        changes = ", ".join(f"{p.name} {p.version} -> {found.get(p.name, 'none')}" for p in missing)
        side = state_folder(self._project) / f"pins-{self.environment.path.name}.txt"
        own = self._own()
        lines = sorted(
            f"{d.metadata['Name']}=={d.version}\n"
            for d in self._distributions()
            if own is None or d.metadata["Name"] != own.metadata["Name"]
        )
        write_atomically(side, "".join(lines).encode())
        self._notes.append(
            f"{self._wanted.lock} has no wheel for {self.environment.interpreter.name} of some packages; "
            f"newer versions are installed: {changes}. The lock is unchanged; this environment's pins "
            f"are in {side.relative_to(self._project.absolute()).as_posix()}."
        )

    def _distributions(self) -> tuple[Distribution, ...]:
        return host.installed_distributions(self.environment.path)

    def _install_guesses(self) -> None:
        left_out = [words[-1] for words in self._guesses() if not self._tried(words)]
        if left_out:
            self._notes.append(
                f"left out, because it has no wheel for {self.environment.interpreter.name} or clashes: "
                f"{', '.join(left_out)}."
            )

    def _guesses(self) -> Iterator[tuple[str, ...]]:
        wanted, version = self._wanted, self.environment.interpreter.version
        requires = self._own_requirements()
        core = applicable(requires, (), version)
        extra = [line for line in applicable(requires, wanted.extras, version) if line not in core]
        for line in (
            *(extra or extra_requirements(self._project, wanted)),
            *group_requirements(self._project, wanted),
        ):
            yield ("--only-binary", ":all:", line)
        for name in wanted.chosen_files:
            yield ("-r", name)

    def _tried(self, words: Sequence[str]) -> bool:
        try:
            self._run(words)
        except ProjectCommandFailed:
            return False
        return True

    def _install_capped(self) -> None:
        self._say_cap()
        self._run(ignoring_cap_words(self._wanted), Installer("pip"))
        requires = self._own_requirements()
        version = self.environment.interpreter.version
        self._run(without_project_words(self._installer, self._project, self._wanted, requires, version))

    def _say_cap(self) -> None:
        self._notes.append(
            f"requires-python = {self._wanted.requires_python!r} excludes "
            f"{self.environment.interpreter.version}; it was ignored for this environment only."
        )

    def _install_undeclared(self) -> None:
        files = self._wanted.undeclared
        if files and not self._own_requirements():
            self._run(tuple(word for name in files for word in ("-r", name)))
            self._notes.append(f"{', '.join(files)}: installed, because the metadata names no dependency.")

    def _install_test_tool(self) -> None:
        tool = self._wanted.test_tool
        if tool and normalized(tool) not in self._installed_names():
            self._run((tool,))
            self._notes.append(f"{tool} is added: the tests use it, and nothing declares it.")

    def _run(self, words: Sequence[str], installer: Installer | None = None) -> None:
        if not words:
            return
        chosen = installer or self._installer
        label = f"Installing into {self.environment.path.name} with {chosen.name}"
        with self._progress.task(label) as task:
            done = install(
                chosen,
                self.environment.python,
                words,
                self._project,
                on_line=lambda line: task.update(note=line.strip()[:70]),
            )
        self._built += done.built

    def _installed_names(self) -> set[str]:
        return {normalized(d.metadata["Name"] or "") for d in self._distributions()}

    def _own_requirements(self) -> tuple[str, ...]:
        """`Requires-Dist` of the project itself, as its build backend wrote it."""
        own = self._own()
        return tuple(own.requires or ()) if own else ()

    def _own(self) -> Distribution | None:
        """The project's own distribution; its folder is written down in it (PEP 610)."""
        url = self._project.resolve().as_uri()
        for distribution in self._distributions():
            origin = distribution.read_text("direct_url.json") or ""
            if f'"{url}"' in origin or f'"{url}/"' in origin:
                return distribution
        return None

    def finish(self) -> None:
        own = self._own()
        mine = normalized(own.metadata["Name"]) if own else ""
        built = {normalized(name) for name in (*self._built, *host.built_here(self.environment.path))} - {
            mine
        }
        self._built = sorted(built)
        if built:
            self._notes.append(f"built from source, for want of a wheel: {', '.join(self._built)}.")
        for note in self._notes:
            self._progress.message(f"{self.environment.path.name}: {note}")
        self._record(complete=True)

    def _record(self, *, complete: bool) -> None:
        record = Record(
            environment=self.environment,
            complete=complete,
            fingerprint=self._wanted.fingerprint,
            base_stamp=stamp(self.environment.interpreter.base),
            installer=self._installer.name,
            built=tuple(self._built),
            notes=tuple(self._notes),
        )
        write_record(self.environment.path, record)


def last_line(error: ProjectCommandFailed) -> str:
    """What an installer said last before the command line that we add."""
    said = [line.strip() for line in error.hint.splitlines() if line.strip()]
    return said[-2][:160] if len(said) > 1 else error.what
