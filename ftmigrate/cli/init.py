"""`ftmigrate init`: the way in."""

import argparse

from ftmigrate.cli.consent import consent
from ftmigrate.cli.context import Context
from ftmigrate.model.errors import ExitCode, UsageError
from ftmigrate.model.project_setup import InitResult
from ftmigrate.steps.init import init


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", default=".", metavar="DIR", help="the project (default: .)")
    parser.add_argument(
        "--dry-run", action="store_true", help="show the plan and its commands; write nothing"
    )
    parser.add_argument(
        "--allow-stand-in",
        action="store_true",
        help="where 3.14t can't be had, take another free-threaded minor version; every report says so",
    )


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    folder = context.path(arguments.folder)
    if not folder.is_dir():
        raise UsageError("there is no such folder.", where=str(folder))
    result = init(
        folder,
        allow_stand_in=arguments.allow_stand_in,
        dry_run=arguments.dry_run,
        progress=context.progress,
        consent=consent(context),
    )
    if context.json:
        from ftmigrate.renderers.json import init as document

        context.emit("init", document.document(result))
    else:
        from ftmigrate.renderers.terminal import init as terminal

        context.out.print(terminal.render(result, verbose=context.verbose))
    return exit_code(result)


def exit_code(result: InitResult) -> ExitCode:
    """3: a target cannot be had; 4 or 2: an environment could not be made; 1: the project forbids one."""
    if result.unavailable:
        return ExitCode.NO_INTERPRETER
    if result.failures:
        return ExitCode(result.failed_with)
    return ExitCode.FINDINGS if result.findings else ExitCode.OK
