"""From what a project declares to what its environments get."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ftmigrate.host.declarations import Declarations, fingerprint, read_declarations
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.dependencies import (
    FALLBACK_NAMES,
    TEST_NAMES,
    Dependencies,
    ProjectPart,
    normalized,
    unknown_group,
)
from ftmigrate.model.errors import UsageError
from ftmigrate.model.poetry import specifier
from ftmigrate.steps.dependency_groups import extras as known_extras
from ftmigrate.steps.dependency_groups import group_lines, is_standard, own_lines
from ftmigrate.steps.dependency_groups import groups as known_groups


def read(project: Path, configuration: Configuration) -> Dependencies:
    """What to install for `project`, and the fingerprint of its declarations.

    Raises UsageError for a folder that is no Python project, a file that cannot be parsed, or a
    configured group that nothing declares.
    """
    declared = read_declarations(project)
    part = _part(declared)
    _require_project(project, declared, part)
    extras, groups, files = _chosen(declared, configuration)
    base, undeclared, notes = _requirement_files(declared, part)
    words, more = _own_words(declared, part, base)
    every = tuple(dict.fromkeys((*base, *undeclared, *files)))
    guessed = not configuration.groups
    return Dependencies(
        part=part,
        extras=extras,
        groups=groups,
        requirements=words,
        requirement_files=tuple(dict.fromkeys((*base, *files))),
        undeclared=undeclared,
        test_tool="pytest" if _wants_pytest(declared, configuration) else "",
        requires_python=_requires_python(declared),
        notes=(*notes, *more),
        fingerprint=fingerprint(project, declared, every, (extras, groups, every, part.value, guessed)),
        declared_in=_declared_in(declared, part, (*base, *files)),
        chosen_by_us=guessed,
        chosen_files=tuple(name for name in files if name not in base),
        lock=declared.lock,
    )


def group_requirements(project: Path, dependencies: Dependencies, *, all: bool = True) -> tuple[str, ...]:
    """The lines of the chosen groups; without `all`, only of those that uv can't read itself."""
    declared = read_declarations(project)
    names = [name for name in dependencies.groups if all or not is_standard(declared, name)]
    return tuple(line for name in names for line in group_lines(declared, name))


def standard_groups(project: Path, dependencies: Dependencies) -> tuple[str, ...]:
    """The chosen groups of PEP 735."""
    declared = read_declarations(project)
    return tuple(name for name in dependencies.groups if is_standard(declared, name))


def project_requirements(project: Path, dependencies: Dependencies) -> tuple[str, ...]:
    """`[project] dependencies` and the chosen extras, where the project itself is not installed."""
    table = read_declarations(project).pyproject.get("project", {})
    return (*table.get("dependencies", ()), *extra_requirements(project, dependencies))


def extra_requirements(project: Path, dependencies: Dependencies) -> tuple[str, ...]:
    """The lines of the chosen extras in pyproject.toml."""
    table = read_declarations(project).pyproject.get("project", {})
    optional = {normalized(k): v for k, v in table.get("optional-dependencies", {}).items()}
    return tuple(line for extra in dependencies.extras for line in optional.get(normalized(extra), ()))


def _part(declared: Declarations) -> ProjectPart:
    document = declared.pyproject
    tool = document.get("tool", {})
    if tool.get("uv", {}).get("package") is False or tool.get("poetry", {}).get("package-mode") is False:
        return ProjectPart.DEPENDENCIES if "project" in document else ProjectPart.NONE
    if "build-system" in document or declared.has_setup_py or "metadata" in declared.setup_cfg:
        return ProjectPart.EDITABLE
    if "project" not in document:
        return ProjectPart.NONE
    # Without a build system only setuptools knows dynamic dependencies; static ones are simply listed.
    dynamic = document["project"].get("dynamic", ())
    return ProjectPart.EDITABLE if "dependencies" in dynamic else ProjectPart.DEPENDENCIES


def _require_project(project: Path, declared: Declarations, part: ProjectPart) -> None:
    if part is not ProjectPart.NONE or declared.pyproject or declared.requirement_files:
        return
    if declared.pipfile or declared.lock or declared.conda_file:
        return
    if any(path.suffix == ".py" for path in project.iterdir()):
        return
    if any(path for folder in ("src", "tests", "app") for path in (project / folder).glob("**/*.py")):
        return
    raise UsageError(
        "this is not a Python project: it has no pyproject.toml, setup.py, setup.cfg, requirements.txt "
        "and no .py file.",
        where=str(project),
        hint="Name the project's folder: ftmigrate init DIR.",
    )


def _chosen(
    declared: Declarations, configuration: Configuration
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Extras, dependency groups and requirement files: those configured, else the ones for tests."""
    extras, groups = known_extras(declared), known_groups(declared)
    files = {normalized(Path(name).stem): name for name in declared.requirement_files}
    if configuration.groups:
        return _configured(configuration.groups, extras, groups, declared.requirement_files)
    for names in (TEST_NAMES, FALLBACK_NAMES):
        found = (
            tuple(extras[name] for name in names if name in extras),
            tuple(groups[name] for name in names if name in groups),
            tuple(files[stem] for name in names for stem in _stems(name) if stem in files),
        )
        if any(found):
            return found
    return (), (), ()


def _stems(name: str) -> tuple[str, ...]:
    return (f"requirements-{name}", f"{name}-requirements", name)


def _configured(
    names: tuple[str, ...],
    extras: Mapping[str, str],
    groups: Mapping[str, str],
    files: tuple[str, ...],
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    for name in names:
        if normalized(name) not in {*extras, *groups} and name not in files:
            raise unknown_group(name, (*extras, *groups, *files))
    wanted = [normalized(name) for name in names]
    return (
        tuple(extras[name] for name in wanted if name in extras),
        tuple(groups[name] for name in wanted if name in groups),
        tuple(name for name in names if name in files),
    )


def _requirement_files(
    declared: Declarations, part: ProjectPart
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Those to install, those to install if the metadata names nothing, and a note on one left out."""
    main = tuple(name for name in ("requirements.txt",) if name in declared.requirement_files)
    if part is ProjectPart.NONE:
        return main or (() if own_lines(declared) else declared.requirement_files[:1]), (), ()
    if not main:
        return (), (), ()
    if "dependencies" in declared.pyproject.get("project", {}):
        note = "requirements.txt is left out: pyproject.toml declares the dependencies. "
        return (), (), (note + 'To install it too, add it to groups: groups = ["requirements.txt"].',)
    return (), main, ()


def _own_words(
    declared: Declarations, part: ProjectPart, files: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words for the installer from what is neither metadata nor a requirements file, and notes on it."""
    if part is not ProjectPart.NONE:
        return (), ()
    if words := own_lines(declared):
        return words, ()
    if files:
        return (), ()
    if declared.conda_file:
        words = tuple(word for line in declared.conda.pip for word in shlex.split(line))
        return words, (_conda_note(declared),)
    return tuple(dict.fromkeys(line for lines in declared.scripts.values() for line in lines)), ()


def _conda_note(declared: Declarations) -> str:
    left = ", ".join(declared.conda.conda) or "nothing"
    return f"{declared.conda_file}: only its pip part is installed; left to conda: {left}."


def _wants_pytest(declared: Declarations, configuration: Configuration) -> bool:
    command = configuration.verify.command
    if command is not None:
        return "pytest" in command
    settings: Any = declared.pyproject.get("tool", {})
    return declared.uses_pytest or "pytest" in settings or "tool:pytest" in declared.setup_cfg


def _requires_python(declared: Declarations) -> str:
    table = declared.pyproject.get("project", {})
    options = declared.setup_cfg.get("options", {})
    poetry = declared.pyproject.get("tool", {}).get("poetry", {}).get("dependencies", {}).get("python", "")
    own = table.get("requires-python") or options.get("python_requires")
    return str(own or specifier(str(poetry)))


def _declared_in(declared: Declarations, part: ProjectPart, files: tuple[str, ...]) -> tuple[str, ...]:
    own = {
        "pyproject.toml": "project" in declared.pyproject or "build-system" in declared.pyproject,
        "setup.cfg": "metadata" in declared.setup_cfg,
        "setup.py": declared.has_setup_py,
    }
    named = () if part is ProjectPart.NONE else tuple(name for name, there in own.items() if there)
    others = {
        "Pipfile": declared.pipfile,
        declared.conda_file: declared.conda.pip and not files and not declared.pipfile,
        declared.lock: declared.lock,
    }
    return (*named, *files, *(name for name, there in others.items() if there))
