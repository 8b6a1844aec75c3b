"""`ftmigrate undo`: put back what the last `codemod --write` changed."""

import argparse

from ftmigrate.cli.context import Context
from ftmigrate.model.errors import ExitCode
from ftmigrate.steps.undo import undo


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--force", action="store_true", help="put back files too that were edited since; the edits are lost"
    )


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    result = undo(context.directory, context.progress, force=arguments.force)
    if context.json:
        from ftmigrate.renderers.json import undo as document

        context.emit("undo", document.document(result.restored, result.kept))
    else:
        for path in result.restored:
            context.out.print(f"put back {path}", markup=False)
        for path, reason in result.kept:
            context.err.print(f"left alone: {path}: {reason} (--force puts it back)", markup=False)
        if not result.found:
            context.out.print("nothing to undo: no codemod has written here, or all is undone.")
    return ExitCode.FINDINGS if result.kept else ExitCode.OK
