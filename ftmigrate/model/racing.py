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
class RaceRun:
    """One run of the tests under watch with one seed.

    `instrumented` is how many files were watched, `tasks` how many pieces of work threads got,
    `failed` which tests failed, `broken` files that could not be watched and why.
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
