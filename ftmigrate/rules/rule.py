"""What a rule is."""

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.project import Project
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import Finding


class Rule(Protocol):
    """One rule in one file, with its page `NAME.md` beside it (the file's own name).

    Rules do no I/O and keep no state between calls, so that one instance serves all threads.
    A finding's edits are offsets in `module.text`; the engine applies those of safe findings
    (with --unsafe-fixes of conditional ones too), drops overlapping ones until the next round,
    and asks again until nothing changes: a rule must find nothing to edit in its own result.
    """

    @property
    def code(self) -> str:
        """`ANN001`: letters, then three digits; `--select ANN` selects by prefix."""
        ...

    @property
    def name(self) -> str:
        """`quoted-annotation`: for people, and in SARIF."""
        ...

    @property
    def summary(self) -> str:
        """One line, no full stop."""
        ...

    @property
    def default(self) -> bool:
        """False: runs only where its full code is selected."""
        ...

    def wants(self, data: bytes) -> bool:
        """A cheap look at the file's raw bytes: False only where `check` can find nothing."""
        ...

    def check(self, module: Module, project: Project, settings: CodemodSettings) -> Iterable[Finding]:
        """Every place that the rule has an opinion on, applied or not."""
        ...


@runtime_checkable
class OneRound(Protocol):
    """A rule whose own edits change nothing that its other findings rest on."""

    def settles(self, finding: Finding) -> bool:
        """Whether the rule has no opinion on the text that the finding's edits make."""
        ...
