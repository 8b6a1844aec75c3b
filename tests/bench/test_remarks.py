from dataclasses import replace

from ftmigrate.bench.remarks import of_commands, of_machine, of_trees
from ftmigrate.model.measuring import CommandSample, KernelSample, Window

SEEN = KernelSample(((Window(0, 100, 90, 5, 1),),), gil_enabled=False, jit_enabled=False, memory=10)


def test_a_machine_of_its_own_needs_no_warning() -> None:
    assert of_machine(1.9, 2, [SEEN]) == []


def test_a_crowded_machine_and_one_without_proc_are_told() -> None:
    blind = replace(SEEN, workers=((Window(0, 100, 90, -1, 1),),), memory=0, coarse=True)
    crowded, delay, clock, memory = of_machine(0.5, 2, [blind])
    assert "0.5 of 2 processors" in crowded and "schedstat" in delay
    assert "steps" in clock and "memory" in memory


def test_commands_that_are_too_quick_or_can_not_be_weighed() -> None:
    assert of_commands({"index": CommandSample(cpu=0.5, wall=0.5)}) == []
    quick, *_ = of_commands({"index": CommandSample(cpu=0.02, wall=0.03)})
    assert "index" in quick and "longer command" in quick
    assert "wall time" in of_commands({"index": CommandSample(cpu=None, wall=1.0)})[0]


def test_memory_and_workers_of_both_trees() -> None:
    threads = CommandSample(cpu=1.0, wall=1.0, parallel=2, memory=12_000_000)
    processes = CommandSample(cpu=1.0, wall=1.0, parallel=3, memory=31_000_000)
    memory, workers = of_trees(threads, processes)
    assert "12 MB after, 31 MB before" in memory and "2 after, 3 before" in workers
    assert of_trees(CommandSample(1.0, 1.0), CommandSample(1.0, 1.0)) == ()
