import pytest

from ftmigrate.bench.windows import cpu_floor, delay_share, scaling_values, together
from ftmigrate.model.measuring import KernelSample, Quantity, Window

MS = 1_000_000


def worker(starts: list[int], *, delay: int = 0, length: int = 2, cpu: int = 2) -> tuple[Window, ...]:
    return tuple(Window(at * MS, (at + length) * MS, cpu * MS, delay * MS, 1000) for at in starts)


def sample(*workers: tuple[Window, ...]) -> KernelSample:
    return KernelSample(workers, gil_enabled=False, jit_enabled=False)


def test_windows_that_overlap_and_ran_are_together() -> None:
    both = (worker([0, 2, 4]), worker([0, 2, 4]))
    assert len(together(both)) == 6


def test_a_window_of_which_the_other_worker_waited_is_not() -> None:
    waited = (*worker([0]), *worker([2], delay=1), *worker([4]))
    assert {row.start for row in together((worker([0, 2, 4]), waited))} == {0, 4 * MS}


def test_a_worker_that_ended_early_has_no_company() -> None:
    assert {row.start for row in together((worker([0, 2, 4]), worker([0])))} == {0}


def test_one_worker_is_together_with_nobody_else() -> None:
    assert len(together((worker([0, 2]),))) == 2


def test_cost_leaves_out_the_wait_for_a_processor_and_keeps_the_wait_for_a_lock() -> None:
    blocked = worker([0, 2, 4, 6, 8], cpu=1)
    values = scaling_values(sample(blocked, worker([0, 2, 4, 6, 8], cpu=1)))
    assert (values[Quantity.COST], values[Quantity.CPU_COST]) == (2000.0, 1000.0)
    assert (values[Quantity.DELAY], values[Quantity.BLOCKED]) == (0.0, 0.5)


def test_workers_that_never_ran_together_say_nothing() -> None:
    values = scaling_values(sample(worker([0, 2], delay=1, cpu=1), worker([0, 2])))
    assert values == {Quantity.DELAY: 0.25, Quantity.BLOCKED: 0.0}


def test_floor_and_shares() -> None:
    one = sample((Window(0, 4 * MS, 3 * MS, MS, 1000), Window(4 * MS, 8 * MS, 2 * MS, 2 * MS, 1000)))
    assert cpu_floor(one) == 2000.0
    assert delay_share(one) == pytest.approx(3 / 8)
    assert delay_share(sample((Window(0, MS, MS, -1, 10),))) is None
