"""`ftmigrate python`: which interpreters are here, and how to get one."""

import argparse
from collections.abc import Callable

from ftmigrate.cli.context import Context
from ftmigrate.cli.options import add_global_options
from ftmigrate.host import configuration as configurations
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import ExitCode, UsageError
from ftmigrate.model.interpreter import Obtained, Resolution
from ftmigrate.model.target import Target
from ftmigrate.steps import environments, interpreters

_REQUEST = "3.14, 3.14t, 3.14.2t, 3.14+gil, 3.14+freethreaded, >=3.14, 3.14+jit, or a path"
Action = Callable[[argparse.Namespace, Context, Configuration], ExitCode]


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="all interpreters on this machine, and what was rejected")
    find = actions.add_parser("find", help="the one that answers a request (exit 3 if none does)")
    find.add_argument("request", metavar="REQUEST", help=_REQUEST)
    install = actions.add_parser("install", help="find it, else get it from the first provider that can")
    install.add_argument("request", metavar="REQUEST", help=_REQUEST)
    install.add_argument(
        "--allow-stand-in",
        action="store_true",
        help="accept another free-threaded minor version where this one can't be had",
    )
    install.add_argument(
        "--from",
        dest="origin",
        metavar="FILE_OR_URL",
        help="install this archive of an interpreter, or build this source archive or folder",
    )
    install.add_argument("--sha256", metavar="HEX", help="what --from must hash to (a URL needs it)")
    uninstall = actions.add_parser("uninstall", help="remove what ftmigrate installed for a request")
    uninstall.add_argument("request", metavar="REQUEST", help=_REQUEST)
    providers = actions.add_parser("providers", help="what each provider could do here, and why not")
    providers.add_argument("request", metavar="REQUEST", nargs="?", default="3.14t", help=_REQUEST)
    for action in actions.choices.values():
        add_global_options(action, top=False)


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    actions: dict[str, Action] = {
        "list": _list,
        "find": _find,
        "install": _install,
        "uninstall": _uninstall,
        "providers": _providers,
    }
    return actions[arguments.action](arguments, context, configurations.read(context.directory))


def _target(arguments: argparse.Namespace, context: Context) -> Target:
    target = Target.parse(arguments.request)
    return target if target.path is None else Target.parse(str(context.path(target.path)))


def _list(arguments: argparse.Namespace, context: Context, configuration: Configuration) -> ExitCode:
    discovery = interpreters.discover(configuration, context.progress)
    if context.json:
        from ftmigrate.renderers.json.python import listing

        context.emit("python-list", listing(discovery))
    else:
        from ftmigrate.renderers.terminal.python import listing_table

        context.out.print(listing_table(discovery, verbose=context.verbose), soft_wrap=True)
    return ExitCode.OK


def _find(arguments: argparse.Namespace, context: Context, configuration: Configuration) -> ExitCode:
    target = _target(arguments, context)
    found = interpreters.find(target, configuration, context.progress)
    if context.json:
        from ftmigrate.renderers.json.python import answer

        context.emit("python-find", answer(target, found))
    elif found is not None:
        context.out.print(str(found.path), markup=False, soft_wrap=True)
    else:
        from ftmigrate.renderers.terminal.python import not_found

        raise not_found(target, interpreters.discover(configuration, context.progress))
    return ExitCode.OK if found is not None else ExitCode.NO_INTERPRETER


def _install(arguments: argparse.Namespace, context: Context, configuration: Configuration) -> ExitCode:
    target = _target(arguments, context)
    if arguments.origin is not None:
        return _install_from(arguments, context, target)
    if arguments.sha256 is not None:
        raise UsageError("--sha256 goes with --from.")
    stand_in = _stand_in(target, configuration) if arguments.allow_stand_in else None
    result = interpreters.obtain(target, configuration, stand_in=stand_in, progress=context.progress)
    if result.resolution is None:
        raise interpreters.unavailable(target, result.explanations, configuration)
    if context.json:
        from ftmigrate.renderers.json.python import obtained

        context.emit("python-install", obtained(target, result))
    else:
        from ftmigrate.renderers.terminal.python import obtained_lines

        context.out.print(obtained_lines(target, result, verbose=context.verbose), soft_wrap=True)
    return ExitCode.OK


def _install_from(arguments: argparse.Namespace, context: Context, target: Target) -> ExitCode:
    origin = arguments.origin if "://" in arguments.origin else str(context.path(arguments.origin))
    interpreter = interpreters.install_from(origin, arguments.sha256, target, context.progress)
    if context.json:
        from ftmigrate.renderers.json.python import obtained

        context.emit("python-install", obtained(target, Obtained(Resolution(target, interpreter))))
    else:
        context.out.print(str(interpreter.path), markup=False, soft_wrap=True)
    return ExitCode.OK


def _stand_in(target: Target, configuration: Configuration) -> Target | None:
    """Only a free-threaded request can be stood in for: every GIL minor version is easy to get."""
    return Target.parse(configuration.stand_in or "3.13t") if target.free_threaded else None


def _uninstall(arguments: argparse.Namespace, context: Context, configuration: Configuration) -> ExitCode:
    target = _target(arguments, context)
    removed = interpreters.uninstall(target, configuration, context.progress)
    if context.json:
        context.emit("python-uninstall", {"removed": [str(entry.folder) for entry in removed]})
    else:
        for entry in removed:
            context.out.print(f"removed {entry.folder}", markup=False, soft_wrap=True)
    for environment in environments.orphaned(context.directory, configuration):
        context.progress.message(
            f"{environment.path.name} has lost its interpreter; to make it anew: ftmigrate env sync --yes"
        )
    return ExitCode.OK


def _providers(arguments: argparse.Namespace, context: Context, configuration: Configuration) -> ExitCode:
    target = _target(arguments, context)
    if target.path is not None:
        raise UsageError("a path is used as it is; no provider is asked.", where=arguments.request)
    plans = interpreters.provider_plans(target, configuration)
    if context.json:
        from ftmigrate.renderers.json.python import providers

        context.emit("python-providers", providers(target, plans))
    else:
        from ftmigrate.renderers.terminal.python import providers_table

        context.out.print(providers_table(target, plans), soft_wrap=True)
    return ExitCode.OK
