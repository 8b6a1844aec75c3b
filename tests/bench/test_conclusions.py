from pathlib import Path

from ftmigrate.bench.conclusions import comparisons, measurements, overall, resolution
from ftmigrate.bench.plan import COMMANDS, RESOLUTION, Block, Contrast, Series, Values
from ftmigrate.bench.provenance import described, differences
from ftmigrate.model.interpreter import Interpreter, Jit
from ftmigrate.model.measuring import Comparison, Quantity, Speed


def block(group: str = COMMANDS, refusal: str = "") -> Block:
    series = (Series("a", "index", "after", "3.14t", 1), Series("b", "index", "before", "3.14t", 1))
    contrast = Contrast("index", "a", "b", Quantity.CPU, refusal=refusal, floors=False)
    return Block("index", group, series, (contrast,), 1.0)


def values(effect: float, count: int, noise: float = 0.01) -> Values:
    wobble = [1 + noise * (at * 7 % 5) for at in range(count)]
    return {
        "a": [{Quantity.CPU: effect * value} for value in wobble],
        "b": [{Quantity.CPU: value} for value in reversed(wobble)],
    }


def row(verdict: Speed, *, judged: bool = True, group: str = COMMANDS, name: str = "x") -> Comparison:
    return Comparison(name, 1.0, 0.9, 1.1, verdict, reason="why", group=group, judged=judged)


def test_a_clear_difference_has_a_verdict() -> None:
    (found,) = comparisons(block(), values(0.8, 12), 1.0, 10.0)
    assert (found.verdict, found.pairs, found.judged) == (Speed.FASTER, 12, True)
    assert found.high < 1 and found.p_value < 0.01


def test_nine_pairs_are_never_enough_and_the_reason_says_what_would_be() -> None:
    (found,) = comparisons(block(), values(0.5, 9), 1.0, 9.0)
    assert found.verdict is Speed.INCONCLUSIVE
    assert found.reason.startswith("9 pairs are too few") and "--budget" in found.reason


def test_an_undecided_row_says_what_would_have_shown() -> None:
    (found,) = comparisons(block(), values(1.0, 10, noise=0.2), 1.0, 10.0)
    assert found.verdict is Speed.INCONCLUSIVE
    assert found.reason.startswith("at most 20.9% less and at most 26.5% more: only a change of 26.5% ")


def test_refused_evidence_is_shown_and_never_judged() -> None:
    (found,) = comparisons(block(refusal="interpreters differ in build (x)"), values(0.5, 20), 1.0, 10.0)
    assert found.verdict is Speed.INCONCLUSIVE and found.ratio < 0.6
    assert found.reason.startswith("interpreters differ in build")


def test_values_are_kept_in_the_order_they_were_taken() -> None:
    a, b = measurements(block(), values(2.0, 3))
    assert (a.variant, b.variant, a.unit) == ("after", "before", "second")
    assert a.values == tuple(sample[Quantity.CPU] for sample in values(2.0, 3)["a"])


def test_the_verdict_is_of_the_commands_that_are_judged() -> None:
    assert overall([row(Speed.FASTER), row(Speed.SLOWER)])[0] is Speed.SLOWER
    assert overall([row(Speed.FASTER), row(Speed.INCONCLUSIVE)])[0] is Speed.FASTER
    assert overall([row(Speed.SAME), row(Speed.SAME)])[0] is Speed.SAME
    assert overall([row(Speed.SAME), row(Speed.INCONCLUSIVE)])[0] is Speed.INCONCLUSIVE
    assert overall([row(Speed.SLOWER, judged=False), row(Speed.SAME)])[0] is Speed.SAME


def test_without_a_command_there_is_no_verdict() -> None:
    speed, reason = overall([row(Speed.SLOWER, group="serial")])
    assert speed is Speed.INCONCLUSIVE and "no command" in reason


def test_the_resolution_is_the_half_width_of_the_same_program_twice() -> None:
    quiet = Comparison("aa", 1.0, 1 / 1.03, 1.03, Speed.SAME, group=RESOLUTION)
    assert resolution([quiet]) == (quiet.high - 1, "") or resolution([quiet])[1] == ""
    noisy = Comparison("aa", 1.0, 0.8, 1.2, Speed.INCONCLUSIVE, group=RESOLUTION)
    assert "noisy" in resolution([noisy])[1]
    wrong = Comparison("aa", 1.1, 1.05, 1.15, Speed.SLOWER, group=RESOLUTION)
    assert "came out different" in resolution([wrong])[1]
    assert resolution([]) == (None, "")


def interpreter(version: str, build: str, *, free_threaded: bool = False) -> Interpreter:
    path = Path("python")
    return Interpreter(
        path, path, version, "cpython", free_threaded, not free_threaded, Jit.NONE, False, "x", build=build
    )


def test_builds_that_differ_in_the_gil_alone_are_evidence() -> None:
    gil = interpreter("3.14.2", "GCC 13.3 -O3 --enable-optimizations --enable-experimental-jit")
    free = interpreter("3.14.2", "GCC 13.3 -O3 --enable-optimizations", free_threaded=True)
    assert differences(free, gil) == ""


def test_another_compiler_or_patch_level_is_named() -> None:
    gil = interpreter("3.14.2", "GCC 13.3 -O3 --enable-optimizations")
    for other in (interpreter("3.14.1", gil.build), interpreter("3.14.2", "GCC 12.2 -O2")):
        assert differences(other, gil).startswith("interpreters differ in build")
        assert described(other) in differences(other, gil)
    assert "not known" in differences(gil, interpreter("3.14.2", ""))
