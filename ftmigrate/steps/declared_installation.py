"""What a project declares, into its environment: from its lock, at once, or one by one."""

from collections.abc import Iterator
from dataclasses import replace

from ftmigrate.host import environments as host
from ftmigrate.host.declarations import has_hashes
from ftmigrate.host.installers import Installer
from ftmigrate.model.dependencies import ProjectPart, normalized
from ftmigrate.model.errors import ProjectCommandFailed
from ftmigrate.steps.dependencies import extra_requirements, group_requirements
from ftmigrate.steps.environment_filling import Filling
from ftmigrate.steps.installation import (
    applicable,
    cap_excludes,
    declared_words,
    ignoring_cap_words,
    without_guesses,
    without_project_words,
)


def install_all(filling: Filling) -> None:
    """Everything that is wanted; raises ProjectCommandFailed with what the installer said."""
    capped = cap_excludes(filling.wanted, filling.environment.interpreter)
    if capped and filling.wanted.part is ProjectPart.EDITABLE:
        _install_capped(filling)
    elif not (filling.wanted.lock and _install_locked(filling)):
        _install_declared(filling)
    _say_cap(filling)
    _install_undeclared(filling)
    _install_test_tool(filling)


def _install_locked(filling: Filling) -> bool:
    from ftmigrate.steps.locked_installation import install_locked  # what reads locks is slow to load

    return install_locked(filling)


def _say_cap(filling: Filling) -> None:
    """The project's own word, or its build backend's where only that knows it."""
    own, interpreter = filling.own(), filling.environment.interpreter
    cap = filling.wanted.requires_python or (own.metadata["Requires-Python"] or "" if own else "")
    if cap_excludes(replace(filling.wanted, requires_python=cap), interpreter):
        filling.notes.append(
            f"requires-python = {cap!r} excludes {interpreter.version}; "
            "it was ignored for this environment only."
        )


def _install_capped(filling: Filling) -> None:
    host.seed_pip(filling.environment.interpreter, filling.environment.path)
    filling.run(ignoring_cap_words(filling.wanted), Installer("pip"))
    requires, version = filling.own_requirements(), filling.environment.interpreter.version
    filling.run(without_project_words(filling.installer, filling.project, filling.wanted, requires, version))


def _install_declared(filling: Filling) -> None:
    try:
        _install_hashed(filling)
        filling.run(declared_words(filling.installer, filling.project, filling.wanted))
    except ProjectCommandFailed as error:
        if _refuses_this_python(filling, error):
            _install_capped(filling)
            return
        core = without_guesses(filling.wanted)
        if core == filling.wanted:
            raise
        # A linter of a `dev` group that cannot be had here must not cost the whole environment.
        filling.progress.message(
            f"{filling.environment.path.name}: not everything can be installed; trying one by one ..."
        )
        filling.run(declared_words(filling.installer, filling.project, core))
        _install_guesses(filling)


def _install_hashed(filling: Filling) -> None:
    """Requirement files with hashes first: in one call with them pip asks hashes of everything.

    https://pip.pypa.io/en/stable/topics/secure-installs/#hash-checking-mode
    """
    if filling.installer.name != "pip":
        return
    files = filling.wanted.requirement_files
    hashed = tuple(name for name in files if has_hashes(filling.project / name))
    for name in hashed:
        filling.run(("-r", name))
    filling.wanted = replace(filling.wanted, requirement_files=tuple(n for n in files if n not in hashed))


def _refuses_this_python(filling: Filling, error: ProjectCommandFailed) -> bool:
    """Whether the project itself has a cap that only its build backend knew (uv's words, and pip's)."""
    if filling.wanted.part is not ProjectPart.EDITABLE or filling.wanted.requires_python:
        return False
    said = " ".join(error.hint.split())
    return "does not satisfy Python" in said or "requires a different Python" in said


def _install_guesses(filling: Filling) -> None:
    for words in _guesses(filling):
        if reason := filling.tried(words):
            filling.notes.append(
                f"{words[-1]} is left out, it can't be installed without compiling on "
                f"{filling.environment.interpreter.name}: {reason}"
            )


def _guesses(filling: Filling) -> Iterator[tuple[str, ...]]:
    wanted, version = filling.wanted, filling.environment.interpreter.version
    requires = filling.own_requirements()
    core = applicable(requires, (), version)
    extra = [line for line in applicable(requires, wanted.extras, version) if line not in core]
    for line in (
        *(extra or extra_requirements(filling.project, wanted)),
        *group_requirements(filling.project, wanted),
    ):
        yield ("--only-binary", ":all:", line)
    for name in wanted.chosen_files:
        yield ("-r", name)


def _install_undeclared(filling: Filling) -> None:
    files = filling.wanted.undeclared
    if files and not filling.own_requirements():
        filling.run(tuple(word for name in files for word in ("-r", name)))
        filling.notes.append(f"{', '.join(files)}: installed, because the metadata names no dependency.")


def _install_test_tool(filling: Filling) -> None:
    tool = filling.wanted.test_tool
    if not tool or normalized(tool) in filling.versions():
        return
    said = "is missing and could not be installed" if filling.tried((tool,)) else "is added"
    filling.notes.append(f"{tool} {said}: the tests use it, and nothing declares it.")
