"""`ftmigrate explain RULE`: one rule's page."""

import argparse

from ftmigrate.cli.context import Context
from ftmigrate.model.errors import ExitCode
from ftmigrate.steps.rule_pages import page, row


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rule", metavar="RULE", help="a code, as `ftmigrate rules` lists them")


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    found = row(arguments.rule)
    text = page(arguments.rule)
    if context.json:
        from ftmigrate.renderers.json import rules as document

        context.emit("explain", document.page(found, text))
    elif context.out.is_terminal:
        from rich.markdown import Markdown

        context.out.print(Markdown(text))
    else:
        print(text, end="")
    return ExitCode.OK
