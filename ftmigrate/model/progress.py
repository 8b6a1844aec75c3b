"""How a step tells that it is working, without printing."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Task(Protocol):
    """One bar. `total` may be set late; `note` says what is being waited for."""

    def update(
        self, *, advance: float = 0.0, total: float | None = None, note: str | None = None
    ) -> None: ...


class Progress(Protocol):
    """What a step gets to report on: bars and one-line messages, all for stderr."""

    def task(self, label: str, total: float | None = None) -> AbstractContextManager[Task]: ...

    def message(self, text: str) -> None: ...


class _SilentTask:
    def update(self, *, advance: float = 0.0, total: float | None = None, note: str | None = None) -> None:
        pass


class Silent:
    """A Progress that shows nothing (libraries, --quiet, tests)."""

    @contextmanager
    def task(self, label: str, total: float | None = None) -> Iterator[Task]:
        yield _SilentTask()

    def message(self, text: str) -> None:
        pass
