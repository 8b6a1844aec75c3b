"""What watching threads says: conflicts found, none found, or nothing looked at."""

from collections.abc import Sequence
from dataclasses import replace

from ftmigrate.model.checking import Check, CheckStatus
from ftmigrate.model.racing import Place, Race, RaceRun

_MEANINGS = {
    "lost update": "read, changed and written by two threads without a common lock",
    "unguarded write": "written by two threads without a common lock",
    "write seen by another thread": "set by one thread while another one looks at it, without a lock",
    "unguarded change": "changed by one thread while another one uses it, without a common lock",
    "changed while iterated": "changed by one thread while another one iterates over it",
    "filled after it was found empty": "filled by a thread that found it empty, while others look",
    "argument changed in place": "a worker changes its argument: a process changed its own copy",
    "locks in opposite order": "two threads can wait for each other for ever",
}


def check_races(target: str, runs: Sequence[RaceRun], *, files: int, expected: Sequence[str]) -> Check:
    """`files` is how many were to be watched, `expected` the tests that fail without watching, too.

    A run that watched nothing, or in which no thread got work, is UNKNOWN and never PASS.
    """
    seconds = sum(run.seconds for run in runs)
    races = merged(runs)
    broken = sorted({line for run in runs for line in run.broken})
    lines = tuple(line(race) for race in races) + tuple(f"not watched: {text}" for text in broken)
    if races:
        detail = f"{len(races)} found: {line(races[0])}"
        return Check("races", target, CheckStatus.FAIL, detail, seconds, lines)
    status, detail = _without_races(runs, files, frozenset(expected), bool(broken))
    return Check("races", target, status, detail, seconds, lines)


def _without_races(
    runs: Sequence[RaceRun], files: int, expected: frozenset[str], broken: bool
) -> tuple[CheckStatus, str]:
    if not any(run.instrumented for run in runs):
        return (
            CheckStatus.UNKNOWN,
            f"the tests imported none of the {files} files: nothing was watched",
        )
    if not any(run.tasks for run in runs):
        return CheckStatus.UNKNOWN, "the tests gave no work to any thread: there was nothing to see"
    left_out: list[str] = []
    for run in runs:
        if run.timed_out:
            return CheckStatus.UNKNOWN, f"the watched tests did not end ({_seed(run.seed)}){_while(run)}"
        new = [test for test in run.failed if test not in expected and test not in left_out]
        if len(new) > run.passed and not run.seed:
            detail = f"most tests fail while they are watched ({new[0]}), so that nothing can be said"
            return CheckStatus.UNKNOWN, detail
        if not run.seed:  # such as those that look at their own source or at frames: they tell of no thread
            left_out += new
        elif new:
            detail = f"{new[0]} fails when threads are held up ({_seed(run.seed)}), and passes otherwise"
            return CheckStatus.FAIL, detail
    if broken:
        return CheckStatus.UNKNOWN, "some files could not be watched; in the others no conflict was seen"
    watched, tasks = max(run.instrumented for run in runs), sum(run.tasks for run in runs)
    seeds = ", ".join(str(run.seed) for run in runs if run.seed)
    held = f"; threads held up with seeds {seeds}" if seeds else ""
    detail = (
        f"no conflict between threads in {watched} files, {tasks} tasks watched in {len(runs)} runs{held}"
    )
    if left_out:
        detail += f"; left out, since they fail while they are watched: {len(left_out)} ({left_out[0]})"
    return CheckStatus.PASS, detail


def merged(runs: Sequence[RaceRun]) -> tuple[Race, ...]:
    """Each conflict once, with how often it was seen. The order of the two places does not matter."""
    found: dict[object, Race] = {}
    for run in runs:
        for key, race in {_key(race): race for race in run.races}.items():
            earlier = found.get(key)
            found[key] = replace(earlier, seen=earlier.seen + 1) if earlier else race
    return tuple(replace(race, runs=len(runs)) for race in found.values())


def _key(race: Race) -> object:
    """By what is shared and by the function-like neighbourhood, not by the luck of two lines."""
    return race.name, race.one.path


def line(race: Race) -> str:
    meaning = _MEANINGS.get(race.kind, race.kind)
    again = (
        f"seed {race.seed}, in {race.seen} of {race.runs} runs"
        if race.seed
        else f"in {race.seen} of {race.runs} runs"
    )
    test = f", {race.test}" if race.test else ""
    return f"{race.name}: {meaning}: {_place(race.one)} and {_place(race.other)} ({again}{test})"


def _place(place: Place) -> str:
    return f"{place.path}:{place.line}"


def _seed(seed: int) -> str:
    return f"seed {seed}" if seed else "without delays"


def _while(run: RaceRun) -> str:
    return f", while {run.running} was running" if run.running else ""
