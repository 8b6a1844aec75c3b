"""`ftmigrate audit`: which dependencies and code are ready, with evidence."""

import argparse
import json

from ftmigrate.checks.readiness_verdict import PROFILES
from ftmigrate.cli.context import Context
from ftmigrate.host import configuration as configurations
from ftmigrate.model.auditing import Audit, Go
from ftmigrate.model.errors import ExitCode
from ftmigrate.steps import audit_watch, environments
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
        "--watch",
        metavar="FILE",
        help="compare with the audit in FILE, say what changed, and keep this one there",
    )
    parser.add_argument(
        "--format",
        choices=("terminal", "markdown", "cyclonedx"),
        default="terminal",
        help="cyclonedx: a bill of materials with readiness as properties (default: terminal)",
    )
    parser.add_argument(
        "--quick", action="store_true", help="only what is installed and what importing it does; no index"
    )


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    folder = context.path(arguments.folder)
    configuration = configurations.read(folder)
    watched = context.path(arguments.watch) if arguments.watch else None
    if watched is not None:
        audit_watch.check(watched)
    result = audit(
        folder,
        environments.load(folder, configuration),
        configuration,
        profile=arguments.profile,
        offline=arguments.offline,
        quick=arguments.quick,
        progress=context.progress,
    )
    told = None if watched is None else audit_watch.watch(watched, result)
    _show(result, told, watched is not None, arguments.format, context)
    return ExitCode.OK if result.verdict is Go.GO else ExitCode.FINDINGS


def _show(result: Audit, told: tuple[str, ...] | None, watched: bool, form: str, context: Context) -> None:
    """Print it in the form asked for; `told` is what changed, None where nothing could be compared."""
    if context.json:
        from ftmigrate.renderers.json.audit import document

        more = {"changes": None if told is None else list(told)} if watched else {}
        context.emit("audit", {**document(result), **more})
    elif form == "cyclonedx":
        from ftmigrate.renderers.json import cyclonedx

        print(json.dumps(cyclonedx.document(result), indent=2))
    elif form == "markdown":
        from ftmigrate.renderers.markdown import audit as markdown

        print(markdown.render(result), end="")
    else:
        from ftmigrate.renderers.terminal.audit import changed, render

        context.out.print(render(result, verbose=context.verbose))
        if watched:
            context.out.print(changed(told))
