"""`ftmigrate codemod`: rewrite annotations and process pools; shows a diff unless told otherwise."""

import argparse
import sys
from pathlib import Path

from ftmigrate.cli.context import Context
from ftmigrate.host import configuration as configurations
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import ExitCode, UsageError
from ftmigrate.model.finding import FileStatus
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.steps import codemod
from ftmigrate.steps.codemod import CodemodResult
from ftmigrate.steps.codemod_interpreter import for_engine

FORMATS = ("text", "json", "sarif", "github")
# Parsing every file for its errors alone would cost many times what the codemod costs.
_UNPARSED = (
    "Most files are passed over by a look at their bytes, which tells that no rule has anything to say,\n"
    "and of the others most bodies of functions: a syntax error there is reported only where the file\n"
    "would change. Your tests find the others. What is shown was parsed, what is written is compiled too."
)

_UNPROVED = (
    "what 3.14 sees of these annotations was not compared with before: "
    "`ftmigrate undo`, then `ftmigrate codemod --write --prove` does that"
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.description = f"{parser.description}\n\n{_UNPARSED}"
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: the project)")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--diff", action="store_true", help="show what would change (the default)")
    mode.add_argument("--check", action="store_true", help="exit 1 if something would change; no diff")
    mode.add_argument(
        "--write", action="store_true", help="change the files; `ftmigrate undo` puts them back"
    )
    mode.add_argument(
        "--interactive", action="store_true", help="ask about each conditional finding, then write"
    )
    parser.add_argument(
        "--prove",
        action="store_true",
        help="when writing: first compare the annotations of a copy before and after in the environment of "
        "3.14, and leave alone those that are not the same",
    )
    parser.add_argument("--select", action="append", default=[], metavar="RULES", help="e.g. ANN,MPT001")
    parser.add_argument("--ignore", action="append", default=[], metavar="RULES", help="the same, left out")
    parser.add_argument(
        "--unsafe-fixes", action="store_true", help="apply conditional findings too: read their reasons first"
    )
    parser.add_argument(
        "--allow-dirty", action="store_true", help="when writing: even where git has uncommitted changes"
    )
    parser.add_argument(
        "--stdin-filename", metavar="FILE", help="read the source from stdin, as if it were FILE"
    )
    parser.add_argument("--no-cache", action="store_true", help="ask about every file anew, keep nothing")
    parser.add_argument("--output-format", choices=FORMATS, default="text", help="text is the default")


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    project = context.directory
    if arguments.prove and not arguments.write:
        raise UsageError("--prove goes with --write.")
    if arguments.interactive:
        return _interactive(arguments, context, project)
    configuration = configurations.read(project)
    if arguments.stdin_filename is not None:
        return _stdin(arguments, context, project, configuration)
    result = _result(arguments, context, project, configuration)
    _show(result, arguments, context)
    if not (context.quiet or context.json) and arguments.output_format == "text":
        _tell_summary(result, context, project, configuration)
        if result.written and not arguments.prove:
            _offer_proof(result, context)
    refused = arguments.prove and not result.written and result.count(FileStatus.CHANGED) > 0
    return ExitCode.FINDINGS if refused else _status(result, check=arguments.check)


def _result(
    arguments: argparse.Namespace, context: Context, project: Path, configuration: Configuration
) -> CodemodResult:
    interpreter = _interpreter(project, configuration, context)
    select, ignore = _codes(arguments.select), _codes(arguments.ignore)
    if arguments.prove:
        from ftmigrate.cli import codemod_proved

        return codemod_proved.run(project, configuration, arguments, select, ignore, interpreter, context)
    return codemod.run(
        project,
        configuration,
        paths=[context.path(path) for path in arguments.paths],
        select=select,
        ignore=ignore,
        unsafe=arguments.unsafe_fixes,
        write=arguments.write,
        allow_dirty=arguments.allow_dirty,
        interpreter=interpreter,
        cache=not arguments.no_cache,
        shown=not arguments.write,
        progress=context.progress,
    )


def _interactive(arguments: argparse.Namespace, context: Context, project: Path) -> ExitCode:
    from ftmigrate.cli import codemod_interactive

    codemod_interactive.refuse(arguments, context)
    configuration = configurations.read(project)
    result = codemod_interactive.run(
        project,
        configuration,
        arguments,
        _codes(arguments.select),
        _codes(arguments.ignore),
        _interpreter(project, configuration, context),
        context,
    )
    _tell_problems(result, context)
    if result.written and not context.quiet:
        _tell_summary(result, context, project, configuration)
        _offer_proof(result, context)
    return _status(result, check=False)


def _codes(values: list[str]) -> list[str]:
    return [code.strip() for value in values for code in value.split(",") if code.strip()]


def _interpreter(project: Path, configuration: Configuration, context: Context) -> Interpreter | None:
    found = for_engine(project, configuration)
    if context.verbose:
        name = f"{found.name} at {found.path}" if found is not None else "this Python"
        context.progress.message(f"The engine runs in {name}.")
    return found


def _status(result: CodemodResult, *, check: bool) -> ExitCode:
    failed = result.count(FileStatus.FAILED) > 0
    pending = check and result.count(FileStatus.CHANGED) > 0
    return ExitCode.FINDINGS if failed or pending else ExitCode.OK


def _show(result: CodemodResult, arguments: argparse.Namespace, context: Context) -> None:
    output = "json" if context.json else arguments.output_format
    if output == "json":
        from ftmigrate.renderers.json import codemod as document

        context.emit("codemod", document.document(result.outcomes, result.seconds))
    elif output == "sarif":
        from ftmigrate.renderers import sarif
        from ftmigrate.steps.rule_pages import rows

        rules = [row[:3] for row in rows()]
        print(sarif.render(result.outcomes, rules))
    elif output == "github":
        from ftmigrate.renderers import github

        print("\n".join(github.lines(result.outcomes)))
    else:
        _show_text(result, arguments, context)


def _show_text(result: CodemodResult, arguments: argparse.Namespace, context: Context) -> None:
    if arguments.check or arguments.write or context.verbose:
        from ftmigrate.renderers.terminal import codemod as terminal

        console = context.out if arguments.check or arguments.write else context.err
        for line in terminal.findings(result.outcomes, everything=context.verbose):
            console.print(line)
    if not (arguments.check or arguments.write):
        _print_diff(result, context)
    _tell_problems(result, context)


def _tell_problems(result: CodemodResult, context: Context) -> None:
    """The files that were skipped or failed; rich is imported only where there is one."""
    if result.count(FileStatus.SKIPPED) or result.count(FileStatus.FAILED):
        from ftmigrate.renderers.terminal import codemod as terminal

        for line in terminal.problems(result.outcomes):
            context.err.print(line)


def _tell_summary(
    result: CodemodResult, context: Context, project: Path, configuration: Configuration
) -> None:
    from ftmigrate.renderers.terminal import codemod as terminal
    from ftmigrate.steps.codemod_promise import broken_promise

    for line in terminal.summary(result.outcomes, written=result.written, seconds=result.seconds):
        context.err.print(line)
    if sentence := broken_promise(project, configuration, result.outcomes):
        context.err.print(sentence, style="yellow", markup=False)


def _offer_proof(result: CodemodResult, context: Context) -> None:
    if any(one.applied and one.rule.startswith("ANN") for file in result.outcomes for one in file.findings):
        context.err.print(_UNPROVED, style="dim", markup=False)


def _print_diff(result: CodemodResult, context: Context) -> None:
    """Bytes, each file's in its own encoding, so that `git apply` reads what is in the files."""
    terminal = context.out_is_terminal
    for diff, encoding in result.diffs():
        if terminal:
            from ftmigrate.renderers.terminal.diff import coloured

            context.out.print(coloured(diff))
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(diff.encode(encoding, "surrogateescape"))


def _stdin(
    arguments: argparse.Namespace, context: Context, project: Path, configuration: Configuration
) -> ExitCode:
    """Like black and ruff: the result on stdout (with --diff its diff), nothing written."""
    path = context.path(arguments.stdin_filename)
    if not path.is_relative_to(project):
        raise UsageError("this lies outside the project.", where=str(path))
    if arguments.paths:
        raise UsageError("--stdin-filename takes no PATH besides.")
    data = sys.stdin.buffer.read()
    outcome = codemod.text(
        project,
        path.relative_to(project).as_posix(),
        data,
        configuration,
        select=_codes(arguments.select),
        ignore=_codes(arguments.ignore),
        unsafe=arguments.unsafe_fixes,
    )
    result = CodemodResult((outcome,), 0.0)
    if context.json or arguments.output_format != "text" or arguments.diff or arguments.check:
        _show(result, arguments, context)
    else:
        _tell_problems(result, context)
        sys.stdout.buffer.write(codemod.contents(result.outcomes).get(outcome.path, data))
    return _status(result, check=arguments.check)
