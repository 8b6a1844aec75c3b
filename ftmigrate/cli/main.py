"""The command line: global options, the command, and the one place that handles errors."""

import argparse
import errno
import os
import sys
import time
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ftmigrate import __version__
from ftmigrate.cli.commands import COMMANDS, Command
from ftmigrate.cli.context import Context
from ftmigrate.cli.examples import epilog
from ftmigrate.cli.options import add_global_options
from ftmigrate.cli.parsing import Parser
from ftmigrate.model.errors import ExitCode, FtmigrateError, MachineError

# About when this process began: a budget of wall time starts there, not after what had to be loaded.
_BEGAN = time.monotonic() - time.process_time()

_EXIT_CODES = """\
exit codes:
  0 nothing wrong                      4 a command of the project could not run
  1 findings, or a failed verdict      5 download, or its verification
  2 usage or configuration             70 a bug in ftmigrate
  3 an interpreter is not obtainable   130 interrupted"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status. Errors become one message on stderr."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(words, _BEGAN if argv is None else time.monotonic())
    except FtmigrateError as error:
        return _explain(error)
    except KeyboardInterrupt:
        print("ftmigrate: interrupted; nothing half-made is used later.", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`| head`): Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except OSError as error:
        if (refusal := _refusal(error)) is not None:
            return _explain(refusal)
        return _bug(words)
    except Exception:
        return _bug(words)


def _dispatch(words: list[str], began: float) -> int:
    parser, chosen = _parser(words)
    arguments = parser.parse_args(words)
    if chosen is None or arguments.command is None:
        parser.print_help()
        return ExitCode.OK if not words else ExitCode.USAGE
    directory = Path(arguments.directory or ".").absolute()
    if not directory.is_dir():
        raise _usage(f"--directory {arguments.directory}: there is no such folder.")
    context = Context(
        directory=directory,
        json=arguments.json,
        quiet=arguments.quiet,
        verbose=arguments.verbose,
        yes=arguments.yes,
        began=began,
    )
    return chosen.load().run(arguments, context)


def _parser(words: Sequence[str]) -> tuple[Parser, Command | None]:
    parser = Parser(
        prog="ftmigrate",
        allow_abbrev=False,  # `_chosen` must find the command without parsing
        description="Take a Python repository to 3.14 and free-threaded 3.14t, and prove the result.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"ftmigrate {__version__}")
    add_global_options(parser, top=True)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    chosen = _chosen(words)
    parser.command = chosen.name if chosen is not None else ""
    for command in COMMANDS:
        child = commands.add_parser(
            command.name,
            help=command.summary,
            description=command.summary[0].upper() + command.summary[1:] + ".",
            epilog=epilog(command.name),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        add_global_options(child, top=False)
        if command is chosen:
            command.load().configure(child)
    return parser, chosen


def _chosen(words: Sequence[str]) -> Command | None:
    """The command that argparse will take: the first word that is no option and no option's value."""
    positional = (
        word
        for before, word in zip(("", *words), words, strict=False)
        if not word.startswith("-") and before != "--directory"
    )
    name = next(positional, None)
    return next((command for command in COMMANDS if command.name == name), None)


def _usage(text: str) -> FtmigrateError:
    from ftmigrate.model.errors import UsageError

    return UsageError(text)


def _refusal(error: OSError) -> MachineError | None:
    """What the machine refused, where the user can mend it; None for anything else."""
    sentences = {
        errno.ENOSPC: ("there is no space left on the disk.", "Free some and run the command again."),
        errno.EDQUOT: ("the disk quota is used up.", "Free some space and run the command again."),
        errno.EACCES: ("permission denied.", "Check who owns it, then run the command again."),
        errno.EPERM: ("the operation is not permitted.", "Check who owns it, then run the command again."),
        errno.EROFS: ("the file system is read-only.", "Choose a folder that can be written."),
    }
    if error.errno not in sentences:
        return None
    what, hint = sentences[error.errno]
    return MachineError(what, where=str(error.filename or ""), hint=hint)


def _explain(error: FtmigrateError) -> int:
    where = f"{error.where}: " if error.where else ""
    print(f"ftmigrate: error: {where}{error.what}", file=sys.stderr)
    for line in filter(None, error.hint.splitlines()):
        print(f"  {line}", file=sys.stderr)
    return error.exit_code


def _bug(words: Sequence[str]) -> int:
    """Write a log that is ready to be an issue, and say where it is."""
    text = (
        f"ftmigrate {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n"
        f"command: ftmigrate {' '.join(words)}\n\n{traceback.format_exc()}"
    )
    try:
        from ftmigrate.host.files import write_atomically
        from ftmigrate.host.folders import logs_folder

        log = logs_folder() / f"bug-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.txt"
        write_atomically(log, text.encode())
    except OSError:
        print(text, file=sys.stderr)
    else:
        print(f"ftmigrate: this is a bug in ftmigrate. An issue text is ready in {log}", file=sys.stderr)
        print(f"  {traceback.format_exc().splitlines()[-1]}", file=sys.stderr)
    return ExitCode.BUG
