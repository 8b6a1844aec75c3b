"""Which comparisons a run could make, most wanted first, from what the preflight found."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

from ftmigrate.bench.plan import COMMANDS, SERIAL, Block, Contrast
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import Quantity
from ftmigrate.steps import bench_kernel_blocks as blocks
from ftmigrate.steps.bench_preflight import Preflight, try_command
from ftmigrate.steps.bench_series import Command, Planned
from ftmigrate.steps.bench_sharing import functions, sharing

# What `bench --only` takes; the pair that tells what can be told apart belongs to all of them.
PARTS = ("commands", "sharing", "scaling", "interpreters")
ALWAYS = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """Blocks that are planned together; `blocks` runs everything once, and only when it is called.

    `part` is what `bench --only` knows it by.
    """

    name: str
    part: str
    blocks: Callable[[], Iterator[Planned]]


def stages(
    environments: Sequence[Environment], commands: Sequence[Command], found: Preflight, deadline: float
) -> Iterator[Stage]:
    """The project's commands where threads run free, the A/A pair, the other commands, the kernels."""
    free = [environment for environment in environments if environment.interpreter.free_threaded]
    other = [environment for environment in environments if environment not in free]

    def of_commands(environment: Environment) -> Stage:
        name = f"the project's commands on {environment.label}"
        return Stage(name, "commands", lambda: _commands(environment, commands, found, deadline))

    yield from (of_commands(environment) for environment in free if commands)
    for environment in (other or free)[:1]:
        yield Stage(
            "the same program twice", ALWAYS, partial(blocks.same_twice, environment, found, deadline)
        )
    yield from (of_commands(environment) for environment in other if commands)
    for environment in free:
        if functions(commands, environment, found.processors):
            name = f"what the project's functions contend for on {environment.label}"
            yield Stage(name, "sharing", partial(sharing, environment, commands, found, deadline))
    if found.processors < 2:
        found.skipped.append("scaling: this process may use one processor only")
    for environment in (*free, *other) if found.processors > 1 else ():
        name = f"scaling on {environment.label}"
        yield Stage(name, "scaling", partial(blocks.scaling, environment, found, deadline))
    for environment in environments:
        name = f"settings of {environment.label}"
        yield Stage(name, "interpreters", partial(blocks.settings, environment, found, deadline))
    for one, two in product(free, other):
        name = f"{one.label} against {two.label}"
        yield Stage(name, "interpreters", partial(blocks.interpreters, one, two, found, deadline))


def _commands(
    environment: Environment, commands: Sequence[Command], found: Preflight, deadline: float
) -> Iterator[Planned]:
    ours = [command for command in commands if command.environment is environment]
    for command in ours:
        partners = [other for other in ours if other.name == command.name and other.variant == "after"]
        if command in partners or any(other.key in found.commands for other in partners):
            try_command(found, command, deadline)
    ours = [command for command in ours if command.key in found.commands]
    # What was not asked for: the quickest first, as far as the time goes.
    ours.sort(key=lambda command: 0.0 if command.configured else found.costs[command.key])
    for after in (command for command in ours if command.variant == "after"):
        before = next((c for c in ours if c.name == after.name and c.variant == "before"), None)
        if before is None:
            continue
        workers = max(_workers(found, before), _workers(found, after))
        takers = (after.taker(_workers(found, after)), before.taker(_workers(found, before)))
        yield _command_block(after, before, workers, found), takers


def _workers(found: Preflight, command: Command) -> int:
    """How many threads and processes do real work; guessed from the times where it can't be seen."""
    sample = found.commands[command.key]
    if sample.parallel:
        return sample.parallel
    return 2 if sample.cpu is not None and sample.cpu > 1.2 * sample.wall else 1


def _command_block(after: Command, before: Command, workers: int, found: Preflight) -> Block:
    name = f"{after.name} on {after.environment.label}: after / before"
    by_wall = workers > 1 or found.commands[after.key].cpu is None
    contrasts = [
        Contrast(
            f"{name} ({Quantity.WALL.short})", after.key, before.key, Quantity.WALL, by_wall, floors=False
        )
    ]
    if found.commands[after.key].cpu is not None:
        cpu = Contrast(
            f"{name} ({Quantity.CPU.short})", after.key, before.key, Quantity.CPU, not by_wall, floors=False
        )
        contrasts.insert(0 if not by_wall else 1, cpu)
    series = (after.taker(workers).series, before.taker(workers).series)
    cost = found.costs[after.key] + found.costs[before.key]
    return Block(name, COMMANDS if after.decides else SERIAL, series, tuple(contrasts), cost)
