"""Which comparisons a run could make, most wanted first, from what the preflight found."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

from ftmigrate.bench.kernels import KERNELS, Kernel
from ftmigrate.bench.plan import COMMANDS, RESOLUTION, SCALING, SERIAL, Block, Contrast
from ftmigrate.bench.provenance import differences
from ftmigrate.bench.windows import scaling_values, serial_values
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import Quantity
from ftmigrate.steps.bench_preflight import Preflight, try_command, try_kernel
from ftmigrate.steps.bench_series import Command, Taker, kernel_taker

Planned = tuple[Block, tuple[Taker, ...]]


@dataclass(frozen=True, slots=True)
class Stage:
    """Blocks that are planned together; `blocks` runs everything once, and only when it is called."""

    name: str
    blocks: Callable[[], Iterator[Planned]]


def stages(
    environments: Sequence[Environment], commands: Sequence[Command], found: Preflight, deadline: float
) -> Iterator[Stage]:
    """The project's commands where threads run free, the A/A pair, the other commands, the kernels."""
    free = [environment for environment in environments if environment.interpreter.free_threaded]
    other = [environment for environment in environments if environment not in free]

    def of_commands(environment: Environment) -> Stage:
        name = f"the project's commands on {environment.label}"
        return Stage(name, lambda: _commands(environment, commands, found, deadline))

    yield from (of_commands(environment) for environment in free if commands)
    for environment in (other or free)[:1]:
        yield Stage("the same program twice", partial(_same_twice, environment, found, deadline))
    yield from (of_commands(environment) for environment in other if commands)
    for environment in free:
        yield Stage(f"scaling on {environment.label}", partial(_scaling, environment, found, deadline))
    for one, two in product(free, other):
        name = f"serial kernels on {one.label} against {two.label}"
        yield Stage(name, partial(_serial, one, two, found, deadline))


def _commands(
    environment: Environment, commands: Sequence[Command], found: Preflight, deadline: float
) -> Iterator[Planned]:
    ours = [command for command in commands if command.environment is environment]
    for command in ours:
        try_command(found, command, deadline)
    ours = [command for command in ours if command.key in found.commands]
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
        Contrast(f"{name} ({Quantity.WALL})", after.key, before.key, Quantity.WALL, by_wall, floors=False)
    ]
    if found.commands[after.key].cpu is not None:
        cpu = Contrast(f"{name} (CPU)", after.key, before.key, Quantity.CPU, not by_wall, floors=False)
        contrasts.insert(0 if not by_wall else 1, cpu)
    series = (after.taker(workers).series, before.taker(workers).series)
    cost = found.costs[after.key] + found.costs[before.key]
    return Block(name, COMMANDS, series, tuple(contrasts), cost)


def _same_twice(environment: Environment, found: Preflight, deadline: float) -> Iterator[Planned]:
    kernel = KERNELS[0]
    if _works(environment, found, deadline):
        takers = tuple(
            kernel_taker(environment, kernel, serial_values, variant=name) for name in ("first", "second")
        )
        name = f"the same program twice ({kernel.name} on {environment.label})"
        yield _kernel_block(name, RESOLUTION, takers, Quantity.CPU, 2 * found.costs[environment.label])


def _scaling(environment: Environment, found: Preflight, deadline: float) -> Iterator[Planned]:
    workers = found.processors
    if workers < 2:
        found.skipped.append(f"scaling on {environment.label}: this process may use one processor only")
    elif _works(environment, found, deadline):
        for kernel in (kernel for kernel in KERNELS if kernel.scaling):
            yield _scaling_block(environment, kernel, workers, found)


def _scaling_block(environment: Environment, kernel: Kernel, workers: int, found: Preflight) -> Planned:
    taker = partial(kernel_taker, environment, kernel, scaling_values, workers=workers)
    takers = (
        taker(variant="threads", mode="threads", shared=kernel.shares),
        taker(variant="processes", mode="processes"),
    )
    how = "sharing" if kernel.shares else "sharing nothing"
    name = f"{kernel.name} on {environment.label}: {workers} threads {how} / {workers} processes"
    cost = 3 * found.costs[environment.label]
    return _kernel_block(name, SCALING, takers, Quantity.COST, cost, floors=False)


def _serial(one: Environment, two: Environment, found: Preflight, deadline: float) -> Iterator[Planned]:
    refusal = differences(one.interpreter, two.interpreter)
    if _works(one, found, deadline) and _works(two, found, deadline):
        cost = found.costs[one.label] + found.costs[two.label]
        for kernel in (kernel for kernel in KERNELS if kernel.serial):
            takers = tuple(kernel_taker(environment, kernel, serial_values) for environment in (one, two))
            name = f"{kernel.name}: {one.label} / {two.label}"
            yield _kernel_block(name, SERIAL, takers, Quantity.CPU, cost, refusal=refusal)


def _works(environment: Environment, found: Preflight, deadline: float) -> bool:
    if environment.label not in found.costs:
        try_kernel(found, environment, KERNELS[0], deadline)
    return environment.label in found.kernels


def _kernel_block(
    name: str,
    group: str,
    takers: tuple[Taker, ...],
    quantity: Quantity,
    cost: float,
    *,
    refusal: str = "",
    floors: bool = True,
) -> Planned:
    a, b = (taker.series for taker in takers)
    contrast = Contrast(name, a.key, b.key, quantity, refusal=refusal, floors=floors)
    return Block(name, group, (a, b), (contrast,), cost), takers
