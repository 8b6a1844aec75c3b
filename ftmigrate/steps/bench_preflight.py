"""The first run of everything: does it work, how long does it take, what are the interpreters like."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from ftmigrate.bench.kernels import Kernel
from ftmigrate.bench.statistics import MINIMUM_PAIRS
from ftmigrate.host.measuring import SampleFailed
from ftmigrate.host.measuring_commands import Supervisor, command_words
from ftmigrate.host.measuring_gil import gil_watched
from ftmigrate.host.measuring_machine import processors, processors_had
from ftmigrate.host.measuring_trees import bytecode_folder, measured_tree
from ftmigrate.host.tree_differences import changed_files
from ftmigrate.host.watched import needs_patience
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import CommandSample, KernelSample
from ftmigrate.steps.bench_lines import lines_of
from ftmigrate.steps.bench_series import FIRST_NS, WANTED_NS, Command, kernel_sample

_KERNEL_SECONDS = 5.0
# Of the budget: a command of which one run takes longer can't give even a few pairs.
_COMMAND_SHARE = 1 / 4
_COMMAND_SECONDS = 4.0
_LEAST_SECONDS = 0.3
# Of the time that is left: the first command of an environment is run a second time if it takes less.
_AGAIN_SHARE = 1 / 8


@dataclass
class Preflight:
    """What was learnt; `skipped` and `remarks` are sentences, `failed` the commands that could not run,
    `gil` what brought the GIL back, by the environment's label."""

    processors: int
    had: float
    kernels: dict[str, KernelSample] = field(default_factory=dict)
    commands: dict[str, CommandSample] = field(default_factory=dict)
    costs: dict[str, float] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    warm: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)
    slow: dict[str, str] = field(default_factory=dict)
    gil: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @contextmanager
    def timing(self, key: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.costs[key] = time.monotonic() - started


def look_round() -> Preflight:
    """The processors of this machine, and how many are really had right now."""
    count = processors()
    return Preflight(processors=count, had=processors_had(count))


def try_kernel(found: Preflight, environment: Environment, kernel: Kernel, deadline: float) -> None:
    """Run one kernel briefly: whether it works here, the state of the GIL, about what a run costs."""
    key = environment.label
    timeout = min(_KERNEL_SECONDS, deadline - time.monotonic())
    try:
        with found.timing(key):
            found.kernels[key] = kernel_sample(environment, kernel, timeout, wanted_ns=FIRST_NS)
    except SampleFailed as error:
        found.skipped.append(f"kernels on {key}: the first run {error.what}")
        return
    found.costs[key] += (WANTED_NS - FIRST_NS) / 1e9 * found.processors / max(found.had, 0.1)


def try_command(found: Preflight, command: Command, deadline: float) -> None:
    """Run one command, watched: whether it works here, how parallel it is, what a run costs."""
    left = deadline - time.monotonic()
    timeout = min(left, max(left * _COMMAND_SHARE, _COMMAND_SECONDS))
    where = f"{command.name} on {command.environment.label} ({command.variant})"
    if left < _LEAST_SECONDS:
        found.skipped.append(f"{where}: no time is left for a first run; a longer `--budget` measures it")
        return
    if command.name in found.slow:
        found.skipped.append(f"{where}: not tried, because it took too long {found.slow[command.name]}")
        return
    try:
        with (
            gil_watched(command.tree, command.environment, command.variables) as (variables, culprits),
            found.timing(command.key),
        ):
            sample = replace(command, variables=variables).run(timeout, watched=True)
        note_gil(found, command.environment, culprits())
        if command.environment.label not in found.warm and sample.wall < _AGAIN_SHARE * left:
            # It compiled the libraries' bytecode, too, alone in its main thread: that says nothing
            # about how long a sample takes and how parallel it is.
            with found.timing(command.key):
                sample = command.run(timeout, watched=True)
        found.warm.add(command.environment.label)
        found.commands[command.key] = sample
    except SampleFailed as error:
        found.skipped.append(f"{where}: the command {error.what}")
        if error.timed_out:
            needed = 10 * math.ceil(timeout * 2 * MINIMUM_PAIRS / 10)
            found.slow[command.name] = f"on {command.environment.label}"
            found.skipped[-1] += f", which is too slow for this budget; try `--budget {needed}` or more"
        else:
            found.failed += [command.name] if command.configured else []


def note_gil(found: Preflight, environment: Environment, culprits: Sequence[str]) -> None:
    """The culprits of one more run, each once."""
    if culprits:
        label = environment.label
        found.gil[label] = tuple(dict.fromkeys((*found.gil.get(label, ()), *culprits)))


def commands_of(
    configured: Mapping[str, str],
    trees: Mapping[str, Path],
    environments: Sequence[Environment],
    stack: ExitStack,
) -> tuple[Command, ...]:
    """Each line (bench_lines) in each tree (variant to path) with each environment.

    What they need is removed when `stack` is closed. Imports by themselves are not measured where a
    hook stands in for late annotations: its time is no time of 3.14t's.
    """
    lines = lines_of(configured, trees, environments)
    if not lines:
        return ()
    words = {line.name: command_words(line.text) for line in lines}
    changed = changed_files(trees["before"], trees["after"]) if "before" in trees else ()
    supervisor = stack.enter_context(Supervisor())
    found = []
    for environment in environments:
        bytecode = stack.enter_context(bytecode_folder())
        for variant, tree in trees.items():
            lazy = changed if variant == "after" else ()
            variables = stack.enter_context(measured_tree(tree, environment, lazy, bytecode=bytecode))
            found += [
                Command(
                    line.name,
                    line.text,
                    variant,
                    environment,
                    words[line.name],
                    tree,
                    variables,
                    supervisor,
                    line.configured,
                    line.decides,
                )
                for line in lines
                if line.decides or not needs_patience(environment)
            ]
    return tuple(found)
