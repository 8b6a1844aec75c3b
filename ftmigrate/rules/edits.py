"""Applying edits, and following positions through them: the only place that resolves overlaps."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from ftmigrate.model.finding import Edit, Finding
from ftmigrate.syntax.outline import edited


def choose(findings: Iterable[Finding]) -> list[Finding]:
    """The findings whose edits can be made together: first come, first served, all edits or none.

    Equal edits of two findings (the same import added) are one edit, not a conflict.
    """
    taken: list[Edit] = []
    chosen: list[Finding] = []
    for finding in findings:
        new = [edit for edit in finding.edits if edit not in taken]
        if not any(_clash(edit, other) for edit in new for other in taken):
            taken.extend(new)
            chosen.append(finding)
    return chosen


def _clash(one: Edit, other: Edit) -> bool:
    if one.start == other.start:
        return True
    first, second = (one, other) if one.start < other.start else (other, one)
    return first.end > second.start


class Change:
    """Distinct, non-overlapping edits of one text, and where positions went."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self.edits: Sequence[Edit] = sorted(set(edits), key=lambda edit: (edit.start, edit.end))
        self._starts_after: list[int] = []
        shift = 0
        for edit in self.edits:
            self._starts_after.append(edit.start + shift)
            shift += len(edit.replacement) - (edit.end - edit.start)

    def apply(self, text: str) -> str:
        return edited(text, self.edits)

    def spares(self, others: Iterable[Edit]) -> bool:
        """Whether no edit lies within what others replace, or at its border."""
        return not any(self.touches(one.start, one.end) for one in others)

    def moved(self, others: Iterable[Edit]) -> tuple[Edit, ...]:
        """Edits of the old text, which these spare, as edits of the new one."""
        return tuple(Edit(self.forward(one.start), self.forward(one.end), one.replacement) for one in others)

    def touches(self, start: int, end: int) -> bool:
        """Whether an edit lies within or at the border of `text[start:end]`."""
        return any(edit.start <= end and edit.end >= start for edit in self._near(start, end))

    def _near(self, start: int, end: int) -> Iterable[Edit]:
        first = max(0, bisect_right(self.edits, start, key=lambda edit: edit.start) - 1)
        for edit in self.edits[first:]:
            if edit.start > end:
                return
            yield edit

    def forward(self, offset: int) -> int:
        """Where a position outside all edits went."""
        shift = 0
        for edit in self.edits:
            if edit.end > offset or (edit.end == offset and edit.start == offset):
                break
            shift += len(edit.replacement) - (edit.end - edit.start)
        return offset + shift

    def back(self, offset: int) -> int:
        """Where a position of the new text came from; inside a replacement: the edit's start."""
        index = bisect_right(self._starts_after, offset) - 1
        if index < 0:
            return offset
        edit, start = self.edits[index], self._starts_after[index]
        if offset < start + len(edit.replacement):
            return min(edit.start + (offset - start), edit.end)
        return offset - (start + len(edit.replacement)) + edit.end
