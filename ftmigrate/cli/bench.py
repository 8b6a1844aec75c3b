"""`ftmigrate bench`: the smoke benchmark."""

import argparse

from ftmigrate.bench.conclusions import surely_slower
from ftmigrate.cli.context import Context
from ftmigrate.host import configuration as configurations
from ftmigrate.host import results
from ftmigrate.model.errors import ExitCode, UsageError
from ftmigrate.model.measuring import Benchmark
from ftmigrate.steps import environments
from ftmigrate.steps.bench_project import bench_project


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", default=".", metavar="DIR", help="the project (default: .)")
    parser.add_argument(
        "--budget", type=float, metavar="SECONDS", help="wall time for everything (default: 30)"
    )
    parser.add_argument(
        "--against",
        metavar="REVISION",
        help="the state before, as git names it (default: before the last `codemod --write`, else HEAD)",
    )
    parser.add_argument(
        "--fail-on",
        choices=["slower"],
        help="exit 1 if a command of the project is slower than before, all rows taken together",
    )


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    if arguments.budget is not None and arguments.budget <= 0:
        raise UsageError(f"--budget {arguments.budget:g}: it must be more than 0 seconds.")
    folder = context.path(arguments.folder)
    configuration = configurations.read(folder)
    benchmark = bench_project(
        folder,
        environments.load(folder, configuration),
        configuration,
        against=arguments.against,
        budget=arguments.budget,
        progress=context.progress,
    )
    results.save(folder, "bench", benchmark)
    if context.json:
        from ftmigrate.renderers.json.bench import document

        context.emit("bench", document(benchmark))
    else:
        from ftmigrate.renderers.terminal.bench import render

        context.out.print(render(benchmark, verbose=context.verbose))
    return exit_code(benchmark, arguments.fail_on)


def exit_code(benchmark: Benchmark, fail_on: str | None) -> ExitCode:
    """4 where a command of the project could not run, 1 where it got slower and that was asked for."""
    if benchmark.failed:
        return ExitCode.PROJECT_COMMAND
    if fail_on == "slower" and surely_slower(benchmark.comparisons):
        return ExitCode.FINDINGS
    return ExitCode.OK
