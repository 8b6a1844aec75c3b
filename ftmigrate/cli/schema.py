"""`ftmigrate schema [NAME]`: the JSON Schemas of what `--json` prints."""

import argparse
import json

from ftmigrate.cli.context import Context
from ftmigrate.model.errors import ExitCode, UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name",
        nargs="?",
        metavar="NAME",
        help="the command, as in the document's `schema` key: codemod, python-list (default: list them)",
    )


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    from ftmigrate.renderers.json.schemas import DOCUMENTS, schema

    if arguments.name is not None and arguments.name not in DOCUMENTS:
        raise UsageError(
            f"no document is called {arguments.name!r}.", hint=f"There are: {', '.join(DOCUMENTS)}."
        )
    if context.json:
        names = [arguments.name] if arguments.name else list(DOCUMENTS)
        context.emit("schema", {"schemas": {name: schema(name) for name in names}})
    elif arguments.name:
        print(json.dumps(schema(arguments.name), indent=2))
    else:
        print("\n".join(DOCUMENTS))
    return ExitCode.OK
