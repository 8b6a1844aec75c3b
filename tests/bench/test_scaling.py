from ftmigrate.bench.conclusions import comparisons
from ftmigrate.bench.plan import SCALING, Block, Contrast, Series, Values, settled
from ftmigrate.bench.scaling import notes, unobservable
from ftmigrate.model.measuring import Quantity, Speed

THREADS = Series("t", "arithmetic", "threads", "3.14t", 2)
PROCESSES = Series("p", "arithmetic", "processes", "3.14t", 2)
ONE = Series("one", "arithmetic", "threads", "3.14t", 1)
WOBBLE = (1.0, 1.01, 0.99, 1.02, 0.98)


def ceiling() -> Block:
    contrast = Contrast("2 threads / 2 processes", "t", "p", Quantity.COST, floors=False)
    return Block("ceiling", SCALING, (THREADS, PROCESSES, ONE), (contrast,), 1.0, alone="one")


def sharing() -> Block:
    contrast = Contrast("shared", "t", "p", Quantity.CPU_COST, floors=False, culprit="the list")
    return Block("shared", SCALING, (THREADS, PROCESSES), (contrast,), 1.0)


def figures(quantity: Quantity, cost: float, count: int, **more: float) -> list[dict[Quantity, float]]:
    extra = {Quantity[name]: value for name, value in more.items()}
    return [{quantity: cost * WOBBLE[at * 3 % 5], **extra} for at in range(count)]


def test_threads_that_keep_up_with_processes_reach_all_of_it() -> None:
    values: Values = {
        "t": figures(Quantity.COST, 51.0, 12, DELAY=0.2, BLOCKED=0.1, MEMORY=9e6),
        "p": figures(Quantity.COST, 50.0, 12, DELAY=0.3, BLOCKED=0.0, MEMORY=21e6),
        "one": figures(Quantity.COST, 50.0, 12),
    }
    block = ceiling()
    efficiency, speed_up, memory, threads, processes = notes(block, block.contrasts[0], values)
    assert efficiency.startswith("2 threads reach 0.98 (") and "what 2 processes reach" in efficiency
    assert speed_up.startswith("speed-up 1.96 (") and "serial share about 2%" in speed_up
    assert "9 MB in threads and 21 MB in processes" in memory
    assert threads.startswith("threads: 70% of the wall time on a processor, 20% waiting")
    assert "0% blocked" in processes


def test_contention_names_the_object_whose_copies_end_it() -> None:
    values: Values = {
        "t": figures(Quantity.CPU_COST, 200.0, 12),
        "p": figures(Quantity.CPU_COST, 50.0, 12),
    }
    (row,) = comparisons(sharing(), values, 1.0, 10.0)
    assert row.verdict is Speed.SLOWER
    assert row.notes[0].startswith("contention on the list: 4.0 times the CPU per operation")


def test_sharing_that_costs_nothing_is_not_called_contention() -> None:
    values: Values = {
        "t": figures(Quantity.CPU_COST, 50.0, 12),
        "p": figures(Quantity.CPU_COST, 50.0, 12),
    }
    assert not any("contention" in note for note in notes(sharing(), sharing().contrasts[0], values))


def test_workers_that_never_ran_together_are_said_to_be_unobservable() -> None:
    block = sharing()
    values: Values = {
        "t": [{} for _ in range(15)],
        "p": figures(Quantity.CPU_COST, 50.0, 15),
    }
    values["t"][0] = {Quantity.CPU_COST: 300.0}
    assert "not observable here" in unobservable(block, block.contrasts[0], values)
    assert "in 1 of 15 rounds" in unobservable(block, block.contrasts[0], values)
    (row,) = comparisons(block, values, 1.0, 10.0)
    assert row.verdict is Speed.INCONCLUSIVE and "not observable" in row.reason
    assert settled(values, block), "time must not be spent on what can't be seen"
