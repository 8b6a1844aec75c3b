"""`ftmigrate codemod --interactive`: conditional findings one at a time, like `git add -p`."""

import argparse
import sys
from functools import partial
from pathlib import Path

from ftmigrate.cli.consent import consent
from ftmigrate.cli.context import Context
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import UsageError
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.renderers.diff import unified
from ftmigrate.renderers.terminal.codemod_question import question
from ftmigrate.steps import codemod
from ftmigrate.steps.codemod import CodemodResult
from ftmigrate.steps.codemod_interactive import Candidate, Key, Review, candidates, choose

HELP = """y - apply this finding
n - leave it alone
a - apply it and all later ones in this file
d - leave it and all later ones in this file
q - quit; ask about no more, apply no more
? - this help"""


def refuse(arguments: argparse.Namespace, context: Context) -> None:
    """Raise UsageError where nobody can be asked or an option contradicts being asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "--interactive needs a terminal.",
            hint="Read `ftmigrate codemod --unsafe-fixes`, then add --write.",
        )
    if context.json or arguments.output_format != "text" or arguments.unsafe_fixes:
        raise UsageError("--interactive goes with neither --unsafe-fixes nor another output format.")


def run(
    project: Path,
    configuration: Configuration,
    arguments: argparse.Namespace,
    select: list[str],
    ignore: list[str],
    interpreter: Interpreter | None,
    context: Context,
) -> CodemodResult:
    """Ask, then write what was accepted; nothing is written before the last question."""
    if not arguments.allow_dirty:
        codemod.refuse_dirty(project)
    safe, unsafe = (
        codemod.run(
            project,
            configuration,
            paths=[context.path(path) for path in arguments.paths],
            select=select,
            ignore=ignore,
            unsafe=unsafe,
            interpreter=interpreter,
            cache=not arguments.no_cache,
            progress=context.progress,
        )
        for unsafe in (False, True)
    )
    every = candidates(unsafe.outcomes)
    review = Review(project, configuration, safe.outcomes, every, select, ignore, interpreter)
    count = sum(one.applied for outcome in safe.outcomes for one in outcome.findings)
    context.err.print(f"Safe fixes, applied without asking: {count}. Conditional, to look at: {len(every)}.")
    outcomes = review.result(choose(every, partial(_ask, review, context)))
    changed = len(codemod.contents(outcomes))
    if not changed or not consent(context)(f"Write {changed} file{'s' * (changed != 1)}?"):
        context.err.print("Nothing was written.")
        return CodemodResult(outcomes, safe.seconds + unsafe.seconds)
    written = codemod.write(project, outcomes, context.progress)
    return CodemodResult(outcomes, safe.seconds + unsafe.seconds, written)


def _ask(review: Review, context: Context, one: Candidate) -> Key:
    place = f"{review.every.index(one) + 1}/{len(review.every)}"
    context.err.print(question(one.path, one.finding, unified(review.alone(one)), place))
    while True:
        print(f"({place}) Apply this finding [y,n,a,d,q,?]? ", end="", file=sys.stderr, flush=True)
        if not (line := sys.stdin.readline()):
            raise KeyboardInterrupt  # the end of the input is no answer: as with Ctrl-C, nothing is written
        if (word := line.strip().lower()) in set(Key):
            return Key(word)
        context.err.print(HELP, markup=False)
