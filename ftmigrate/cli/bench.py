"""`ftmigrate bench`: the smoke benchmark."""

import argparse
import json
import sys

from ftmigrate.bench.conclusions import surely_slower
from ftmigrate.cli.context import Context
from ftmigrate.host import configuration as configurations
from ftmigrate.host import results
from ftmigrate.host.files import write_atomically
from ftmigrate.model.errors import ExitCode, UsageError
from ftmigrate.model.measuring import Benchmark
from ftmigrate.steps import environments
from ftmigrate.steps.bench_blocks import PARTS
from ftmigrate.steps.bench_earlier import beside, read_earlier
from ftmigrate.steps.bench_project import bench_project

FORMATS = ("terminal", "markdown", "html", "pyperf")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", default=".", metavar="DIR", help="the project (default: .)")
    parser.add_argument(
        "--budget", type=float, metavar="SECONDS", help="wall time for everything (default: 30)"
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=PARTS,
        help="measure this part only, and what the machine can tell apart (may be repeated)",
    )
    parser.add_argument(
        "--against",
        metavar="REVISION",
        help="the state before, as git names it (default: before the last `codemod --write`, else HEAD)",
    )
    parser.add_argument(
        "--compare", metavar="FILE", help="set an earlier run beside this one (what `bench --json` printed)"
    )
    parser.add_argument(
        "--fail-on",
        choices=["slower"],
        help="exit 1 if a command of the project is slower than before, all rows taken together",
    )
    parser.add_argument("--format", choices=FORMATS, default="terminal", help="default: terminal")
    parser.add_argument("--output", metavar="FILE", help="write it to FILE instead of stdout")


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    if arguments.budget is not None and not 0 < arguments.budget < float("inf"):
        raise UsageError(f"--budget {arguments.budget:g}: it must be a number of seconds above 0.")
    earlier = read_earlier(context.path(arguments.compare)) if arguments.compare else None
    folder = context.path(arguments.folder)
    configuration = configurations.read(folder)
    benchmark = bench_project(
        folder,
        environments.load(folder, configuration),
        configuration,
        against=arguments.against,
        budget=arguments.budget,
        only=arguments.only or (),
        started=context.began,
        progress=context.progress,
    )
    if earlier is not None:
        benchmark = beside(benchmark, earlier)
    results.save(folder, "bench", benchmark)
    _show(benchmark, arguments, context)
    return exit_code(benchmark, arguments.fail_on)


def _show(benchmark: Benchmark, arguments: argparse.Namespace, context: Context) -> None:
    if context.json:
        from ftmigrate.renderers.json.bench import document

        context.emit("bench", document(benchmark))
    elif arguments.format == "terminal" and not arguments.output:
        from ftmigrate.renderers.terminal.bench import render

        context.out.print(render(benchmark, verbose=context.verbose))
    if arguments.output:
        write_atomically(context.path(arguments.output), text(benchmark, arguments.format).encode())
    elif arguments.format != "terminal" and not context.json:
        sys.stdout.write(text(benchmark, arguments.format))


def text(benchmark: Benchmark, format: str) -> str:
    """The result in one of FORMATS; the table of a terminal without colours."""
    if format == "markdown":
        from ftmigrate.renderers.markdown.bench import render

        return render(benchmark)
    if format == "html":
        from ftmigrate.renderers.html.bench_page import page

        return page(benchmark)
    if format == "pyperf":
        from ftmigrate.renderers.json.bench_pyperf import document

        return json.dumps(document(benchmark), indent=1) + "\n"
    from ftmigrate.renderers.terminal.bench import plain

    return plain(benchmark)


def exit_code(benchmark: Benchmark, fail_on: str | None) -> ExitCode:
    """4 where a command of the project could not run, 1 where it got slower and that was asked for."""
    if benchmark.failed:
        return ExitCode.PROJECT_COMMAND
    if fail_on == "slower" and surely_slower(benchmark.comparisons):
        return ExitCode.FINDINGS
    return ExitCode.OK
