"""What can be measured in these environments: each series with the function that takes one sample."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ftmigrate.bench.kernels import PROCESS_SCRIPT, Kernel
from ftmigrate.bench.plan import Block, Series
from ftmigrate.host.measuring import SampleFailed, sample_kernel
from ftmigrate.host.measuring_commands import Supervisor, function_of
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import CommandSample, KernelSample, Quantity

# Of each process: CPU time of its windows, and the wall time after which it stops in any case.
WANTED_NS, LIMIT_NS = 50_000_000, 200_000_000
# Of a first run, which only finds out how many operations make a window and whether it works.
FIRST_NS = 5_000_000
# Windows of one worker are long enough for the clock; of several short enough that all run in many.
ALONE_NS, TOGETHER_NS = 1_500_000, 400_000

Take = Callable[[float], dict[Quantity, float]]


@dataclass(frozen=True, slots=True)
class Taker:
    """`take(timeout)` runs one fresh process and gives its figures; raises SampleFailed."""

    series: Series
    take: Take


Planned = tuple[Block, tuple[Taker, ...]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the user, ready to be run in one tree with one environment."""

    name: str
    line: str
    variant: str
    environment: Environment
    words: tuple[str, ...]
    tree: Path
    variables: Mapping[str, str]
    supervisor: Supervisor
    configured: bool = True
    decides: bool = True

    @property
    def function(self) -> str:
        """`pkg.mod:function` where the command is one, else empty."""
        return function_of(self.line)

    @property
    def key(self) -> str:
        return f"{self.name}:{self.variant}:{self.environment.label}"

    def run(self, timeout: float, *, watched: bool = False) -> CommandSample:
        return self.supervisor.sample(self.words, self.tree, self.variables, timeout=timeout, watched=watched)

    def taker(self, workers: int) -> Taker:
        series = Series(self.key, self.name, self.variant, self.environment.label, workers, self.line)
        return Taker(series, lambda timeout: command_values(self.run(timeout)))


def command_values(sample: CommandSample) -> dict[Quantity, float]:
    values = {Quantity.WALL: sample.wall}
    if sample.cpu is not None:
        values[Quantity.CPU] = sample.cpu
    return values


def kernel_sample(
    environment: Environment,
    kernel: Kernel,
    timeout: float,
    *,
    mode: str = "serial",
    workers: int = 1,
    shared: bool = False,
    wanted_ns: int = WANTED_NS,
    variables: Mapping[str, str] | None = None,
) -> KernelSample:
    """Run one kernel once, in one worker or several; see bench/kernel_process.py."""
    specification = {
        "kernel": str(kernel.path),
        "mode": mode,
        "workers": workers,
        "shared": shared,
        "window_ns": TOGETHER_NS if workers > 1 else ALONE_NS,
        "wanted_ns": wanted_ns,
        "limit_ns": LIMIT_NS,
    }
    sample = sample_kernel(environment, PROCESS_SCRIPT, specification, timeout=timeout, variables=variables)
    _refuse_other_settings(sample, environment, variables or {})
    return sample


def _refuse_other_settings(
    sample: KernelSample, environment: Environment, variables: Mapping[str, str]
) -> None:
    """What was asked for by a variable must be so in the measured process itself."""
    if sample.jit_enabled is not ("PYTHON_JIT" in variables):
        raise SampleFailed(f"had the JIT {'on' if sample.jit_enabled else 'off'}")
    if sample.gil_enabled is not (not environment.interpreter.free_threaded or "PYTHON_GIL" in variables):
        raise SampleFailed(f"had the GIL {'on' if sample.gil_enabled else 'off'}")


def kernel_taker(
    environment: Environment,
    kernel: Kernel,
    values: Callable[[KernelSample], dict[Quantity, float]],
    *,
    variant: str = "serial",
    mode: str = "serial",
    workers: int = 1,
    shared: bool = False,
    variables: Mapping[str, str] | None = None,
) -> Taker:
    key = f"{kernel.name}:{variant}:{environment.label}:{workers}:{mode}"
    series = Series(key, kernel.name, variant, environment.label, workers)

    def take(timeout: float) -> dict[Quantity, float]:
        sample = kernel_sample(
            environment, kernel, timeout, mode=mode, workers=workers, shared=shared, variables=variables
        )
        return values(sample)

    return Taker(series, take)


def named(takers: Sequence[Taker]) -> dict[str, Take]:
    return {taker.series.key: taker.take for taker in takers}
