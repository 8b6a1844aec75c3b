"""The GIL of a free-threaded build: off at the start, and still off at the end."""

from collections.abc import Sequence

from ftmigrate.model.checking import Check, CheckStatus, LoadedExtension, TestRun


def check_gil(
    target: str,
    run: TestRun | None,
    imports_enabled: bool | None,
    offenders: Sequence[LoadedExtension] = (),
) -> Check:
    """`run` is the test run after, `imports_enabled` the GIL after importing every module.

    `offenders` are all extension modules found to bring the GIL back, each tried by itself.
    """
    ran = run is not None and (bool(run.outcomes) or run.exit_code == 0)
    ended = run.gil_enabled if run is not None and (ran or run.gil_enabled) else None
    loaded = [extension for extension in (run.extensions if run else ()) if extension.enabled_gil]
    named = {extension.name: extension for extension in (*offenders, *loaded)}
    lines = tuple(_line(extension) for extension in named.values())
    if run is not None and run.gil_enabled_at_start:
        detail = "the GIL was on from the start of the test process: it runs with PYTHON_GIL=1 or -X gil=1"
        return Check("gil", target, CheckStatus.FAIL, detail, lines=lines)
    if ended or imports_enabled:
        return Check("gil", target, CheckStatus.FAIL, _back(named, ended), lines=lines)
    if ended is None and imports_enabled is None:
        detail = "no process of the project could be watched to its end"
        return Check("gil", target, CheckStatus.UNKNOWN, detail, lines=lines)
    where = "through the tests" if ended is not None else "after importing every module of the project"
    return Check("gil", target, CheckStatus.PASS, f"off at the start and still off {where}", lines=lines)


def _back(named: dict[str, LoadedExtension], by_tests: bool | None) -> str:
    where = "the tests" if by_tests else "importing the project"
    if not named:
        return f"{where} brought the GIL back; which extension module did it could not be seen"
    names = ", ".join(named)
    return (
        f"{names} brought the GIL back in {where}: threads do not run in parallel, scaling figures are void"
    )


def _line(extension: LoadedExtension) -> str:
    chain = " -> ".join((*extension.chain, extension.name))
    return f"{extension.name} ({extension.path}), imported by {chain}"
