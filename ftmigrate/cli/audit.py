"""`ftmigrate audit`: which dependencies and code are ready, with evidence."""

import argparse

from ftmigrate.checks.readiness_verdict import PROFILES
from ftmigrate.cli.context import Context
from ftmigrate.host import configuration as configurations
from ftmigrate.model.auditing import Go
from ftmigrate.model.errors import ExitCode
from ftmigrate.steps import environments
from ftmigrate.steps.audit import audit


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", default=".", metavar="DIR", help="the project (default: .)")
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default="local",
        help="local: may go with known limits; production: nothing unknown or unproved (default: local)",
    )
    parser.add_argument(
        "--offline", action="store_true", help="ask no index: answer from the cache, with its date"
    )
    parser.add_argument(
        "--quick", action="store_true", help="only what is installed and what importing it does; no index"
    )


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    folder = context.path(arguments.folder)
    configuration = configurations.read(folder)
    result = audit(
        folder,
        environments.load(folder, configuration),
        configuration,
        profile=arguments.profile,
        offline=arguments.offline,
        quick=arguments.quick,
        progress=context.progress,
    )
    if context.json:
        from ftmigrate.renderers.json.audit import document

        context.emit("audit", document(result))
    else:
        from ftmigrate.renderers.terminal.audit import render

        context.out.print(render(result, verbose=context.verbose))
    return ExitCode.OK if result.verdict is Go.GO else ExitCode.FINDINGS
