"""A function of the project in several threads: what they contend for, found by private copies.

First everything as it is against modules of their own for each thread. Where that costs much more,
each object that the modules hold is tried: private alone (does that restore scaling?), and where
none does, shared alone (does that bring contention back?). These tries only choose: what is then
said of an object comes from pairs of fresh processes, as everything else.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from ftmigrate.bench.kernels import FUNCTION_SCRIPT, PROCESS_SCRIPT
from ftmigrate.bench.plan import SCALING, Block, Contrast, Series
from ftmigrate.bench.scaling import CONTENDED
from ftmigrate.bench.windows import scaling_values
from ftmigrate.host.measuring import SampleFailed, describe_kernel, sample_kernel
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import Quantity
from ftmigrate.steps.bench_preflight import Preflight
from ftmigrate.steps.bench_series import LIMIT_NS, TOGETHER_NS, WANTED_NS, Command, Taker

# A call takes longer than an operation of a kernel, and only those that ran together count.
_LONGER = 2
_TRIES = 3
_MOST = 16
_SAMPLE_SECONDS = 5.0
# Of the seconds that are left when it begins: the tries end then, and what was not tried is said.
_SHARE = 1 / 2
# Of what contention costs: an object whose privacy takes away so much of it (or whose sharing
# brings so much of it back) is worth pairs of its own.
_MUCH = 0.6
_FEW = 2

AS_IT_IS, OWN, OWN_CODE = "", "*", "only:"
Planned = tuple[Block, tuple[Taker, ...]]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the project, `pkg.mod:function`, to be called by several threads at once."""

    command: Command
    target: str
    workers: int

    def variables(self, private: str) -> Mapping[str, str]:
        return {
            **self.command.variables,
            "FTMIGRATE_FUNCTION": self.target,
            "FTMIGRATE_TREE": str(self.command.tree.resolve()),
            "FTMIGRATE_PRIVATE": private,
        }

    def specification(self, private: str) -> dict[str, object]:
        return {
            "kernel": str(FUNCTION_SCRIPT),
            "mode": "threads",
            "workers": self.workers,
            "shared": private == AS_IT_IS,
            "window_ns": TOGETHER_NS,
            "wanted_ns": _LONGER * WANTED_NS,
            "limit_ns": _LONGER * LIMIT_NS,
        }

    def values(self, private: str, timeout: float) -> dict[Quantity, float]:
        sample = sample_kernel(
            self.command.environment,
            PROCESS_SCRIPT,
            self.specification(private),
            timeout=timeout,
            variables=self.variables(private),
            folder=self.command.tree,
        )
        if sample.gil_enabled:
            raise SampleFailed("had the GIL on: something that it imports brought it back")
        return scaling_values(sample)

    def objects(self, timeout: float) -> list[dict[str, Any]]:
        return describe_kernel(
            self.command.environment,
            PROCESS_SCRIPT,
            self.specification(AS_IT_IS),
            timeout=timeout,
            variables=self.variables(AS_IT_IS),
            folder=self.command.tree,
        )

    def taker(self, private: str, variant: str, beside: str) -> Taker:
        label = self.command.environment.label
        words = f"{private or 'as it is'}:beside {beside or 'as it is'}"
        key = f"{self.target}:{words}:{label}:{self.workers}:sharing"
        series = Series(key, self.target, variant, label, self.workers)
        return Taker(series, lambda timeout: self.values(private, timeout))


def functions(commands: Sequence[Command], environment: Environment, workers: int) -> list[Function]:
    """The commands of an environment that are functions, in the tree as it is now."""
    return [
        Function(command, command.function, workers)
        for command in commands
        if command.environment is environment and command.variant == "after" and command.function
    ]


def sharing(
    environment: Environment, commands: Sequence[Command], found: Preflight, deadline: float
) -> Iterator[Planned]:
    """A block for each function as it is, and one for each object that it was found to contend for."""
    if found.processors < 2:
        return
    for function in functions(commands, environment, found.processors):
        began = time.monotonic()
        search = _Search(function, began + _SHARE * (deadline - began))
        try:
            yield from search.planned()
        except SampleFailed as error:
            found.skipped.append(f"{function.target} in {function.workers} threads: a run {error.what}")
        found.remarks += search.said


class _Search:
    """The tries of one function; `said` are sentences about what was found or not."""

    def __init__(self, function: Function, until: float) -> None:
        self.function = function
        self.until = until
        self.name = f"{function.target} on {function.command.environment.label}: {function.workers} threads"
        self.said: list[str] = []

    def planned(self) -> Iterator[Planned]:
        began = time.monotonic()
        shared, own = self.cost(AS_IT_IS), self.cost(OWN)
        each = (time.monotonic() - began) / (2 * _TRIES)
        yield self.block(AS_IT_IS, OWN, "as they are / each with modules of its own", _EVERYTHING, each)
        if shared is None or own is None:
            self.said.append(
                f"{self.name}: contention is not observable here, they hardly ever ran at the same time"
            )
        elif shared >= CONTENDED * own:
            for one, private, other, what, ending in self.culprits(shared, own):
                name = f"{_named(one)} {what}"
                yield self.block(private, other, name, _object(one), each, ending)

    def culprits(self, shared: float, own: float) -> Iterator[tuple[dict[str, Any], str, str, str, str]]:
        """(object, the contended variant, the other, what is compared, what a culprit is told of)."""
        every = self.function.objects(self.left())
        data = [one for one in every if one["type"] != "class"]
        threshold = shared - _MUCH * (shared - own)
        bare = self.cost(OWN_CODE)
        if bare is None or bare > threshold:
            restoring = self.tried(data, "only:", lambda cost: cost <= threshold)
            for one in restoring:
                what = "shared / private to each thread, all else as it is"
                yield one, AS_IT_IS, f"only:{one['name']}", what, "a copy for each worker ends it"
            if restoring:
                return
        threshold = own + _MUCH * (shared - own)
        alone = self.tried(every[::-1], "but:", lambda cost: cost >= threshold)
        for one in alone:
            what = "alone shared / private, too"
            yield one, f"but:{one['name']}", OWN, what, "it alone, shared, brings this about"
        if not alone:
            names = ", ".join(_named(one) for one in every[:_MOST]) or "none that its modules hold"
            self.said.append(
                f"{self.name}: contention, {shared / own:.1f} times the CPU of threads with modules of their "
                f"own, but no one object is the reason; tried: {names}"
            )

    def tried(self, objects: Sequence[dict[str, Any]], how: str, good: Any) -> list[dict[str, Any]]:
        """Those that pass, at most a few, the most telling first."""
        found = []
        for number, one in enumerate(objects):
            if number == _MOST or time.monotonic() > self.until:
                rest = ", ".join(_named(one) for one in objects[number:])
                self.said.append(f"{self.name}: not tried for contention, for want of time: {rest}")
                break
            cost = self.cost(f"{how}{one['name']}")
            if cost is not None and good(cost):
                found.append((cost if how == "only:" else -cost, number, one))
        return [one for _, _, one in sorted(found)[:_FEW]]

    def cost(self, private: str) -> float | None:
        """CPU per call while all threads ran; None where they did not in any of a few tries."""
        costs = []
        for _ in range(_TRIES):
            try:
                values = self.function.values(private, self.left())
            except SampleFailed as error:
                if error.timed_out:
                    break
                raise
            if Quantity.CPU_COST in values:
                costs.append(values[Quantity.CPU_COST])
        return median(costs) if costs else None

    def left(self) -> float:
        return max(min(_SAMPLE_SECONDS, self.until - time.monotonic()), 0.1)

    def block(self, a: str, b: str, what: str, culprit: str, cost: float, ending: str = "") -> Planned:
        # What is compared is in the key: several blocks take the function as it is, each its own samples.
        takers = (self.function.taker(a, "shared", b), self.function.taker(b, "copies", a))
        name = f"{self.name}, {what}"
        first, second = (taker.series for taker in takers)
        contrast = Contrast(
            name, first.key, second.key, Quantity.CPU_COST, floors=False, culprit=culprit, ending=ending
        )
        return Block(name, SCALING, (first, second), (contrast,), 2 * cost), takers


_EVERYTHING = "what its modules hold"


def _named(one: Mapping[str, Any]) -> str:
    return str(one["name"]).replace(":", ".")


def _object(one: Mapping[str, Any]) -> str:
    return f"{_named(one)} ({one['type']}, {one['file']}:{one['line']})"
