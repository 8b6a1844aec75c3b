"""Interpreters: find them on the machine, or get them from a provider."""

from pathlib import Path

from ftmigrate.host.discovery import examine
from ftmigrate.host.machine import this_machine
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import FtmigrateError, InterpreterUnavailable, UsageError
from ftmigrate.model.interpreter import Candidate, Discovery, Interpreter, Obtained, Resolution
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Plan, Refusal
from ftmigrate.model.target import Target
from ftmigrate.providers.provider import Provider
from ftmigrate.providers.registry import BY_NAME, PROVIDERS
from ftmigrate.steps.choosing import answers, choose


def discover(
    configuration: Configuration, progress: Progress, *, machine: Machine | None = None
) -> Discovery:
    """Every interpreter on the machine, in the configuration's order of providers."""
    machine = machine or this_machine()
    return examine(entry for provider in _in_order(configuration) for entry in provider.find(machine))


def _in_order(configuration: Configuration) -> list[Provider]:
    """The configured ones first; the others still find, but never install."""
    chosen = [BY_NAME[name] for name in configuration.providers if name in BY_NAME]
    return chosen + [provider for provider in PROVIDERS if provider not in chosen]


def find(
    target: Target, configuration: Configuration, progress: Progress, *, machine: Machine | None = None
) -> Interpreter | None:
    """The interpreter on this machine that answers `target`; nothing is installed."""
    if target.path is not None:
        return at_path(Path(target.path))
    return choose(target, discover(configuration, progress, machine=machine).interpreters)


def at_path(path: Path) -> Interpreter:
    """The interpreter that a user named by its file or by its folder; UsageError says what is wrong."""
    python = path.expanduser().absolute()
    if python.is_dir():
        inside = (
            python / "bin/python3",
            python / "bin/python",
            python / "python.exe",
            python / "Scripts/python.exe",
        )
        python = next((file for file in inside if file.is_file()), python)
    if not python.is_file():
        raise UsageError("there is no interpreter here.", where=str(path), hint="Name its executable.")
    discovery = examine([Candidate(python, "path")])
    if discovery.rejected:
        raise UsageError(f"this is no usable interpreter: {discovery.rejected[0].reason}.", where=str(path))
    return discovery.interpreters[0]


def obtain(
    target: Target,
    configuration: Configuration,
    *,
    stand_in: Target | None,
    progress: Progress,
) -> Obtained:
    """Find `target` or install it; where neither works, the same for `stand_in`.

    The explanations say in one line a provider why it could not help ("uv: ..."). What is not
    obtainable is an answer here, not an error.
    """
    interpreter, explanations = _find_or_install(target, configuration, progress)
    if interpreter is not None:
        return Obtained(Resolution(target, interpreter), explanations)
    if stand_in is None:
        return Obtained(None, explanations)
    substitute, more = _find_or_install(stand_in, configuration, progress)
    if substitute is None:
        return Obtained(None, (*explanations, *(f"stand-in {stand_in.name}: {line}" for line in more)))
    return Obtained(Resolution(target, substitute, stand_in=True), explanations)


def _find_or_install(
    target: Target, configuration: Configuration, progress: Progress
) -> tuple[Interpreter | None, tuple[str, ...]]:
    found = find(target, configuration, progress)
    if found is not None:
        return found, ()
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
        return _sentence(str(error))
    return _verified(provider, target, python)


def _verified(provider: Provider, target: Target, python: Path) -> Interpreter | str:
    """What was installed is asked what it is: names, and providers, can be wrong."""
    discovery = examine([Candidate(python, provider.NAME, provider.NAME)])
    if not discovery.interpreters:
        return _sentence(f"installed {python}, which does not work: {discovery.rejected[0].reason}")
    interpreter = discovery.interpreters[0]
    if not answers(target, interpreter):
        return f"installed {python}, but that is {interpreter.version} ({interpreter.name})."
    return interpreter


def _sentence(text: str) -> str:
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?")) else f"{line}."


def install(target: Target, configuration: Configuration, progress: Progress) -> Interpreter:
    """Like `obtain` without a stand-in, for those who need it or nothing."""
    obtained = obtain(target, configuration, stand_in=None, progress=progress)
    if obtained.resolution is None:
        raise InterpreterUnavailable(
            f"{target.name} is neither on this machine nor obtainable.", hint="\n".join(obtained.explanations)
        )
    return obtained.resolution.interpreter


def provider_plans(target: Target, configuration: Configuration) -> tuple[Plan | Refusal, ...]:
    """What each provider could do for `target` on this machine, and why not."""
    machine = this_machine()
    return tuple(provider.can(target, machine) for provider in _in_order(configuration))
