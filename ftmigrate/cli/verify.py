"""`ftmigrate verify`: the same program, proved."""

import argparse

from ftmigrate.cli.context import Context
from ftmigrate.host import configuration as configurations
from ftmigrate.host.files import write_atomically
from ftmigrate.model.checking import CheckStatus, Verdict, Verification
from ftmigrate.model.errors import ExitCode, UsageError
from ftmigrate.steps import environments
from ftmigrate.steps.verify import CHECKS
from ftmigrate.steps.verify_project import verify_project
from ftmigrate.steps.verify_races import SEEDS


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", default=".", metavar="DIR", help="the project (default: .)")
    parser.add_argument(
        "--only",
        metavar="CHECKS",
        default="",
        help=f"only these checks, with commas between them: {', '.join(CHECKS)}",
    )
    parser.add_argument(
        "--against",
        metavar="REVISION",
        help="the state before, as git names it (default: before the last `codemod --write`, else HEAD)",
    )
    parser.add_argument(
        "--seeds",
        metavar="SEEDS",
        default=",".join(map(str, SEEDS)),
        help="how threads are held up while races are hunted, one run a seed (default: %(default)s)",
    )
    parser.add_argument(
        "--junit",
        metavar="FILE",
        help="write the checks and every test's comparison to FILE as JUnit XML, for CI servers",
    )
    parser.add_argument("--budget", type=float, metavar="SECONDS", help="wall time for everything together")


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    folder = context.path(arguments.folder)
    configuration = configurations.read(folder)
    result = verify_project(
        folder,
        environments.load(folder, configuration),
        configuration,
        against=arguments.against,
        only=[name.strip() for name in arguments.only.split(",") if name.strip()],
        budget=arguments.budget,
        seeds=_seeds(arguments.seeds),
        progress=context.progress,
    )
    if arguments.junit:
        from ftmigrate.renderers.junit import document as junit

        write_atomically(context.path(arguments.junit), junit(result).encode())
    if context.json:
        from ftmigrate.renderers.json.verify import document

        context.emit("verify", document(result))
    else:
        from ftmigrate.renderers.terminal.verify import render

        context.out.print(render(result, verbose=context.verbose))
    return exit_code(result)


def _seeds(text: str) -> list[int]:
    try:
        return [int(word) for word in text.split(",") if word.strip()]
    except ValueError:
        raise UsageError(
            f"{text!r} are no seeds.", where="--seeds", hint="Write numbers with commas: 1,2,3."
        ) from None


def exit_code(result: Verification) -> ExitCode:
    """4 where the project's tests could not run; 1 where something failed or could not be told; else 0."""
    if result.verdict is Verdict.PASS:
        return ExitCode.OK
    broken = any(check.id == "tests" and check.status is CheckStatus.ERROR for check in result.checks)
    if broken and result.verdict is not Verdict.FAIL:
        return ExitCode.PROJECT_COMMAND
    return ExitCode.FINDINGS
