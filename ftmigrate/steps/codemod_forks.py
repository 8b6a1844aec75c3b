"""The engine in copies of this process, one a core: they look at the bytes and at what is in them."""

import selectors
import warnings
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from ftmigrate.host.forks import Fork
from ftmigrate.host.worker import WorkerDied
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.steps.codemod_file import Answer, Job
from ftmigrate.steps.codemod_wire import Record, received, to_record
from ftmigrate.steps.codemod_worker import engine

# Files in one request: many while much is left, few at the end, when the others would wait for it. All texts
# of a request are held until it is answered.
_MOST, _LEAST = 32, 8
# Fewer are not worth another process.
_WORTH = 100

Done = Callable[[int], None]


def run_forked(paths: Sequence[str], job: Job, cores: int, done: Done) -> dict[str, Record]:
    """The outcome of each path in which there is something; `done` hears how many more are finished.

    Call it where `can_fork`. A file on which a process dies is FAILED.
    """
    count = max(1, min(cores, len(paths) // _WORTH))
    with warnings.catch_warnings(), _Forks(job, paths, count) as forks:
        warnings.simplefilter("ignore")  # the projects' own invalid escapes and the like
        outcomes: dict[str, Record] = {}
        for batch, found in forks.answers():
            outcomes.update(found)
            done(len(batch))
        return outcomes


class Shares:
    """Neighbours go to the same process, which then knows the modules that they share; who is done helps."""

    def __init__(self, paths: Sequence[str], count: int) -> None:
        self._paths = paths
        ends = [len(paths) * number // count for number in range(count + 1)]
        self._left = list(pairwise(ends))
        self._single: list[str] = []

    def take(self, number: int) -> Sequence[str]:
        """The next files for a process; none where all are given out."""
        if self._single:
            return [self._single.pop()]
        start, end = self._left[number]
        if start == end:
            start, end = self._help(number)
        middle = min(end, start + max(_LEAST, min(_MOST, (end - start) // 4)))
        self._left[number] = (middle, end)
        return self._paths[start:middle]

    def again(self, paths: Sequence[str]) -> None:
        """To be given out one by one."""
        self._single += paths

    def _help(self, number: int) -> tuple[int, int]:
        other = max(range(len(self._left)), key=lambda one: self._left[one][1] - self._left[one][0])
        start, end = self._left[other]
        middle = (start + end) // 2
        self._left[other] = (start, middle)
        return middle, end


class _Forks:
    """`count` processes; one that dies is replaced, and its files are asked about one by one."""

    def __init__(self, job: Job, paths: Sequence[str], count: int) -> None:
        self._handle = engine(job)
        self._shares = Shares(paths, count)
        self._count = count
        self._waiting = selectors.DefaultSelector()

    def __enter__(self) -> "_Forks":
        return self

    def __exit__(self, *error: object) -> None:
        for key in list(self._waiting.get_map().values()):
            key.data[0].close()
        self._waiting.close()

    def answers(self) -> Iterator[tuple[Sequence[str], dict[str, Record]]]:
        """Batches as they are done."""
        for number in range(self._count):
            self._start(number)
        while self._waiting.get_map():
            for key, _ in self._waiting.select():
                yield from self._received(*key.data)

    def _start(self, number: int) -> None:
        if batch := self._shares.take(number):
            self._give(Fork(self._handle), number, batch)

    def _give(self, fork: Fork, number: int, batch: Sequence[str]) -> None:
        self._waiting.register(fork, selectors.EVENT_READ, (fork, number, batch))
        fork.send({"paths": list(batch)})

    def _received(
        self, fork: Fork, number: int, batch: Sequence[str]
    ) -> Iterator[tuple[Sequence[str], dict[str, Record]]]:
        self._waiting.unregister(fork)
        try:
            reply = fork.receive()
        except WorkerDied as error:
            if len(batch) == 1:
                reason = f"the interpreter died on it: {error}"
                yield batch, {batch[0]: to_record(Answer(FileOutcome(batch[0], FileStatus.FAILED, reason)))}
            else:
                self._shares.again(batch)
            self._start(number)
            return
        # The next request first: what the answer says can be read while that is worked on.
        if following := self._shares.take(number):
            self._give(fork, number, following)
        else:
            fork.close()
        yield batch, {values[0]: received(values) for values in reply["outcomes"]}
