"""`ftmigrate codemod --write --prove`: what 3.14 sees of the annotations before and after decides."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ftmigrate.cli.context import Context
from ftmigrate.host.worktrees import copy_of
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import UsageError
from ftmigrate.model.interpreter import Environment, Interpreter
from ftmigrate.renderers.terminal.verify import render
from ftmigrate.steps import codemod, environments
from ftmigrate.steps.codemod import CodemodResult
from ftmigrate.steps.codemod_file import TARGET
from ftmigrate.steps.codemod_interpreter import version
from ftmigrate.steps.codemod_proof import Asked, prove


def run(
    project: Path,
    configuration: Configuration,
    arguments: argparse.Namespace,
    select: Sequence[str],
    ignore: Sequence[str],
    interpreter: Interpreter | None,
    context: Context,
) -> CodemodResult:
    """Look at the annotations of two copies, and write what is left; nothing where some still offend.

    Raises UsageError where there is no environment of 3.14, or git has uncommitted changes.
    """
    environment = _environment(project, configuration)
    if not arguments.allow_dirty:
        codemod.refuse_dirty(project)
    proposal = codemod.run(
        project,
        configuration,
        paths=[context.path(path) for path in arguments.paths],
        select=select,
        ignore=ignore,
        unsafe=arguments.unsafe_fixes,
        interpreter=interpreter,
        cache=not arguments.no_cache,
        progress=context.progress,
    )
    if not codemod.contents(proposal.outcomes):
        return proposal
    with copy_of(project) as before:
        proof = prove(
            project,
            before,
            tuple(proposal.outcomes),
            [environment],
            configuration,
            Asked(select, ignore, arguments.unsafe_fixes, interpreter),
            only=("annotations",),
            progress=context.progress,
        )
    if not context.json and (not context.quiet or not proof.holds):
        context.err.print(render(proof.verification, verbose=context.verbose))
    result = replace(proposal, outcomes=proof.outcomes)
    if not proof.holds:
        context.err.print("Nothing was written, since some annotations still offend.")
        return result
    return replace(result, written=codemod.write(project, proof.outcomes, context.progress))


def _environment(project: Path, configuration: Configuration) -> Environment:
    """The one of 3.14, and of 3.14t where there is no other."""
    found = [one for one in environments.load(project, configuration) if version(one.interpreter) >= TARGET]
    if not found:
        raise UsageError(
            "there is no environment of 3.14 in which to look at the annotations.",
            where=str(project),
            hint="Make one first: ftmigrate init",
        )
    return min(found, key=lambda one: one.interpreter.free_threaded)
