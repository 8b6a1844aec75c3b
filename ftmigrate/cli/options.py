"""The options that every command has."""

import argparse


def add_global_options(parser: argparse.ArgumentParser, *, top: bool) -> None:
    """The same options before and after the command; the later one wins.

    A command with actions (`python list`) adds them to each action too, with `top` false.
    """
    group = parser.add_argument_group("global options")

    def flag(*names: str, help: str) -> None:
        group.add_argument(
            *names, action="store_true", default=False if top else argparse.SUPPRESS, help=help
        )

    flag("--json", help="one JSON document on stdout, nothing else there")
    flag("-q", "--quiet", help="no progress, no messages; only results and errors")
    flag("-v", "--verbose", help="say more: commands that are run, reasons, evidence")
    flag("-y", "--yes", help="never ask; take the default answer")
    group.add_argument(
        "--directory",
        metavar="DIR",
        default=None if top else argparse.SUPPRESS,
        help="act as if started in DIR",
    )
