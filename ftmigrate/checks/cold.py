"""What cold runs say: the recorded pool calls give in threads what they gave in processes, or not."""

from collections.abc import Iterator, Sequence

from ftmigrate.model.checking import Check, CheckStatus
from ftmigrate.model.racing import Change, Place, Race, RaceRun, Replay, Replayed

# What one worker sets for all of them is a change of the program; the others may be caches and imports.
_PROCESS_WIDE = {
    "environ": "the environment variable",
    "cwd": "the working directory",
    "locale": "the locale",
    "socket timeout": "the default time-out of sockets",
}
_NOTED = {"variable": "the variable", "random": "the shared random generator", "warnings": "warnings.filters"}


def check_cold(
    target: str, replayed: Sequence[Replayed], run: RaceRun, *, seconds: float, wanted: int
) -> Check:
    """`run` recorded the calls. Nothing recorded, or nothing that could be judged, is never PASS."""
    lines = tuple(_lines(replayed, run))
    bad = [one for one in replayed if any(map(differs, one.rounds))]
    if bad:
        detail = f"{len(bad)} of {len(replayed)} pool calls differ from processes: {_difference(bad[0])}"
        return Check("cold", target, CheckStatus.FAIL, detail, seconds, lines)
    status, detail = _without_difference(replayed, run, wanted)
    return Check("cold", target, status, detail, seconds, lines)


def _without_difference(replayed: Sequence[Replayed], run: RaceRun, wanted: int) -> tuple[CheckStatus, str]:
    if not replayed and run.unrepeatable:
        return CheckStatus.SKIP, f"what pools are given can't be handed over again: {run.unrepeatable[0]}"
    if not replayed:
        return CheckStatus.UNKNOWN, "the tests reach no pool call of the changed files: nothing to do again"
    judged = [one for one in replayed if any(round.judged for round in one.rounds)]
    refusals = [next((round.refusal for round in one.rounds if round.refusal), "") for one in replayed]
    if not judged and all(refusals):
        detail = f"what the tests hand to pools can't be done again after them: {refusals[0]}"
        return CheckStatus.SKIP, detail
    if not judged:
        return CheckStatus.UNKNOWN, f"no recorded pool call could be judged: {_unjudged(replayed[0])}"
    least = min(len(one.rounds) for one in judged)
    short = f" (time for {least} of {wanted})" if least < wanted else ""
    detail = (
        f"{len(judged)} recorded pool calls, threads first in fresh interpreters, at least {least} times "
        f"each{short}: the same results as in processes"
    )
    return CheckStatus.PASS, detail


def differs(round: Replay) -> bool:
    """Whether this round is one that processes would not have shown."""
    return bool(round.judged and (round.differences or round.stuck)) or any(
        change.kind in _PROCESS_WIDE for change in round.changes
    )


def race(one: Replayed, target: str) -> Race:
    """The difference as a finding: what is shared and both places if they were seen, else the worker."""
    bad = [round for round in one.rounds if differs(round)]
    seen = [found for round in bad for found in round.races]
    return Race(
        kind="not as in processes",
        name=one.call.function,
        one=seen[0].one if seen else one.call.worker,
        other=seen[0].other if seen else one.call.site,
        seed=next((round.seed for round in bad if round.seed), 0),
        test="",
        target=target,
        seen=len(bad),
        runs=len(one.rounds),
    )


def _lines(replayed: Sequence[Replayed], run: RaceRun) -> Iterator[str]:
    for one in replayed:
        if any(map(differs, one.rounds)):
            yield _difference(one)
        elif not any(round.judged for round in one.rounds):
            yield f"not judged: {one.call.function} ({_place(one.call.worker)}): {_unjudged(one)}"
        yield from _notes(one)
    yield from (f"not done again: {text}" for text in dict.fromkeys(run.unrepeatable))


def _difference(one: Replayed) -> str:
    bad = [round for round in one.rounds if differs(round)]
    seeds = sorted({round.seed for round in bad if round.seed})
    shown = f"in {len(bad)} of {len(one.rounds)} fresh runs"
    if seeds:
        shown = f"seed {seeds[0]}, {shown}"
    return f"{one.call.function} ({_place(one.call.worker)}): {_what(bad[0])} ({shown}{_pair(bad)})"


def _what(round: Replay) -> str:
    if round.differences:
        index, ours, theirs = round.differences[0]
        return f"item {index + 1} gives {ours} in threads and {theirs} in processes"
    if round.stuck:
        where = ", ".join(f"{place.text} at {_place(place)}" for place in round.stuck)
        return f"threads do not come to an end: {where}"
    change = next(change for change in round.changes if change.kind in _PROCESS_WIDE)
    name = f" {change.name}" if change.name else ""
    return f"it sets {_PROCESS_WIDE[change.kind]}{name} to {change.new!r} for the whole process"


def _pair(bad: Sequence[Replay]) -> str:
    seen = [found for round in bad for found in round.races]
    return f", between {_place(seen[0].one)} and {_place(seen[0].other)}" if seen else ""


def _unjudged(one: Replayed) -> str:
    if one.error:
        return one.error
    failed = next((round.error for round in one.rounds if round.error), "")
    refusal = next((round.refusal for round in one.rounds if round.refusal), "")
    if refusal and not failed:
        return f"it fails in processes, too: {refusal}"
    return f"in threads: {failed}" if failed else "its items give something else each time in processes"


def _notes(one: Replayed) -> Iterator[str]:
    """What stays changed in the parent now, which is often only a cache: told, and not judged."""
    changes: dict[tuple[str, str], Change] = {}
    for round in one.rounds:
        changes |= {(change.kind, change.name): change for change in round.changes if change.kind in _NOTED}
    for change in changes.values():
        name = f" {change.name}" if change.name else ""
        what = f"{one.call.function} ({_place(one.call.worker)}) leaves {_NOTED[change.kind]}{name} changed"
        yield f"{what}, which a process kept to itself"


def _place(place: Place) -> str:
    return f"{place.path}:{place.line}"
