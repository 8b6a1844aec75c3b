"""A report with something in every part, for the tests of each renderer."""

from pathlib import Path

from ftmigrate.model.auditing import Audit, Go, PackageOnTarget, PackageReadiness, Readiness
from ftmigrate.model.checking import Check, CheckStatus, Outcome, TestRun, Verdict, Verification
from ftmigrate.model.finding import Edit, FileOutcome, FileStatus, Finding, Reason, Safety
from ftmigrate.model.interpreter import Environment, Interpreter, Jit
from ftmigrate.model.measuring import Benchmark, Comparison, Measurement, Speed
from ftmigrate.model.report import Report
from ftmigrate.model.target import Target


def environment(target: str, version: str, *, stand_in: bool = False) -> Environment:
    free = target.endswith("t")
    python = Path("envs") / target / "bin" / "python"
    interpreter = Interpreter(
        python, python, version, "cpython", free, not free, Jit.NONE, False, "debian", build="gcc -O2"
    )
    return Environment(Target.parse(target), interpreter, Path("envs") / target, python, stand_in)


HOSTILE = "<script>alert('x')</script> | [bold]"

REPORT = Report(
    project="shelf",
    when="2026-11-22 10:00",
    version="0.1.0",
    environments=(environment("3.14", "3.14.10"), environment("3.14t", "3.13.15", stand_in=True)),
    unavailable={},
    audit=Audit(
        Go.WAIT,
        "local",
        (
            PackageReadiness(
                "numpy",
                "2.4.6",
                {"3.14t": PackageOnTarget(Readiness.UNKNOWN, None, ("by import on 3.13t (stand-in)",))},
            ),
        ),
        ("numpy is not proved on 3.14t",),
    ),
    codemod=(
        FileOutcome(
            "src/a.py",
            FileStatus.CHANGED,
            findings=(
                Finding(
                    "ANN001",
                    1,
                    9,
                    1,
                    14,
                    Safety.SAFE,
                    "quotes are needless",
                    (Reason("safe:resolves", "int is builtin", "src/a.py", 1),),
                    (Edit(9, 14, "int"),),
                    applied=True,
                ),
                Finding("MPT001", 3, 0, 3, 4, Safety.UNSAFE, HOSTILE),
            ),
            before='def f(x:"int"): ...\n',
            after="def f(x:int): ...\n",
        ),
        FileOutcome("src/bad.py", FileStatus.FAILED, "line 3: invalid syntax"),
    ),
    written=True,
    verification=Verification(
        Verdict.UNKNOWN,
        (
            Check("tests", "3.14", CheckStatus.PASS, "11 passed before and after", 1.25, ("a", "b")),
            Check("gil", "3.14t", CheckStatus.UNKNOWN, HOSTILE),
        ),
        (TestRun("3.14", "before", "pytest", 0, 1.0, {"t::a": Outcome.PASSED}),),
    ),
    benchmark=Benchmark(
        Speed.INCONCLUSIVE,
        {"cpus": 2},
        (Measurement("index", "before", "3.14", 1, "s", (1.0, 1.1)),),
        (Comparison("index", 0.98, 0.9, 1.07, Speed.INCONCLUSIVE, "the interval is wide", pairs=10),),
        seconds=15.0,
    ),
    next_steps=("ftmigrate codemod --write",),
)
