"""Interpreters: found on the machine, else installed by a provider, else stood in for."""

import errno
from pathlib import Path

from ftmigrate.host.discovery import examine
from ftmigrate.host.installations import installations, remove
from ftmigrate.host.machine import this_machine
from ftmigrate.host.refusals import recent_refusals, remember_refusals
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import (
    NO_SPACE,
    DownloadFailed,
    FtmigrateError,
    InterpreterUnavailable,
    UsageError,
)
from ftmigrate.model.interpreter import Candidate, Interpreter, Obtained, Resolution
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Installation, Plan, Refusal
from ftmigrate.model.target import Target
from ftmigrate.providers import archive
from ftmigrate.providers.provider import Provider
from ftmigrate.providers.registry import BY_NAME
from ftmigrate.steps.choosing import answers
from ftmigrate.steps.interpreter_search import at_path, discover, find, find_each, in_order
from ftmigrate.steps.provider_advice import advice

__all__ = [
    "advice",
    "at_path",
    "discover",
    "find",
    "install",
    "install_from",
    "obtain",
    "provider_plans",
    "uninstall",
]


def obtain(
    target: Target,
    configuration: Configuration,
    *,
    stand_in: Target | None,
    progress: Progress,
) -> Obtained:
    """Find `target` or install it; where neither works, the same for `stand_in`.

    The explanations say in one line a provider why it could not help ("uv: ..."). What is not
    obtainable is an answer here, not an error. Where a stand-in is at hand already, a target that
    was refused within the last day is not asked for again; `install` always asks.
    """
    wanted = (target, stand_in) if stand_in else (target,)
    interpreter, *substitutes = find_each(wanted, configuration, progress)
    if interpreter is not None:
        return Obtained(Resolution(target, interpreter))
    substitute = next(iter(substitutes), None)
    if substitute is not None and (known := recent_refusals(target.name, configuration.providers)):
        return Obtained(Resolution(target, substitute, stand_in=True), known)
    interpreter, explanations = _install(target, configuration, progress)
    if interpreter is not None:
        return Obtained(Resolution(target, interpreter), explanations)
    remember_refusals(target.name, configuration.providers, explanations)
    if substitute is None and stand_in is not None:
        substitute, more = _install(stand_in, configuration, progress)
        explanations += tuple(f"stand-in {stand_in.name}: {line}" for line in more if substitute is None)
    if substitute is None:
        return Obtained(None, explanations)
    return Obtained(Resolution(target, substitute, stand_in=True), explanations)


def install(target: Target, configuration: Configuration, progress: Progress) -> Interpreter:
    """Find it or install it; raises InterpreterUnavailable with each provider's reason."""
    found = find(target, configuration, progress)
    if found is not None:
        return found
    interpreter, explanations = _install(target, configuration, progress)
    if interpreter is None:
        raise unavailable(target, explanations, configuration)
    return interpreter


def install_from(origin: str, sha256: str | None, target: Target, progress: Progress) -> Interpreter:
    """Install the archive, URL or source tree that the user names, and prove that it is the target."""
    if target.path is not None or target.minor is None:
        raise UsageError("--from needs a version as its request, such as 3.14t.", where=target.text)
    python = archive.install_from(origin, sha256, target, this_machine(), progress)
    verified = _verified(archive, target, python)
    if isinstance(verified, str):
        raise DownloadFailed(verified, where=origin)
    return verified


def unavailable(
    target: Target, explanations: tuple[str, ...], configuration: Configuration
) -> InterpreterUnavailable:
    """The error for a target that could not be had: a line a provider, then what would help."""
    tried_stand_in = any(line.startswith("stand-in ") for line in explanations)
    ways_out = advice(target, configuration, stand_in=not tried_stand_in)
    lines = [*explanations, "What would help here:", *(f"  {line}" for line in ways_out)]
    return InterpreterUnavailable(
        f"{target.name} is neither on this machine nor obtainable.", hint="\n".join(lines)
    )


def _install(
    target: Target, configuration: Configuration, progress: Progress
) -> tuple[Interpreter | None, tuple[str, ...]]:
    """The first provider that succeeds, and why those before it did not."""
    machine = this_machine()
    explanations: list[str] = []
    for provider in (BY_NAME[name] for name in configuration.providers if name in BY_NAME):
        result = _try(provider, target, machine, progress)
        if isinstance(result, Interpreter):
            return result, tuple(explanations)
        explanations.append(f"{provider.NAME}: {result}")
    return None, tuple(explanations)


def _try(provider: Provider, target: Target, machine: Machine, progress: Progress) -> Interpreter | str:
    plan = provider.can(target, machine)
    if isinstance(plan, Refusal):
        return _sentence(plan.reason)
    if not plan.runs:
        return _sentence(f"needs you: {'; '.join(plan.commands)}")
    try:
        python = provider.install(plan, machine, progress)
    except FtmigrateError as error:
        if NO_SPACE in str(error):
            raise OSError(errno.ENOSPC, NO_SPACE, str(machine.interpreters)) from error
        return _sentence(str(error))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise  # the next provider would only fill the disk again
        return _sentence(f"{error.filename or plan.summary}: {error.strerror or error}")
    return _verified(provider, target, python)


def _verified(provider: Provider, target: Target, python: Path) -> Interpreter | str:
    """What was installed is asked what it is: names, and providers, can be wrong."""
    discovery = examine([Candidate(python, provider.NAME, _manager(python, provider))])
    if not discovery.interpreters:
        return _sentence(f"installed {python}, which does not work: {discovery.rejected[0].reason}")
    interpreter = discovery.interpreters[0]
    if not answers(target, interpreter):
        return f"installed {python}, but that is {interpreter.version} ({interpreter.name})."
    return interpreter


def _manager(python: Path, provider: Provider) -> str:
    return "ftmigrate" if python.is_relative_to(this_machine().interpreters) else provider.NAME


def _sentence(text: str) -> str:
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?")) else f"{line}."


def uninstall(target: Target, configuration: Configuration, progress: Progress) -> tuple[Installation, ...]:
    """Remove what ftmigrate itself installed for `target`; raises for what others manage."""
    machine = this_machine()
    removed = []
    for installation in installations(machine.interpreters):
        if _is_meant(target, installation):
            remove(installation, progress)
            removed.append(installation)
    if not removed:
        raise _not_ours(target, find(target, configuration, progress))
    return tuple(removed)


def _is_meant(target: Target, installation: Installation) -> bool:
    if target.path is not None:
        path = Path(target.path).expanduser().absolute()
        return path in (installation.folder, installation.python)
    found = examine([Candidate(installation.python, installation.provider)]).interpreters
    return bool(found) and answers(target, found[0])


def _not_ours(target: Target, elsewhere: Interpreter | None) -> InterpreterUnavailable:
    if elsewhere is None:
        return InterpreterUnavailable(f"there is no {target.name} on this machine.")
    commands = {
        "uv": f"uv python uninstall {elsewhere.version}{'+freethreaded' if elsewhere.free_threaded else ''}",
        "pyenv": f"pyenv uninstall {elsewhere.version}{'t' if elsewhere.free_threaded else ''}",
    }
    return InterpreterUnavailable(
        f"this {target.name} was not installed by ftmigrate.",
        where=str(elsewhere.path),
        hint=commands.get(elsewhere.managed_by, "Remove it with what installed it."),
    )


def provider_plans(target: Target, configuration: Configuration) -> tuple[Plan | Refusal, ...]:
    """What each provider could do for `target` on this machine, and why not."""
    machine = this_machine()
    return tuple(provider.can(target, machine) for provider in in_order(configuration))
