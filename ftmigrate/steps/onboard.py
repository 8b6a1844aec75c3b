"""Team files from templates: what would be written, and writing it without losing anybody's edit."""

import dataclasses
import difflib
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ftmigrate import __version__
from ftmigrate.host import configuration as configurations
from ftmigrate.host import team_facts, team_files
from ftmigrate.host.declarations import read_declarations
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.dependencies import Dependencies, ProjectPart
from ftmigrate.model.errors import UsageError
from ftmigrate.model.onboarding import (
    Choices,
    FileState,
    Onboarding,
    TeamFacts,
    TeamFile,
    TeamTarget,
    TemplateSet,
)
from ftmigrate.model.target import Target
from ftmigrate.renderers.team_files import compare, read_header, render
from ftmigrate.renderers.template_sets import SETS
from ftmigrate.steps import dependencies

# How long a free-threaded job may fail, where nothing else is asked for.
_TOLERANCE = timedelta(days=90)


@dataclasses.dataclass(frozen=True, slots=True)
class Options:
    """`sets` empty means those in use; `check` writes nothing; `force` replaces edited and foreign files."""

    sets: tuple[str, ...] = ()
    choices: Choices = dataclasses.field(default_factory=Choices)
    check: bool = False
    force: bool = False


def onboard(project: Path, options: Options) -> Onboarding:
    """Compare the team files of `project` with the templates, and write those that may be written.

    Raises UsageError for an unknown set, a date that is none, a folder that is no project, or
    where no set is in use and none is asked for with `check`.
    """
    _check_folder(project)
    _check_until(options.choices.until)
    chosen = _chosen(project, options.sets)
    if options.check and not chosen:
        raise UsageError(
            "there is no file here that `ftmigrate onboard` made.",
            where=str(project),
            hint="Make some first: ftmigrate onboard --list",
        )
    facts = facts_of(project, configurations.read(project)) if chosen else None
    files = [_compared(project, one, path, template, facts, options.choices)
             for one in chosen if facts is not None
             for path, template in team_files.templates_of(one.name)]  # fmt: skip
    if not options.check:
        files = [_written(project, file, force=options.force) for file in files]
    return Onboarding(str(project), tuple(one.name for one in chosen), tuple(files), options.check, SETS)


def overview(project: Path) -> Onboarding:
    """The sets there are, and as `sets` those in use; no file is looked at further."""
    _check_folder(project)
    return Onboarding(str(project), sets_in_use(project), available=SETS)


def sets_in_use(project: Path) -> tuple[str, ...]:
    """The sets of which the project has a file that is ours."""
    return tuple(
        one.name
        for one in SETS
        if any(
            (text := team_files.text_at(project, path)) is not None and read_header(text) is not None
            for path, _ in team_files.templates_of(one.name)
        )
    )


def facts_of(project: Path, configuration: Configuration) -> TeamFacts:
    """What the templates need to know of a project."""
    wanted = dependencies.read(project, configuration)
    name = team_facts.project_name(project, dict(read_declarations(project).pyproject))
    packages = team_facts.import_names(project, name)
    return TeamFacts(
        name=name,
        targets=_targets(configuration, packages),
        packages=packages,
        tests=_test_command(project, configuration, wanted),
        part=wanted.part,
        requirement=f"ftmigrate=={__version__}",
        extras=wanted.extras,
        groups=wanted.groups,
        requirements=_requirements(project, wanted),
        requirement_files=tuple(dict.fromkeys((*wanted.requirement_files, *wanted.undeclared))),
        test_tool="" if _declares_pytest(project, wanted) else wanted.test_tool,
    )


def _requirements(project: Path, wanted: Dependencies) -> tuple[str, ...]:
    if wanted.part is not ProjectPart.DEPENDENCIES:
        return ()
    return dependencies.project_requirements(project, wanted)


def _targets(configuration: Configuration, packages: tuple[str, ...]) -> tuple[TeamTarget, ...]:
    """Those that others can have too: no path of this machine, no stand-in, no special build."""
    found: dict[str, TeamTarget] = {}
    for text in configuration.targets:
        target = Target.parse(text)
        if (
            target.minor is None
            or target.debug
            or target.jit
            or (target.free_threaded and target.minor < (3, 14))
        ):
            continue
        found.setdefault(target.name, _team_target(target, target.minor, configuration, packages))
    if not found:
        raise UsageError(
            "none of the targets can be had on another machine: " + ", ".join(configuration.targets) + ".",
            where="[tool.ftmigrate] targets",
            hint='Write for example targets = ["3.14", "3.14t"].',
        )
    return tuple(found.values())


def _team_target(
    target: Target, minor: tuple[int, int], configuration: Configuration, packages: tuple[str, ...]
) -> TeamTarget:
    free = bool(target.free_threaded)
    folder = configuration.environments.replace("{target}", target.name)
    names = "".join(f'"{name}", ' for name in packages)
    lenient = f"[__import__(name) for name in ({names}) if sys.version_info >= {minor}]" if packages else ""
    return TeamTarget(
        target.name,
        free,
        folder,
        check=_check_code(free, ", ".join(packages)),
        setup_check=_check_code(free, then=lenient),
    )


def _check_code(free_threaded: bool, imports: str = "", then: str = "") -> str:
    """Python on one line, in single quotes nowhere: it is passed through several shells."""
    modules = ", ".join(filter(None, ("sys", "sysconfig", imports)))
    build = f'sysconfig.get_config_var("Py_GIL_DISABLED") {"==" if free_threaded else "!="} 1'
    parts = [f"import {modules}", f'assert {build}, "the other build: " + sys.version', then]
    if free_threaded:
        parts.append('assert not sys._is_gil_enabled(), "the GIL is on"')
    return "; ".join(filter(None, parts))


def _test_command(project: Path, configuration: Configuration, wanted: Dependencies) -> str:
    if configuration.verify.command is not None:
        return configuration.verify.command
    if not team_facts.has_tests(project):
        return ""
    pytest = wanted.test_tool or _declares_pytest(project, wanted)
    return "python -m pytest" if pytest else team_facts.unittest_command(project)


def _declares_pytest(project: Path, wanted: Dependencies) -> bool:
    lines = (
        *dependencies.group_requirements(project, wanted),
        *team_facts.requirement_lines(project, wanted),
    )
    return any(re.match(r"pytest(?![\w-])", line) for line in lines)


def _chosen(project: Path, names: Iterable[str]) -> tuple[TemplateSet, ...]:
    known = {one.name: one for one in SETS}
    wanted = tuple(names)
    for name in wanted:
        if name not in known:
            raise _unknown_set(name, tuple(known))
    names = {*(wanted or sets_in_use(project))}
    if wanted:
        names |= {need for name in wanted for need in known[name].needs}
    return tuple(one for one in SETS if one.name in names)


def _unknown_set(name: str, known: tuple[str, ...]) -> UsageError:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    return UsageError(f"there is no template set {name!r}.", hint=f"{hint}There are: {', '.join(known)}.")


def _compared(
    project: Path, one: TemplateSet, path: str, template: str, facts: TeamFacts, asked: Choices
) -> TeamFile:
    before = team_files.text_at(project, path)
    choices = _choices(asked, before)
    if choices.requirement:
        facts = dataclasses.replace(facts, requirement=choices.requirement)
    after = render(template, path, one.name, facts, choices)
    state, note = compare(before, after), ""
    if state is FileState.FOREIGN and dict(one.wired).get(path, "\0") in (before or ""):
        state = FileState.WIRED
    if state is FileState.MISSING and (
        rival := team_files.first_rival(project, dict(one.rivals).get(path, ()))
    ):
        state, note = FileState.FOREIGN, f"{rival} is there already, and this file would hide it"
    return TeamFile(one.name, path, state, before, after, note=note)


def _choices(asked: Choices, before: str | None) -> Choices:
    """What is asked for, else what the file says it was made with, else the defaults."""
    header = read_header(before) if before is not None else None
    made = header.choices if header is not None else Choices()
    until = asked.until or made.until or (datetime.now(UTC).date() + _TOLERANCE).isoformat()
    return Choices(until=until, requirement=asked.requirement or made.requirement)


def _check_folder(project: Path) -> None:
    if not project.is_dir():
        raise UsageError("there is no such folder.", where=str(project))


def _check_until(text: str) -> None:
    try:
        right = not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        right = False
    if not right:
        raise UsageError(f"--until {text}: this is no date.", hint="Write it as in 2027-03-31.")


def _written(project: Path, file: TeamFile, *, force: bool) -> TeamFile:
    replaceable = file.state in (FileState.EDITED, FileState.FOREIGN, FileState.KEPT)
    if file.state not in (FileState.MISSING, FileState.OUTDATED) and not (force and replaceable):
        return file
    replaced = team_files.set_aside(project, file.path) if replaceable and file.before is not None else ""
    team_files.write(project, file.path, file.after)
    return dataclasses.replace(file, written=True, replaced=replaced)
