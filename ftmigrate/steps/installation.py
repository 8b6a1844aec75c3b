"""The words of an installation, in phases: what must be known first is installed first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ftmigrate.host.installers import Installer
from ftmigrate.model.dependencies import Dependencies, ProjectPart, normalized
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.steps.dependencies import group_requirements, project_requirements, standard_groups


def cap_excludes(dependencies: Dependencies, interpreter: Interpreter) -> bool:
    """Whether the project's own requires-python refuses this interpreter."""
    if not dependencies.requires_python:
        return False
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        allowed = SpecifierSet(dependencies.requires_python)
    except InvalidSpecifier:
        return False  # the installer says what is wrong with it
    return not allowed.contains(interpreter.version, prereleases=True)


def declared_words(installer: Installer, project: Path, dependencies: Dependencies) -> tuple[str, ...]:
    """All that the project declares, in one resolution."""
    return (
        *_project_words(installer, project, dependencies),
        *_other_words(installer, project, dependencies),
    )


def without_guesses(dependencies: Dependencies) -> Dependencies:
    """What must be installed, without the extras, groups and files that were chosen by their names."""
    if not dependencies.chosen_by_us:
        return dependencies
    kept = tuple(n for n in dependencies.requirement_files if n not in dependencies.chosen_files)
    return replace(dependencies, extras=(), groups=(), requirement_files=kept, chosen_files=())


def ignoring_cap_words(dependencies: Dependencies) -> tuple[str, ...]:
    """pip's words that install the project alone although its requires-python refuses."""
    return ("--no-deps", "--ignore-requires-python", "--editable", ".")


def locked_words(dependencies: Dependencies, pins: Path) -> tuple[str, ...]:
    """The pins of a lock, and the requirement files that were chosen besides it."""
    return ("-r", str(pins), *_each("-r", dependencies.chosen_files))


def project_alone_words(dependencies: Dependencies) -> tuple[str, ...]:
    """The project itself after its lock: its requirements are there."""
    return ("--no-deps", "--editable", ".") if dependencies.part is ProjectPart.EDITABLE else ()


def without_project_words(
    installer: Installer, project: Path, dependencies: Dependencies, requires: Sequence[str], version: str
) -> tuple[str, ...]:
    """The rest of a capped project: the requirements its metadata names, and all else declared."""
    own = applicable(requires, dependencies.extras, version)
    return (*own, *_other_words(installer, project, dependencies))


def _project_words(installer: Installer, project: Path, dependencies: Dependencies) -> tuple[str, ...]:
    extras = dependencies.extras
    if dependencies.part is ProjectPart.EDITABLE:
        return ("--editable", f".[{','.join(extras)}]" if extras else ".")
    if dependencies.part is ProjectPart.NONE:
        return ()
    if installer.name == "uv":
        return ("--requirements", "pyproject.toml", *_each("--extra", extras))
    return project_requirements(project, dependencies)


def _other_words(installer: Installer, project: Path, dependencies: Dependencies) -> tuple[str, ...]:
    groups: tuple[str, ...]
    if installer.name == "uv":
        standard = _each("--group", standard_groups(project, dependencies))
        groups = (*standard, *group_requirements(project, dependencies, all=False))
    else:
        groups = group_requirements(project, dependencies)
    return (
        *groups,
        *dependencies.requirements,
        *_each("-r", dependencies.requirement_files),
        *_each("-c", dependencies.constraint_files),
    )


def _each(option: str, values: Sequence[str]) -> Iterator[str]:
    for value in values:
        yield from (option, value)


def applicable(requires: Sequence[str], extras: Sequence[str], version: str) -> tuple[str, ...]:
    """The `Requires-Dist` lines that hold on `version` with one of `extras`, or with none."""
    return tuple(dict.fromkeys(_applicable(requires, extras, version)))


def _applicable(requires: Sequence[str], extras: Sequence[str], version: str) -> Iterator[str]:
    from packaging.requirements import InvalidRequirement, Requirement

    environment = {"python_version": ".".join(version.split(".")[:2]), "python_full_version": version}
    for line in requires:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue
        marker = requirement.marker
        wanted = ("", *map(normalized, extras))
        if marker is None or any(marker.evaluate({**environment, "extra": extra}) for extra in wanted):
            requirement.marker = None
            yield str(requirement)
