"""The annotations of every module, before and after, on one target."""

from dataclasses import replace

from ftmigrate.checks.annotations_before_after import compare_annotations
from ftmigrate.host.annotation_oracle import read_annotations
from ftmigrate.host.project_modules import importable_modules
from ftmigrate.host.source_roots import source_roots
from ftmigrate.host.watched import needs_patience
from ftmigrate.model.annotation_reading import AnnotationReading
from ftmigrate.model.checking import AnnotationOffence, Check
from ftmigrate.model.interpreter import Environment
from ftmigrate.steps.verify_trees import Trees

_SECONDS = 600.0
PATIENCE = "annotations that 3.14 evaluates later were kept as text"


def read_both(
    trees: Trees, environment: Environment
) -> tuple[Check, tuple[AnnotationOffence, ...], AnnotationReading]:
    """The check, what offends, and the reading of the tree after."""
    modules = importable_modules(trees.after, source_roots(environment), trees.changed)
    names = [module.name for module in modules if not module.refusal]
    readings = []
    for phase, tree in (("before", trees.before), ("after", trees.after)):
        with trees.progress.task(f"Reading annotations {phase} on {environment.label}"):
            readings.append(
                read_annotations(
                    tree,
                    environment,
                    names,
                    timeout=trees.seconds(_SECONDS),
                )
            )
    check, offences = compare_annotations(
        environment.label,
        *readings,
        files={module.name: module.path for module in modules},
        tree=str(trees.after.resolve()),
        not_checked=tuple(f"not checked: {m.name}: {m.refusal}" for m in modules if m.refusal),
    )
    return patient(check, environment), offences, readings[1]


def patient(check: Check, environment: Environment) -> Check:
    """Say in the check what a stand-in before 3.14 needed to run code made for 3.14."""
    if not needs_patience(environment):
        return check
    return replace(check, detail=f"{check.detail} ({PATIENCE})")
