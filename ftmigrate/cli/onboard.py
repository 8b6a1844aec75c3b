"""`ftmigrate onboard`: files that let a team use what one person set up."""

import argparse

from ftmigrate.cli.context import Context
from ftmigrate.model.errors import ExitCode
from ftmigrate.model.onboarding import Choices, Onboarding
from ftmigrate.steps import onboard


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", default=".", metavar="DIR", help="the project (default: .)")
    parser.add_argument("--list", action="store_true", help="the sets there are, and which are in use")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="sets",
        metavar="NAME",
        help="write this set; may be given again (default: those in use)",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where a file is out of date"
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="replace files that were edited or are not ours; the old ones go to .ftmigrate/replaced",
    )
    parser.add_argument(
        "--until",
        default="",
        metavar="DATE",
        help="until then a free-threaded CI job may fail (default: 90 days from the day of writing)",
    )
    parser.add_argument(
        "--from",
        default="",
        dest="requirement",
        metavar="REQUIREMENT",
        help="what pip takes to get ftmigrate, for a fork or an index of your own (default: this version)",
    )


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    project = context.path(arguments.folder)
    if arguments.list:
        return _list(onboard.overview(project), context)
    options = onboard.Options(
        sets=tuple(arguments.sets),
        choices=Choices(until=arguments.until, requirement=arguments.requirement),
        check=arguments.check,
        force=arguments.force,
    )
    onboarding = onboard.onboard(project, options)
    if context.json:
        from ftmigrate.renderers.json import onboard as json_onboard

        context.emit("onboard", json_onboard.document(onboarding))
    else:
        from ftmigrate.renderers.terminal import onboard as terminal

        for part in terminal.render(onboarding):
            context.out.print(part)
    return ExitCode.FINDINGS if onboarding.open else ExitCode.OK


def _list(onboarding: Onboarding, context: Context) -> ExitCode:
    if context.json:
        from ftmigrate.renderers.json import onboard as json_onboard

        context.emit("onboard", json_onboard.document(onboarding))
    else:
        from ftmigrate.renderers.terminal import onboard as terminal

        for part in terminal.listing(onboarding, onboarding.sets):
            context.out.print(part)
    return ExitCode.OK
