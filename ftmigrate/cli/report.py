"""`ftmigrate report`: the last results again; runs nothing."""

import argparse
import sys
import webbrowser

from ftmigrate.cli.context import Context
from ftmigrate.host.files import write_atomically
from ftmigrate.model.errors import ExitCode
from ftmigrate.steps import reports


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", default=".", metavar="DIR", help="the project (default: .)")
    parser.add_argument(
        "--format", choices=("terminal", "markdown", "html"), default="terminal", help="default: terminal"
    )
    parser.add_argument("--output", metavar="FILE", help="write it to FILE instead of stdout")
    parser.add_argument("--open", action="store_true", help="open the HTML report in the browser")


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    project = context.path(arguments.folder)
    report = reports.load(project)
    if arguments.open:
        page = reports.save(project, report)
        webbrowser.open(page.as_uri())
        context.progress.message(f"Opened {page}")
        return ExitCode.OK
    if context.json:
        from ftmigrate.renderers.json import report as json_report

        context.emit("report", json_report.document(report))
        return ExitCode.OK
    if arguments.format == "terminal" and not arguments.output:
        from ftmigrate.renderers.terminal import report as terminal

        for part in terminal.render(report):
            context.out.print(part)
        return ExitCode.OK
    text = reports.text(report, arguments.format)
    if arguments.output:
        write_atomically(context.path(arguments.output), text.encode())
    else:
        sys.stdout.write(text)
    return ExitCode.OK
