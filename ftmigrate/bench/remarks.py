"""Warnings about a whole run, and what the first, watched run of a command showed. Pure."""

from collections.abc import Mapping, Sequence

from ftmigrate.model.measuring import CommandSample, KernelSample

_CROWDED = 0.75
_QUICK_SECONDS = 0.1


def of_machine(had: float, processors: int, kernels: Sequence[KernelSample]) -> list[str]:
    """That other programs run, and what this system does not tell."""
    said = []
    if had < _CROWDED * processors:
        said.append(f"other programs are running: {had:.1f} of {processors} processors were really had")
    if any(row.delay < 0 for sample in kernels for rows in sample.workers for row in rows):
        said.append(
            "this system has no /proc/thread-self/schedstat: waiting for a processor can't be told from "
            "being blocked, and windows in which all workers ran are guessed by their times"
        )
    if any(sample.coarse for sample in kernels):
        said.append("this system counts CPU time in steps that are too long: kernels are judged by wall time")
    if kernels and not any(sample.memory for sample in kernels):
        said.append("this system has no /proc/self/smaps_rollup: memory is not measured")
    return said


def of_commands(samples: Mapping[str, CommandSample]) -> list[str]:
    """What limits the comparisons of the project's commands; `samples` by a name for people."""
    said = []
    if any(sample.cpu is None for sample in samples.values()):
        said.append("this system does not tell the CPU time of a tree of processes: judged by wall time")
    said += [
        f"{name}: a run takes {_used(sample):.2f} s, and starting Python is a good part of that; "
        "a longer command would show more"
        for name, sample in samples.items()
        if _used(sample) < _QUICK_SECONDS
    ]
    return said


def _used(sample: CommandSample) -> float:
    """CPU seconds where they are known: on a busy machine everything takes long."""
    return sample.wall if sample.cpu is None else min(sample.cpu, sample.wall)


def of_trees(after: CommandSample, before: CommandSample) -> tuple[str, ...]:
    """Memory and parallelism of a command in both trees, as its first run showed them."""
    said = []
    if after.memory and before.memory:
        sizes = f"{after.memory / 1e6:.0f} MB after, {before.memory / 1e6:.0f} MB before"
        said.append(f"memory at its peak, all processes (proportional set size): {sizes}")
    if max(after.parallel, before.parallel) > 1:
        said.append(f"threads and processes at work: {after.parallel} after, {before.parallel} before")
    return tuple(said)
