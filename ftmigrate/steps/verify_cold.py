"""Cold runs: each recorded pool call in fresh interpreters, threads first, against processes."""

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

from ftmigrate.checks.cold import check_cold, differs, race
from ftmigrate.host.replays import Replaying, replay, replaying
from ftmigrate.model.checking import Check
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.racing import PoolCall, Race, RaceRun, Replay, Replayed
from ftmigrate.steps.verify_trees import Trees

ROUNDS = 30
_SECONDS = 20.0
# Each call gets its first rounds also on a busy machine, if the whole hunt takes no longer than this.
_FIRST_SECONDS = 50.0
_EACH_SECONDS = 10.0
_AT_ONCE = 5
# One round in so many is without delays, which hide some races by their own order.
_PLAIN = 3
# A difference that was seen this often needs no more rounds.
_ENOUGH = 3


@dataclass
class _Site:
    """One call, asked for in processes when it is its turn for the first time."""

    call: PoolCall
    asked: Replaying | None = None
    rounds: list[Replay] = field(default_factory=list)

    @property
    def settled(self) -> bool:
        refused = self.asked is not None and bool(self.asked.error)
        return refused or sum(map(differs, self.rounds)) >= _ENOUGH or len(self.rounds) >= ROUNDS


@dataclass(frozen=True, slots=True)
class _Cold:
    """What every round needs; `end` and `last`, for first rounds, are values of time.monotonic()."""

    trees: Trees
    environment: Environment
    files: dict[str, str]
    end: float
    last: float
    stack: ExitStack

    def some_rounds(self, site: _Site) -> int:
        """A few rounds, one without delays and the others with a seed each; how many there were."""
        limit = self.trees.seconds(_EACH_SECONDS)
        if time.monotonic() >= (self.end if site.rounds else self.last):
            return 0
        if site.asked is None:
            before, after = self.trees.before, self.trees.after
            asked = replaying(site.call, before, after, self.environment, timeout=limit)
            site.asked = self.stack.enter_context(asked)
        if site.settled:
            return 0
        numbers = range(len(site.rounds), min(len(site.rounds) + _AT_ONCE, ROUNDS))
        seeds = [number if number % _PLAIN else 0 for number in numbers]
        site.rounds += replay(site.asked, self.trees.after, self.files, seeds=seeds, timeout=limit)
        return len(seeds)


def run_cold(
    trees: Trees,
    environment: Environment,
    run: RaceRun,
    files: dict[str, str],
    *,
    known: Sequence[Race] = (),
    spent: float = 0.0,
    budget: float = _SECONDS,
) -> tuple[Check, tuple[Race, ...]]:
    """`run` is the one that recorded; `budget` is seconds of wall time for the rounds of all calls.

    `known` is what was found without cold runs, in `spent` seconds: its calls come last.
    """
    started = time.monotonic()
    with ExitStack() as stack:
        first = max(budget, _FIRST_SECONDS - spent)
        end, last = started + trees.seconds(budget), started + trees.seconds(first)
        cold = _Cold(trees, environment, files, end, last, stack)
        accused = {place.path for race in known for place in (race.one, race.other)}
        replayed = _rounds(cold, sorted(run.calls, key=lambda call: call.worker.path in accused))
    seconds = time.monotonic() - started
    check = check_cold(environment.label, replayed, run, seconds=seconds, wanted=ROUNDS)
    return check, tuple(race(one, environment.label) for one in replayed if any(map(differs, one.rounds)))


def _rounds(cold: _Cold, calls: Sequence[PoolCall]) -> Sequence[Replayed]:
    """A few rounds of each call, then a few more of each, until there are enough or the time is up."""
    sites = [_Site(call) for call in calls]
    title, total = f"Cold runs on {cold.environment.label}", ROUNDS * len(calls)
    with cold.trees.progress.task(title, total=total) as task, ThreadPoolExecutor(_together()) as pool:
        while left := [site for site in sites if not site.settled]:
            done = 0
            for rounds in pool.map(cold.some_rounds, left):
                task.update(advance=rounds)
                done += rounds
            if not done:
                break
    untried = "no time was left for it"
    return [
        Replayed(site.call, tuple(site.rounds), site.asked.error if site.asked else untried) for site in sites
    ]


def _together() -> int:
    """Interpreters at a time: threads of one shall still meet on processors of their own."""
    return max(1, min(4, (os.cpu_count() or 1) // 2))
