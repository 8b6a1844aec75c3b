"""Everything that can go wrong for a known reason, and the exit code of each.

An error says what happened, where, and what to do next. `cli.main` is the only
place that turns one into text and an exit status.
"""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """The process exit statuses that scripts may rely on."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    NO_INTERPRETER = 3
    PROJECT_COMMAND = 4
    DOWNLOAD = 5
    BUG = 70
    INTERRUPTED = 130


# What other programs say when the disk is full (strerror(3) of ENOSPC).
NO_SPACE = "No space left on device"


class FtmigrateError(Exception):
    """A failure with a known reason.

    `what` is one sentence, `where` a path, line or name (may be empty), `hint` what to do
    next, best a command that can be pasted (may be empty).
    """

    exit_code: ClassVar[ExitCode] = ExitCode.BUG

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} {self.hint}".rstrip() if self.hint else text


class UsageError(FtmigrateError):
    """The command line or the configuration is wrong."""

    exit_code = ExitCode.USAGE


class InterpreterUnavailable(FtmigrateError):
    """A target's interpreter is neither here nor obtainable."""

    exit_code = ExitCode.NO_INTERPRETER


class ProjectCommandFailed(FtmigrateError):
    """A command of the project (its installation, its tests) could not run or timed out."""

    exit_code = ExitCode.PROJECT_COMMAND


class DownloadFailed(FtmigrateError):
    """A download failed or is not what was promised."""

    exit_code = ExitCode.DOWNLOAD


class MachineError(FtmigrateError):
    """The machine refuses: no space, no permission, a read-only folder."""

    exit_code = ExitCode.PROJECT_COMMAND
