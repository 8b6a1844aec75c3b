"""The blocks of the built-in kernels: the same program twice, scaling, settings, interpreters."""

from collections.abc import Iterator
from functools import partial

from ftmigrate.bench.kernels import KERNELS, Kernel
from ftmigrate.bench.plan import RESOLUTION, SCALING, SERIAL, Block, Contrast
from ftmigrate.bench.provenance import differences
from ftmigrate.bench.windows import scaling_values, serial_values, wall_values
from ftmigrate.model.interpreter import Environment, Jit
from ftmigrate.model.measuring import Quantity
from ftmigrate.steps.bench_preflight import Preflight, try_kernel
from ftmigrate.steps.bench_series import Planned, Taker, kernel_taker

CONTROL = KERNELS[0]


def same_twice(environment: Environment, found: Preflight, deadline: float) -> Iterator[Planned]:
    """What this machine can tell apart today: nothing, if it finds a difference here."""
    if _works(environment, found, deadline):
        takers = tuple(
            kernel_taker(environment, CONTROL, serial_values, variant=name) for name in ("first", "second")
        )
        name = f"the same program twice ({CONTROL.name} on {environment.label})"
        yield _two(name, RESOLUTION, takers, Quantity.CPU, 2 * found.costs[environment.label])


def scaling(environment: Environment, found: Preflight, deadline: float) -> Iterator[Planned]:
    """Threads against processes with nothing shared, then what sharing one object costs."""
    workers = found.processors
    if _works(environment, found, deadline):
        cost = found.costs[environment.label]
        yield _ceiling(environment, workers, 6 * cost)
        yield _pools(environment, 4 * cost)
        for kernel in (kernel for kernel in KERNELS if kernel.scaling and kernel.shares):
            yield _sharing(environment, kernel, workers, 3 * cost)


def _ceiling(environment: Environment, workers: int, cost: float) -> Planned:
    """Threads, processes, one worker, and interpreters where there are any: what each reaches."""
    taker = partial(kernel_taker, environment, CONTROL, scaling_values)
    ceiling = taker(variant="processes", mode="processes", workers=workers)
    one = taker(variant="threads", mode="threads", workers=1)
    kinds = ["threads", "interpreters"] if _has_interpreters(environment) else ["threads"]
    others = [taker(variant=kind, mode=kind, workers=workers) for kind in kinds]
    ratios = tuple(
        Contrast(
            f"{CONTROL.name} on {environment.label}: {workers} {other.series.variant} / {workers} processes, "
            "nothing shared",
            other.series.key,
            ceiling.series.key,
            Quantity.COST,
            floors=False,
        )
        for other in others
    )
    takers = (others[0], ceiling, one, *others[1:])
    series = tuple(taker.series for taker in takers)
    return Block(ratios[0].name, SCALING, series, ratios, cost, alone=one.series.key), takers


def _has_interpreters(environment: Environment) -> bool:
    """`concurrent.interpreters` came with 3.14 (PEP 734)."""
    major, minor, *_ = environment.interpreter.version.split(".")
    return (int(major), int(minor)) >= (3, 14)


def _sharing(environment: Environment, kernel: Kernel, workers: int, cost: float) -> Planned:
    """The same threads on one object, and each on a copy of its own: the difference is the sharing."""
    taker = partial(kernel_taker, environment, kernel, scaling_values, mode="threads", workers=workers)
    takers = (taker(variant="shared", shared=True), taker(variant="copies"))
    name = f"{kernel.name} on {environment.label}: {workers} threads on one object / on copies"
    return _two(name, SCALING, takers, Quantity.CPU_COST, cost, floors=False, culprit=kernel.shares)


def _pools(environment: Environment, cost: float) -> Planned:
    """What a pool costs before it has done anything, in threads and in processes."""
    takers = tuple(
        kernel_taker(environment, kernel, wall_values, variant="serial") for kernel in KERNELS if kernel.pool
    )
    name = f"a pool started on {environment.label}: 2 threads / 2 processes"
    return _two(name, SERIAL, takers, Quantity.WALL, cost)


def settings(environment: Environment, found: Preflight, deadline: float) -> Iterator[Planned]:
    """The same interpreter with the JIT on, or with the GIL back: one build, so it is evidence."""
    if not _works(environment, found, deadline):
        return
    cost = 2 * found.costs[environment.label]
    plain = kernel_taker(environment, CONTROL, serial_values)
    if environment.interpreter.free_threaded:
        other = kernel_taker(
            environment, CONTROL, serial_values, variant="GIL on", variables={"PYTHON_GIL": "1"}
        )
        name = f"{CONTROL.name} on {environment.label}: GIL off / GIL on"
        yield _two(name, SERIAL, (plain, other), Quantity.CPU, cost)
    elif environment.interpreter.jit is not Jit.NONE:
        other = kernel_taker(
            environment, CONTROL, serial_values, variant="JIT on", variables={"PYTHON_JIT": "1"}
        )
        name = f"{CONTROL.name} on {environment.label}: JIT on / JIT off"
        yield _two(name, SERIAL, (other, plain), Quantity.CPU, cost)


def interpreters(one: Environment, two: Environment, found: Preflight, deadline: float) -> Iterator[Planned]:
    """One worker on the free-threaded build and on the other: what leaving the GIL costs it."""
    refusal = differences(one.interpreter, two.interpreter)
    if _works(one, found, deadline) and _works(two, found, deadline):
        cost = found.costs[one.label] + found.costs[two.label]
        for kernel in (kernel for kernel in KERNELS if kernel.serial):
            takers = tuple(kernel_taker(environment, kernel, serial_values) for environment in (one, two))
            name = f"{kernel.name}: {one.label} / {two.label}"
            quantity = Quantity.WALL if kernel.wall else Quantity.CPU
            yield _two(name, SERIAL, takers, quantity, cost, refusal=refusal)


def _two(
    name: str,
    group: str,
    takers: tuple[Taker, ...],
    quantity: Quantity,
    cost: float,
    *,
    refusal: str = "",
    culprit: str = "",
    floors: bool = True,
) -> Planned:
    a, b = (taker.series for taker in takers)
    contrast = Contrast(name, a.key, b.key, quantity, refusal=refusal, floors=floors, culprit=culprit)
    return Block(name, group, (a, b), (contrast,), cost), takers


def _works(environment: Environment, found: Preflight, deadline: float) -> bool:
    if environment.label not in found.costs:
        try_kernel(found, environment, CONTROL, deadline)
    return environment.label in found.kernels
