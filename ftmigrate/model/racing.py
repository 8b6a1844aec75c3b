"""Conflicts between threads, as a run of the project's own tests showed them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the project: `path` relative with forward slashes, `line` 1-based, and its text."""

    path: str
    line: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Race:
    """Two accesses to one thing without a common lock, or locks taken in opposite order.

    `kind` is a phrase ("lost update", "locks in opposite order" ...), `seed` the first run that
    showed it (0: nobody was held up), `seen` in how many of `runs` it showed.
    """

    kind: str
    name: str
    one: Place
    other: Place
    seed: int
    test: str
    target: str
    seen: int = 1
    runs: int = 1


@dataclass(frozen=True, slots=True)
class PoolCall:
    """What a thread pool was given to do, as it was when it was handed over.

    `worker` is where the function is defined, `site` where the pool is called; `data` one pickle
    after the other: `(initializer, its arguments)`, then `(function, arguments, named)` an item;
    `paths` the import path of the process.
    """

    function: str
    worker: Place
    site: Place
    workers: int
    data: bytes
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Something of the whole process that the workers changed: `kind` is "environ", "cwd",
    "variable" ...; `old` and `new` are texts, of variables only digests."""

    kind: str
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Replay:
    """A pool call done again in threads, in a fresh interpreter.

    `judged` is how many items have one answer in processes; `differences` are `(item, ours, theirs)`
    of those; `stuck` where threads stood that did not end; `error` why there is no result at all;
    `races` what was seen meanwhile; `refusal` how an item failed in processes, most often because
    what its test had made is gone.
    """

    seed: int
    judged: int = 0
    differences: tuple[tuple[int, str, str], ...] = ()
    changes: tuple[Change, ...] = ()
    stuck: tuple[Place, ...] = ()
    error: str = ""
    races: tuple[Race, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Replayed:
    """All fresh runs of one call; `error`: why it could not be done in processes."""

    call: PoolCall
    rounds: tuple[Replay, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class RaceRun:
    """One run of the tests under watch with one seed.

    `instrumented` is how many files were watched, `tasks` how many pieces of work threads got,
    `failed` which tests failed, `broken` files that could not be watched and why, `calls` what
    pools were given to do, `unrepeatable` the calls that can't be done again and why.
    """

    seed: int
    races: tuple[Race, ...]
    instrumented: int
    tasks: int
    failed: tuple[str, ...]
    passed: int
    seconds: float
    timed_out: bool = False
    broken: tuple[str, ...] = ()
    running: str = ""
    output_tail: str = ""
    calls: tuple[PoolCall, ...] = ()
    unrepeatable: tuple[str, ...] = ()
