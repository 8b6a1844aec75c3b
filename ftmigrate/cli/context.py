"""What every command gets besides its own arguments."""

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftmigrate.model.progress import Progress, Silent

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True)
class Context:
    """The global options, and the two consoles: results on stdout, everything else on stderr.

    `began` is when the program was started, in seconds of time.monotonic.
    """

    directory: Path
    json: bool = False
    quiet: bool = False
    verbose: bool = False
    yes: bool = False
    began: float = field(default_factory=time.monotonic)

    @cached_property
    def out(self) -> "Console":
        """For results that a person reads; never used with --json."""
        from rich.console import Console

        return Console(file=sys.stdout, highlight=False, soft_wrap=not sys.stdout.isatty())

    @cached_property
    def out_is_terminal(self) -> bool:
        """What `out.is_terminal` says, without importing rich where it can only be False."""
        asked = any(name in os.environ for name in ("FORCE_COLOR", "TTY_COMPATIBLE"))
        return (asked or sys.stdout.isatty()) and self.out.is_terminal

    @cached_property
    def err(self) -> "Console":
        from rich.console import Console

        return Console(file=sys.stderr, highlight=False, soft_wrap=not sys.stderr.isatty())

    @cached_property
    def progress(self) -> Progress:
        if self.quiet:
            return Silent()
        from ftmigrate.cli.progress import TerminalProgress

        return TerminalProgress(self.err)

    def emit(self, command: str, document: Mapping[str, Any]) -> None:
        """Print the one JSON document of a command, with its schema's name and version."""
        json.dump({"schema": f"ftmigrate.{command}/1", **document}, sys.stdout, indent=2)
        sys.stdout.write("\n")

    def path(self, text: str | Path) -> Path:
        """A path as the user wrote it, seen from --directory."""
        return (self.directory / text).absolute()
