"""What the tests' parallel work ran in, before and after: processes or threads."""

from ftmigrate.model.checking import Check, CheckStatus, TestRun


def check_parallelism(target: str, before: TestRun | None, after: TestRun | None) -> Check:
    """SKIP where the tests use neither pools nor processes, UNKNOWN where nobody could count them."""
    counts = [run.processes for run in (before, after) if run is not None]
    if before is None or after is None or None in counts or after.pool_calls is None:
        detail = "no process of the tests could be watched to its end"
        return Check("parallelism", target, CheckStatus.UNKNOWN, detail)
    if not (before.processes or after.processes or after.pool_calls):
        return Check("parallelism", target, CheckStatus.SKIP, "the tests use no pool and start no process")
    return Check("parallelism", target, CheckStatus.PASS, _told(before.processes or 0, after))


def _told(earlier: int, after: TestRun) -> str:
    was = f"{_processes(earlier)} before"
    if after.processes:
        return f"the tests ran pools in processes: {_processes(after.processes)} started, {was}"
    if earlier:
        return f"the tests ran pools in threads: no process started, {was}"
    return "the tests ran pools in threads, as before: no process started"


def _processes(count: int) -> str:
    return f"{count} process" if count == 1 else f"{count} processes"
