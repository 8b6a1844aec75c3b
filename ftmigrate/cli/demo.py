"""`ftmigrate demo`: the whole of ftmigrate on a small real project."""

import argparse

from ftmigrate.cli import migrate
from ftmigrate.cli.context import Context
from ftmigrate.model.errors import ExitCode
from ftmigrate.steps import demo


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="?",
        metavar="DIR",
        help=f"where to put the demo (default: {demo.DEFAULT_NAME} in the current folder)",
    )
    migrate.add_options(parser)


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    wanted = context.path(arguments.folder) if arguments.folder else demo.unused_folder(context.directory)
    folder = demo.copy_demo(wanted)
    context.progress.message(f"The demo project is in {folder}")
    return migrate.migrate_and_show(folder, arguments, context, write=True, command="demo")
