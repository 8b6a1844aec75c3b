import math

import pytest

from ftmigrate.bench.plan import (
    COMMANDS,
    LOOKS,
    RESOLUTION,
    SCALING,
    SERIAL,
    Block,
    Contrast,
    Series,
    Values,
    budget_for,
    fits,
    following,
    interval,
    left_out,
    pairs,
    promised,
    settled,
)
from ftmigrate.model.measuring import Quantity


def block(name: str, cost: float = 1.0, group: str = SERIAL) -> Block:
    series = tuple(Series(f"{name}-{side}", name, side, "3.14", 1) for side in "ab")
    contrast = Contrast(name, f"{name}-a", f"{name}-b", Quantity.CPU, floors=False)
    return Block(name, group, series, (contrast,), cost)


def values(name: str, a: list[float], b: list[float]) -> Values:
    return {f"{name}-a": [{Quantity.CPU: v} for v in a], f"{name}-b": [{Quantity.CPU: v} for v in b]}


def steady(name: str, count: int, noise: float = 0.001) -> Values:
    return values(name, [1 + noise * (at % 3) for at in range(count)], [1.0] * count)


def test_a_precise_block_is_settled_at_a_look_only() -> None:
    one = block("x")
    assert not settled(steady("x", 9), one)
    assert settled(steady("x", 10), one)
    assert not settled(steady("x", 11), one)


def test_a_wide_block_goes_on_to_the_last_look() -> None:
    one = block("x")
    assert not settled(steady("x", 20, noise=0.5), one)
    assert settled(steady("x", LOOKS[-1], noise=0.5), one)


def test_the_block_with_the_fewest_pairs_is_next_and_later_the_widest() -> None:
    one, two = block("x"), block("y")
    costs = {"x": 1.0, "y": 1.0}
    early = steady("x", 4) | steady("y", 3)
    assert following([one, two], early, costs, 99) is two
    late = steady("x", 22, noise=0.1) | steady("y", 24, noise=0.9)
    assert following([one, two], late, costs, 99) is two


def test_nothing_is_begun_that_does_not_fit_in_the_time_left() -> None:
    one, two = block("x"), block("y")
    both = steady("x", 1) | steady("y", 3)
    assert following([one, two], both, {"x": 5.0, "y": 1.0}, 2.0) is two
    assert following([one], both, {"x": 5.0}, 2.0) is None


def test_only_the_first_block_and_the_first_command_go_in_with_too_few_pairs() -> None:
    command, kernel, small = block("slow", 2.0, COMMANDS), block("kernel", 2.0), block("small", 0.1)
    assert fits(command, [], 15.0)
    assert fits(kernel, [], 15.0)
    assert fits(command, [small], 15.0)
    assert not fits(kernel, [small], 15.0)
    assert fits(kernel, [small], 20.0)
    assert not fits(command, [block("other", 0.1, COMMANDS)], 15.0)
    assert not fits(command, [], 1.5)


def test_what_is_promised_shrinks_with_each_round_and_is_nothing_once_settled() -> None:
    one = block("x")
    assert promised([one], steady("x", 0), {"x": 2.0}) == 20.0
    assert promised([one], steady("x", 7), {"x": 2.0}) == 6.0
    assert promised([one], steady("x", 10), {"x": 2.0}) == 0.0


def test_a_command_is_promised_twenty_pairs_before_anything_but_a_command_is_taken() -> None:
    one = block("x", group=COMMANDS)
    assert promised([one], steady("x", 0), {"x": 2.0}, COMMANDS) == 20.0
    assert promised([one], steady("x", 0), {"x": 2.0}, RESOLUTION) == 20.0
    assert promised([one], steady("x", 0), {"x": 2.0}, SCALING) == 40.0


def test_between_ten_and_twenty_pairs_the_commands_come_first() -> None:
    command, kernel = block("x", group=COMMANDS), block("y", group=SCALING)
    costs = {"x": 1.0, "y": 1.0}
    values = {**steady("x", 15, 0.5), **steady("y", 10, 0.5)}
    assert following([kernel, command], values, costs, 100) is command
    values = {**steady("x", 20, 0.5), **steady("y", 10, 0.5)}
    assert following([kernel, command], values, costs, 100) is kernel


def test_what_was_left_out_comes_with_the_command_that_measures_it() -> None:
    lines = left_out([block("x", group=SCALING), block("y", group=SCALING)], {"x": "scaling", "y": "scaling"})
    assert lines == [
        "x and 1 more scaling comparisons: `ftmigrate bench --only scaling --budget 30` measures it"
    ]


def test_a_pair_of_which_one_side_has_no_figure_is_left_out() -> None:
    both = values("x", [1.0, 2.0, 3.0], [1.0, 1.0, 1.0])
    both["x-b"][1] = {}
    contrast = block("x").contrasts[0]
    assert pairs(both, contrast) == ([1.0, 3.0], [1.0, 1.0])
    assert math.isinf(interval(both, contrast).high)


def test_the_budget_that_would_settle_it_grows_with_the_square_of_the_width() -> None:
    one = block("x", cost=2.0)
    seen = steady("x", 20, noise=0.2)
    half = interval(seen, one.contrasts[0]).half_width
    assert budget_for(one, seen, 2.0, 60.0) == pytest.approx(60 + 2 * (20 * (half / 0.05) ** 2 - 20))
