"""Unified diffs that `git apply` accepts."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from ftmigrate.model.finding import FileOutcome

# A line ends at \n alone, as for git: a form feed or a lone \r is part of the line.
_NO_END = "\\ No newline at end of file\n"
_AROUND = 3


def unified(outcome: FileOutcome) -> str:
    """The diff of one file, with `a/` and `b/` before its path; empty where nothing changes."""
    if outcome.diff:
        return outcome.diff
    if outcome.before is None or outcome.after is None or outcome.before == outcome.after:
        return ""
    mark = "\ufeff" if outcome.bom else ""  # to git the byte order mark is part of the first line
    lines = _changes(mark + outcome.before, mark + outcome.after)
    body = "".join(line if line.endswith("\n") else f"{line}\n{_NO_END}" for line in lines)
    return _names(outcome) + body


def patched(before: str, outcome: FileOutcome) -> str:
    """The text that `before` becomes by the diff that `outcome` holds: the other way round."""
    mark = "\ufeff" if outcome.bom else ""
    old, new = _lines(mark + before), list[str]()
    at, kept = 0, False
    for line in _lines(outcome.diff.removeprefix(_names(outcome))):
        if line[0] == "@":
            start = max(0, int(line[4:].partition(" ")[0].partition(",")[0]) - 1)
            new += old[at:start]
            at = start
        elif line[0] == "\\":
            if kept:
                new[-1] = new[-1].removesuffix("\n")
        else:
            at += line[0] != "+"
            if kept := line[0] != "-":
                new.append(line[1:])
    return "".join((*new, *old[at:])).removeprefix(mark)


def _changes(before: str, after: str) -> Iterable[str]:
    """The hunks. Of all that is alike above and below, only the nearest lines are looked at if they do."""
    first, last = _alike(before, after)
    start = _line_start(before, first)
    end = _line_end(before, len(before) - last)
    old, new = _lines(before[start:end]), _lines(after[start : end + len(after) - len(before)])
    above = before.count("\n", 0, start)
    if len(old) == len(new):
        return _same_length(old, new, above)
    return _one_place(old, new, above) or _anywhere(_lines(before), _lines(after))


def _alike(one: str, other: str) -> tuple[int, int]:
    """How many characters two texts have in common at the beginning, and how many of the rest at the end."""
    shorter, ends = min(len(one), len(other)), (len(one), len(other))
    first = _longest(shorter, lambda start, end: one[start:end] == other[start:end])
    last = _longest(
        shorter - first,
        lambda start, end: one[ends[0] - end : ends[0] - start] == other[ends[1] - end : ends[1] - start],
    )
    return first, last


def _longest(most: int, same: Callable[[int, int], bool]) -> int:
    """How far from 0 on, up to `most`, everything is the same; asked for halves, which are compared fast."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if same(least, middle):
            least = middle
        else:
            most = middle - 1
    return least


def _line_start(text: str, at: int) -> int:
    """Where the line begins that is `_AROUND` above an offset's."""
    for _ in range(_AROUND + 1):
        at = text.rfind("\n", 0, at)
        if at < 0:
            return 0
    return at + 1


def _line_end(text: str, at: int) -> int:
    """Past the end of the line that is `_AROUND` below an offset's."""
    for _ in range(_AROUND + 1):
        at = text.find("\n", at) + 1
        if at == 0:
            return len(text)
    return at


def _lines(text: str) -> list[str]:
    return io.StringIO(text, newline="\n").readlines()


def _names(outcome: FileOutcome) -> str:
    return f"--- a/{outcome.path}\n+++ b/{outcome.path}\n"


def _one_place(old: Sequence[str], new: Sequence[str], above: int) -> Sequence[str]:
    """Empty but where lines are only taken out, or only put in, and in one place."""
    shorter = min(len(old), len(new))
    first = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    rest = shorter - first
    if old[len(old) - rest :] != new[len(new) - rest :]:
        return ()
    start, around = max(0, first - _AROUND), min(rest, _AROUND)
    gone, come = len(old) - rest, len(new) - rest
    top = above + start
    return (
        f"@@ -{_range(top, above + gone + around)} +{_range(top, above + come + around)} @@\n",
        *(" " + line for line in old[start:first]),
        *("-" + line for line in old[first:gone]),
        *("+" + line for line in new[first:come]),
        *(" " + line for line in old[gone : gone + around]),
    )


def _anywhere(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    import difflib

    found = difflib.unified_diff(old, new, n=_AROUND)
    next(found), next(found)  # the names
    return found


def _same_length(old: Sequence[str], new: Sequence[str], above: int) -> Iterator[str]:
    """Line against line: most rewrites keep the lines, and difflib takes a tenth of a whole run."""
    changed = [at for at, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    gaps = [at for at, (one, other) in enumerate(pairwise(changed), 1) if other - one > 2 * _AROUND + 1]
    for first, last in pairwise([0, *gaps, len(changed)]):
        hunk = changed[first:last]
        start, end = max(0, hunk[0] - _AROUND), min(len(old), hunk[-1] + _AROUND + 1)
        where = _range(above + start, above + end)
        yield f"@@ -{where} +{where} @@\n"
        yield from _hunk(old, new, start, end, set(hunk))


def _hunk(old: Sequence[str], new: Sequence[str], start: int, end: int, changed: set[int]) -> Iterator[str]:
    at = start
    while at < end:
        run = at
        while run in changed:
            run += 1
        yield from ("-" + line for line in old[at:run])
        yield from ("+" + line for line in new[at:run])
        if run < end:
            yield " " + old[run]
        at = run + 1


def _range(start: int, end: int) -> str:
    """As in the specification of `diff -u`: 1-based, the length left out where it is 1; of no lines, the
    line before."""
    if start == end:
        return f"{start},0"
    return f"{start + 1}" if end - start == 1 else f"{start + 1},{end - start}"
