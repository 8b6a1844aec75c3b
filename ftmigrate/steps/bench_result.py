"""What a finished run says: comparisons, verdict, warnings."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from ftmigrate.bench.break_even import sentence as break_even
from ftmigrate.bench.conclusions import across, comparisons, measurements, overall, resolution, without_pairs
from ftmigrate.bench.gil import gil_notes, is_void, without_scaling
from ftmigrate.bench.plan import COMMANDS, Block, Values, rounds
from ftmigrate.bench.provenance import described, differences
from ftmigrate.bench.remarks import of_commands, of_machine, of_trees
from ftmigrate.host.measuring_machine import describe
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import Benchmark, Comparison, Measurement
from ftmigrate.steps.bench_kernel_blocks import CONTROL
from ftmigrate.steps.bench_preflight import Preflight
from ftmigrate.steps.bench_rounds import Run
from ftmigrate.steps.bench_series import Command

_UNCONFIGURED = {
    True: "no command of the project is configured: measured are tests that import what was migrated; "
    "one of your own in [tool.ftmigrate.bench.commands] says more",
    False: "no command of the project is configured: add one to [tool.ftmigrate.bench.commands]",
}


def concluded(
    run: Run,
    found: Preflight,
    environments: Sequence[Environment],
    budget: float,
    *,
    has_before: bool,
    commands: Sequence[Command],
) -> Benchmark:
    """The result of a finished run."""
    spent = time.monotonic() - run.started
    done = [block for block in run.taken if rounds(run.values, block)]
    rows = tuple(
        without_scaling(_with_first_run(row, found), block, found.gil)
        for block in done
        for row in comparisons(block, run.values, run.costs[block.name], spent)
    )
    rows += tuple(_whole_change(done, run.values, environments))
    half, warning = resolution(rows)
    verdict, reason = overall(rows)
    host = describe() | {"processors_had": round(found.had, 2), "seed": run.seed}
    notes = [warning] if warning else []
    notes += of_machine(found.had, found.processors, list(found.kernels.values()))
    notes += of_commands({key.replace(":", " "): sample for key, sample in found.commands.items()})
    notes += found.remarks
    if not any(command.configured for command in commands):
        notes.append(_UNCONFIGURED[any(command.decides for command in commands)])
    elif not has_before:
        notes.append("there is no tree from before the migration to compare the project's commands with")
    notes += gil_notes(found.gil)
    valid = [block for block in done if not is_void(block, found.gil)]
    values = tuple(m for block in valid for m in measurements(block, run.values))
    notes += _models(values, environments)
    return Benchmark(
        verdict=verdict,
        host=host,
        measurements=values,
        comparisons=rows,
        skipped=(
            *found.skipped,
            *(line for block in done for line in without_pairs(block, run.values)),
            *run.skipped,
        ),
        seconds=time.monotonic() - run.started,
        reason=reason,
        resolution=half,
        notes=tuple(notes),
        budget=budget,
        failed=tuple(dict.fromkeys(found.failed)),
        builds={environment.label: described(environment.interpreter) for environment in environments},
    )


def _with_first_run(row: Comparison, found: Preflight) -> Comparison:
    if not row.judged or not {row.a, row.b} <= set(found.commands):
        return row
    return replace(row, notes=of_trees(found.commands[row.a], found.commands[row.b]))


def _models(values: Sequence[Measurement], environments: Sequence[Environment]) -> Iterator[str]:
    free = [environment for environment in environments if environment.interpreter.free_threaded]
    for one, two in product(free, environments):
        if two not in free and (said := break_even(values, CONTROL.name, one.label, two.label)):
            builds = differences(one.interpreter, two.interpreter)
            yield f"{said}; {builds}, which counts in it" if builds else said


def _whole_change(
    done: Sequence[Block], values: Values, environments: Sequence[Environment]
) -> Iterator[Comparison]:
    """Each command after on a free-threaded build against before on another, where both were measured."""
    by_label = {environment.label: environment.interpreter for environment in environments}
    commands = [block for block in done if block.group == COMMANDS]
    for one, two in product(commands, commands):
        free, other = (by_label[block.series[0].target] for block in (one, two))
        same = one.series[0].kernel == two.series[0].kernel
        if same and free.free_threaded and not other.free_threaded:
            row = across(one, two, values, differences(free, other))
            if row is not None:
                yield row
