"""The outcomes of many files, each made of its record when it is read, and not kept."""

from collections.abc import Sequence
from typing import overload

from ftmigrate.model.finding import FileOutcome
from ftmigrate.steps.codemod_wire import Record, outcome_of


class Outcomes(Sequence[FileOutcome]):
    def __init__(self, records: Sequence[Record]) -> None:
        self.records = records

    def __len__(self) -> int:
        return len(self.records)

    @overload
    def __getitem__(self, index: int) -> FileOutcome: ...

    @overload
    def __getitem__(self, index: slice) -> "Outcomes": ...

    def __getitem__(self, index: int | slice) -> "FileOutcome | Outcomes":
        if isinstance(index, slice):
            return Outcomes(self.records[index])
        return outcome_of(self.records[index])
