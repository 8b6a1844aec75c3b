"""What cold runs are made to say."""

from ftmigrate.checks.cold import check_cold, race
from ftmigrate.model.checking import Check, CheckStatus
from ftmigrate.model.racing import Change, Place, PoolCall, RaceRun, Replay, Replayed

CALL = PoolCall("work", Place("src/app.py", 4), Place("src/pools.py", 9), 3, b"", ())


def run(**more: tuple[str, ...]) -> RaceRun:
    return RaceRun(0, (), 1, 3, (), 3, 1.0, **more)  # type: ignore[arg-type]


def check(*rounds: Replay, error: str = "") -> Check:
    return check_cold("3.14t", [Replayed(CALL, rounds, error)], run(), seconds=1.0, wanted=2)


def test_another_result_is_a_finding_with_its_seed() -> None:
    good, bad = Replay(0, judged=3), Replay(2, judged=3, differences=((1, "'unknown'", "'ash'"),))
    found = check(good, bad)
    assert found.status is CheckStatus.FAIL
    assert "work (src/app.py:4): item 2 gives 'unknown' in threads and 'ash' in processes" in found.detail
    assert "seed 2, in 1 of 2 fresh runs" in found.detail
    told = race(Replayed(CALL, (good, bad)), "3.14t")
    assert (told.one, told.other, told.seed, told.seen, told.runs) == (CALL.worker, CALL.site, 2, 1, 2)


def test_equal_results_pass_and_say_how_often() -> None:
    found = check(Replay(0, judged=3), Replay(1, judged=3))
    assert found.status is CheckStatus.PASS
    assert "at least 2 times each: the same results" in found.detail


def test_less_time_than_wanted_is_said() -> None:
    assert "(time for 1 of 2)" in check(Replay(0, judged=3)).detail


def test_a_cache_is_told_and_not_judged_and_the_environment_is() -> None:
    cache, leak = Change("variable", "app.NAMES", "1", "2"), Change("environ", "MODE", "", "fast")
    found = check(Replay(0, judged=3, changes=(cache,)), Replay(1, judged=3))
    assert found.status is CheckStatus.PASS
    assert any("leaves the variable app.NAMES changed" in line for line in found.lines)
    found = check(Replay(0, judged=3, changes=(leak,)), Replay(1, judged=3))
    assert found.status is CheckStatus.FAIL
    assert "it sets the environment variable MODE to 'fast' for the whole process" in found.detail


def test_threads_that_do_not_end_are_a_finding_with_their_places() -> None:
    found = check(Replay(1, judged=3, stuck=(Place("src/app.py", 7, "worker 0"),)))
    assert found.status is CheckStatus.FAIL
    assert "threads do not come to an end: worker 0 at src/app.py:7" in found.detail


def test_nothing_judged_is_never_a_pass() -> None:
    assert check(Replay(0), Replay(1)).status is CheckStatus.UNKNOWN
    assert check(Replay(0, error="no end within 10 s")).status is CheckStatus.UNKNOWN
    assert check(error="no time was left for it").status is CheckStatus.UNKNOWN
    nothing = check_cold("3.14t", [], run(), seconds=1.0, wanted=2)
    assert nothing.status is CheckStatus.UNKNOWN
    closed = check_cold("3.14t", [], run(unrepeatable=("<lambda>: PicklingError",)), seconds=1.0, wanted=2)
    assert closed.status is CheckStatus.SKIP
    gone = check(Replay(0, refusal="FileNotFoundError: a"), Replay(1, refusal="FileNotFoundError: a"))
    assert gone.status is CheckStatus.SKIP
