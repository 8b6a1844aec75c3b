"""`ftmigrate rules`: the codemod's rules."""

import argparse

from rich.table import Table

from ftmigrate.cli.context import Context
from ftmigrate.model.errors import ExitCode
from ftmigrate.steps.rule_pages import rows


def configure(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    if context.json:
        from ftmigrate.renderers.json import rules as document

        context.emit("rules", document.document(rows()))
        return ExitCode.OK
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("rule", "name", "default", "what it finds"):
        table.add_column(heading)
    for code, name, summary, default in rows():
        table.add_row(code, name, "on" if default else "off", summary)
    context.out.print(table)
    return ExitCode.OK
