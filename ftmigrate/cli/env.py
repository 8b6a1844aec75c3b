"""`ftmigrate env`: the side-by-side environments."""

import argparse
import os

from ftmigrate.cli.consent import consent
from ftmigrate.cli.context import Context
from ftmigrate.cli.options import add_global_options
from ftmigrate.host import configuration as settings
from ftmigrate.host.activation import become
from ftmigrate.model.errors import ExitCode, UsageError
from ftmigrate.steps import environments


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("sync", help="make them, or bring them up to date with the project's declarations")
    actions.add_parser("list", help="those that there are, and whether they are current")
    path = actions.add_parser("path", help="print an environment's folder")
    path.add_argument("target", metavar="TARGET", help="3.14, 3.14t, or a stand-in's own name")
    runs = actions.add_parser("run", help="run a command in an environment: env run 3.14t -- pytest -q")
    runs.add_argument("target", metavar="TARGET")
    runs.add_argument("words", nargs=argparse.REMAINDER, metavar="-- CMD", help="the command and its words")
    actions.add_parser("remove", help="delete those that ftmigrate made")
    for action in actions.choices.values():
        add_global_options(action, top=False)


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    action = {"sync": _sync, "list": _list, "path": _path, "run": _run, "remove": _remove}[arguments.action]
    return action(arguments, context)


def _sync(arguments: argparse.Namespace, context: Context) -> ExitCode:
    from ftmigrate.cli.init import exit_code
    from ftmigrate.steps.init import synced

    result = synced(context.directory, progress=context.progress, consent=consent(context))
    if context.json:
        from ftmigrate.renderers.json import init as document

        context.emit("env-sync", document.document(result))
    else:
        from ftmigrate.renderers.terminal import init as terminal

        context.out.print(terminal.render(result, verbose=context.verbose), soft_wrap=True)
    return exit_code(result)


def _list(arguments: argparse.Namespace, context: Context) -> ExitCode:
    states = environments.states(context.directory, settings.read(context.directory))
    if context.json:
        from ftmigrate.renderers.json import env as document

        context.emit("env-list", document.document(states))
    else:
        from ftmigrate.renderers.terminal import env as terminal

        context.out.print(terminal.render(states))
    return ExitCode.OK


def _path(arguments: argparse.Namespace, context: Context) -> ExitCode:
    found = environments.environment_named(
        context.directory, settings.read(context.directory), arguments.target
    )
    if context.json:
        from ftmigrate.renderers.json.environment import environment

        context.emit("env-path", {"environment": environment(found)})
    else:
        print(found.path)
    return ExitCode.OK


def _run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    words = arguments.words[1:] if arguments.words[:1] == ["--"] else arguments.words
    if not words:
        raise UsageError(
            "there is no command to run.", hint="Write: ftmigrate env run 3.14t -- python -m pytest"
        )
    found = environments.environment_named(
        context.directory, settings.read(context.directory), arguments.target
    )
    become(found, words, context.directory)


def _remove(arguments: argparse.Namespace, context: Context) -> ExitCode:
    gone = environments.remove(context.directory, settings.read(context.directory), context.progress)
    if context.json:
        context.emit("env-remove", {"removed": [str(path) for path in gone]})
    else:
        for path in gone:
            print(f"removed {os.path.relpath(path, context.directory)}")
        if not gone:
            print("There is no environment that ftmigrate made.")
    return ExitCode.OK
