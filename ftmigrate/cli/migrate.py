"""`ftmigrate migrate`: the whole pipeline, and its report."""

import argparse
from pathlib import Path

from ftmigrate.cli.consent import consent
from ftmigrate.cli.context import Context
from ftmigrate.model.checking import Verdict
from ftmigrate.model.errors import ExitCode, UsageError
from ftmigrate.model.finding import FileStatus
from ftmigrate.model.report import Report
from ftmigrate.steps import reports
from ftmigrate.steps.migrate import Options, migrate


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", default=".", metavar="DIR", help="the project (default: .)")
    parser.add_argument(
        "--write", action="store_true", help="apply the codemod to the project; default: work on a copy"
    )
    parser.add_argument(
        "--allow-dirty", action="store_true", help="with --write: even where git has uncommitted changes"
    )
    add_options(parser)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that `migrate` and `demo` share."""
    parser.add_argument(
        "--allow-stand-in",
        action="store_true",
        help="where 3.14t can't be had, take another free-threaded minor version; every report says so",
    )
    parser.add_argument(
        "--unsafe-fixes", action="store_true", help="apply conditional findings as well as safe ones"
    )
    parser.add_argument("--budget", type=float, metavar="SECONDS", help="wall time of the benchmark")
    parser.add_argument("--no-bench", action="store_true", help="leave the benchmark out")


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    folder = context.path(arguments.folder)
    if not folder.is_dir():
        raise UsageError("there is no such folder.", where=str(folder))
    return migrate_and_show(folder, arguments, context, write=arguments.write, command="migrate")


def migrate_and_show(
    folder: Path, arguments: argparse.Namespace, context: Context, *, write: bool, command: str
) -> ExitCode:
    """Run the pipeline on `folder`, print the report, and say by the exit code how it went."""
    options = Options(
        write=write,
        allow_stand_in=arguments.allow_stand_in,
        allow_dirty=getattr(arguments, "allow_dirty", False),
        unsafe=arguments.unsafe_fixes,
        bench=not arguments.no_bench,
        budget=arguments.budget,
    )
    report = migrate(folder, options, context.progress, consent(context))
    saved = reports.save(folder, report)
    if context.json:
        from ftmigrate.renderers.json import report as document

        context.emit(command, document.document(report))
    else:
        from ftmigrate.renderers.terminal import report as terminal

        for part in terminal.render(report):
            context.out.print(part)
        context.out.print(f"Full report: {saved}", soft_wrap=True)
    return exit_code(report)


def exit_code(report: Report) -> ExitCode:
    """3: an interpreter was not to be had; 4: an environment could not be made; 1: a check did not pass."""
    if report.unavailable:
        return ExitCode.NO_INTERPRETER
    if report.failures:
        return ExitCode.PROJECT_COMMAND
    failed = any(outcome.status is FileStatus.FAILED for outcome in report.codemod or ())
    if failed or (report.verification is not None and report.verification.verdict is not Verdict.PASS):
        return ExitCode.FINDINGS
    return ExitCode.OK
