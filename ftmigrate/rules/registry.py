"""Every rule, in the order in which overlapping edits win.

A rule's module is loaded when the rule is asked for: few runs need all, and those about processes bring
an analysis of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import cast, overload

from ftmigrate.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Listed:
    """What of a rule is known without its module, which says the same."""

    code: str
    module: str
    default: bool = True

    def load(self) -> Rule:
        return cast(Rule, import_module(f"ftmigrate.rules.{self.module}").RULE)


LISTED: tuple[Listed, ...] = (
    Listed("ANN001", "annotations.quoted_annotation"),
    Listed("ANN002", "annotations.future_import"),
    Listed("ANN003", "annotations.changed_by_laziness"),
    Listed("ANN004", "annotations.raw_reader"),
    Listed("ANN005", "annotations.eager_place", default=False),
    Listed("MPT001", "concurrency.process_pool"),
    Listed("MPT002", "concurrency.process_pool_executor"),
    Listed("MPT003", "concurrency.process"),
    Listed("MPT004", "concurrency.process_queue"),
    Listed("MPT005", "concurrency.process_lock"),
    Listed("MPT006", "concurrency.shared_value"),
    Listed("MPT007", "concurrency.process_manager"),
    Listed("MPT008", "concurrency.joblib_parallel"),
    Listed("MPT009", "concurrency.fork"),
    Listed("MPT010", "concurrency.start_method"),
    Listed("MPT011", "concurrency.process_wrapper"),
)


class _Rules(Sequence[Rule]):
    """The rules themselves, each loaded as it is come to."""

    def __len__(self) -> int:
        return len(LISTED)

    def __iter__(self) -> Iterator[Rule]:
        return (one.load() for one in LISTED)

    @overload
    def __getitem__(self, at: int) -> Rule: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Rule]: ...

    def __getitem__(self, at: int | slice) -> Rule | Sequence[Rule]:
        return LISTED[at].load() if isinstance(at, int) else tuple(one.load() for one in LISTED[at])


RULES = _Rules()


def rule(code: str) -> Rule | None:
    """The rule of a full code, upper or lower case."""
    return next((one.load() for one in LISTED if one.code == code.upper()), None)
