"""Progress bars on stderr: live on a terminal, single lines elsewhere."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column

from ftmigrate.model.progress import Task


class TerminalProgress:
    """The Progress of a person's run. Bars vanish when done; messages stay."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Progress | None = None
        self._depth = 0
        self._lock = threading.Lock()  # steps may work on two environments at once

    def message(self, text: str) -> None:
        self._console.print(escape(text))

    @contextmanager
    def task(self, label: str, total: float | None = None) -> Iterator[Task]:
        if not self._console.is_terminal:
            yield from self._plain(label)
            return
        live = self._enter()
        identifier = live.add_task(escape(label), total=total, note="")
        try:
            yield _Bar(live, identifier)
        finally:
            live.remove_task(identifier)
            self._leave()

    def _plain(self, label: str) -> Iterator[Task]:
        started = time.monotonic()
        self._console.print(f"{escape(label)} ...")
        yield _Line()
        seconds = time.monotonic() - started
        if seconds >= 5:
            self._console.print(f"{escape(label)}: done in {seconds:.0f} s")

    def _enter(self) -> Progress:
        with self._lock:
            return self._entered()

    def _entered(self) -> Progress:
        if self._live is None:
            self._live = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}", table_column=Column(no_wrap=True)),
                BarColumn(bar_width=16),
                TimeElapsedColumn(table_column=Column(no_wrap=True)),
                # What is left of the line: on a narrow terminal the note goes first, never the label.
                TextColumn(
                    "[dim]{task.fields[note]}",
                    table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1),
                ),
                console=self._console,
                transient=True,
                expand=True,
            )
            self._live.start()
        self._depth += 1
        return self._live

    def _leave(self) -> None:
        with self._lock:
            self._depth -= 1
            if self._depth == 0 and self._live is not None:
                self._live.stop()
                self._live = None


class _Bar:
    def __init__(self, live: Progress, identifier: TaskID) -> None:
        self._live = live
        self._identifier = identifier

    def update(self, *, advance: float = 0.0, total: float | None = None, note: str | None = None) -> None:
        self._live.update(self._identifier, advance=advance, total=total)
        if note is not None:
            self._live.update(self._identifier, note=escape(note))


class _Line:
    def update(self, *, advance: float = 0.0, total: float | None = None, note: str | None = None) -> None:
        pass
