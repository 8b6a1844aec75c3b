"""What is installed, imported on real interpreters: who turns the GIL on, who crashes, who is fine."""

import sysconfig
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ftmigrate.model.auditing import Audit, Go, Kind, PackageOnTarget, Readiness
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import ProjectCommandFailed, UsageError
from ftmigrate.model.interpreter import Environment, Interpreter
from ftmigrate.model.progress import Silent
from ftmigrate.steps.audit import audit

from .conftest import Compiler, MakeEnvironment, make_wheel

pytestmark = pytest.mark.interpreters

PLATFORM = sysconfig.get_platform().replace("-", "_").replace(".", "_").replace("linux", "manylinux_2_17")


def wheels(folder: Path, compiler: Compiler, interpreter: Interpreter) -> list[Path]:
    """One distribution a case, the same set for each build."""
    minor = interpreter.version.split(".")[1]
    build = f"cp3{minor}-cp3{minor}{'t' if interpreter.free_threaded else ''}"
    native = f"{build}-{PLATFORM}"
    gil_only = [] if interpreter.free_threaded else [compiler.module("fallback._fast")]
    cases: list[tuple[str, str, dict[str, bytes], tuple[str, ...]]] = [
        ("aardvark", "py3-none-any", {"aardvark/__init__.py": b"import gilful.part"}, ("gilful",)),
        ("crashing", native, dict([compiler.module("crashing", "GIL_NOT_USED", "CRASH")]), ()),
        (
            "fallback",
            native if gil_only else "py3-none-any",
            {"fallback/__init__.py": b"", **dict(gil_only)},
            (),
        ),
        (
            "gilful",
            native,
            {"gilful/__init__.py": b"", **dict([compiler.module("gilful.part")])},
            ("pure; python_version >= '3'", "absent; extra == 'more'"),
        ),
        (
            "gilfree",
            native,
            {
                "gilfree/__init__.py": b"",
                **dict([compiler.module("gilfree.part", "GIL_NOT_USED")]),
                **dict([compiler.module("gilfree._part_tests")]),
                "gilfree.libs/libstuff.so": b"\x7fELF no module",
            },
            (),
        ),
        ("homemade", f"{build}-linux_x86_64", dict([compiler.module("homemade", "GIL_NOT_USED")]), ()),
        ("noisy", "py3-none-any", {"noisy.py": b"import sys, os; print('{}'); os.write(1, b'x\\n')"}, ()),
        ("needy", "py3-none-any", {"needy.py": b"import not_there_at_all"}, ()),
        ("pure", "py3-none-any", {"pure/__init__.py": b"", "pure/inner.py": b"raise SystemExit"}, ()),
        ("spaced", "py3-none-any", {"galaxy/spaced/__init__.py": b""}, ()),
        (
            "zebra",
            "py3-none-any",
            {"zebra.py": b"import sys\nif not sys._is_gil_enabled(): raise RuntimeError('no GIL')"},
            (),
        ),
    ]
    return [make_wheel(folder, name, "1.0", tag, files, requires) for name, tag, files, requires in cases]


@pytest.fixture(scope="module")
def environments(
    gil_interpreter: Interpreter,
    free_threaded_interpreter: Interpreter,
    make_environment: MakeEnvironment,
    compiler_for: Callable[[Interpreter], Compiler],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Environment]:
    """`3.14`, the free-threaded build as the target itself, and the same as a stand-in."""
    made = {}
    for interpreter, target in ((gil_interpreter, "3.14"), (free_threaded_interpreter, "3.14t")):
        folder = tmp_path_factory.mktemp("wheels")
        files = wheels(folder, compiler_for(interpreter), interpreter)
        if not interpreter.free_threaded:
            tag = f"cp311-abi3-{PLATFORM}"
            files.append(make_wheel(folder, "limited", "2.0", tag, {"limited/__init__.py": b""}))
        made[target] = make_environment(interpreter, target, False, files)
    free = made["3.14t"]
    made["stand-in"] = Environment(free.target, free.interpreter, free.path, free.python, stand_in=True)
    return made


def run(*environments: Environment, profile: str = "local") -> Audit:
    project = environments[0].path.parent if environments else Path()
    return audit(project, environments, Configuration(), profile=profile, quick=True, progress=Silent())


def on(audit: Audit, target: str) -> Mapping[str, PackageOnTarget]:
    return {package.name: package.targets[target] for package in audit.packages if target in package.targets}


@pytest.fixture(scope="module")
def result(environments: dict[str, Environment]) -> Audit:
    return run(environments["3.14"], environments["3.14t"])


@pytest.mark.parametrize(
    ("name", "status", "kind", "gil"),
    [
        ("gilful", Readiness.BLOCKED, Kind.RE_ENABLES_GIL, True),
        ("aardvark", Readiness.BLOCKED, Kind.RE_ENABLES_GIL_THROUGH, True),
        ("crashing", Readiness.BLOCKED, Kind.IMPORT_CRASH, None),
        ("fallback", Readiness.READY, Kind.PURE_FALLBACK, False),
        ("gilfree", Readiness.READY, Kind.NATIVE_WHEEL, False),
        ("homemade", Readiness.BUILDS_FROM_SOURCE, Kind.BUILT_HERE, False),
        ("limited", Readiness.UNKNOWN, Kind.NOT_INSTALLED, None),
        ("needy", Readiness.UNKNOWN, Kind.IMPORT_FAILS, None),
        ("noisy", Readiness.READY, Kind.PURE, False),
        ("pure", Readiness.READY, Kind.PURE, False),
        ("spaced", Readiness.READY, Kind.PURE, False),
        ("zebra", Readiness.BLOCKED, Kind.IMPORT_FAILS, None),
    ],
)
def test_the_free_threaded_build(
    result: Audit, name: str, status: Readiness, kind: Kind, gil: bool | None
) -> None:
    entry = on(result, "3.14t")[name]
    assert (entry.status, entry.kind, entry.gil_on_import) == (status, kind, gil), entry.evidence


def test_the_gil_build(result: Audit) -> None:
    states = on(result, "3.14")
    ready = {name for name, entry in states.items() if entry.status is Readiness.READY}
    assert states.keys() - ready == {"crashing", "homemade", "needy"}
    assert all(entry.gil_on_import is None for entry in states.values())


def test_evidence_names_the_extension_module_and_its_distribution(result: Audit) -> None:
    states = on(result, "3.14t")
    assert "gilful.part" in states["gilful"].evidence[0]
    assert "gilful.part of gilful" in states["aardvark"].evidence[0]
    assert "signal 6" in states["crashing"].evidence[0]
    assert "abi3" in states["limited"].evidence[1]
    assert states["gilfree"].proof == "proved by import on 3.14t"


def test_chains_lead_from_what_nothing_requires(result: Audit) -> None:
    chains = {package.name: package.chain for package in result.packages}
    assert chains["pure"] == ("aardvark", "gilful", "pure")
    assert chains["zebra"] == ("zebra",)
    assert "absent" not in chains


def test_a_dead_end_makes_it_no_and_comes_first(result: Audit) -> None:
    assert result.verdict is Go.NO
    assert result.reasons[0].startswith("crashing 1.0 on 3.14")


def test_a_stand_in_proves_pure_packages_and_no_wheel(environments: dict[str, Environment]) -> None:
    states = on(run(environments["3.14"], environments["stand-in"]), "3.14t")
    assert states["pure"].status is Readiness.READY
    assert (states["gilfree"].status, states["gilfree"].kind) == (Readiness.UNKNOWN, Kind.STAND_IN_ONLY)
    name = environments["stand-in"].interpreter.name
    assert states["gilfree"].proof == f"proved by import on {name} (stand-in)"


def test_each_profile_draws_its_own_line(
    environments: dict[str, Environment],
    make_environment: MakeEnvironment,
    compiler_for: Callable[[Interpreter], Compiler],
    tmp_path: Path,
) -> None:
    interpreter = environments["3.14t"].interpreter
    minor = interpreter.version.split(".")[1]
    module = compiler_for(interpreter).module("calm", "GIL_NOT_USED")
    wheel = make_wheel(tmp_path, "calm", "1.0", f"cp3{minor}-cp3{minor}t-{PLATFORM}", dict([module]))
    target = make_environment(interpreter, "3.14t", False, [wheel])
    stand_in = Environment(target.target, interpreter, target.path, target.python, stand_in=True)
    assert [run(target, profile=p).verdict for p in ("local", "production")] == [Go.GO, Go.GO]
    assert [run(stand_in, profile=p).verdict for p in ("local", "production")] == [Go.GO, Go.WAIT]
    assert run(stand_in).limits


def test_no_dependency_is_an_answer_and_no_environment_is_not(
    environments: dict[str, Environment], make_environment: MakeEnvironment
) -> None:
    empty = make_environment(environments["3.14t"].interpreter, "3.14t", False, [])
    assert (run(empty).packages, run(empty).verdict) == ((), Go.GO)
    assert run().verdict is Go.WAIT


def test_an_unknown_profile_and_a_dead_environment_are_explained(
    environments: dict[str, Environment], tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="no profile 'prod'"):
        run(environments["3.14t"], profile="prod")
    dead = tmp_path / "python"
    dead.write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    dead.chmod(0o755)
    free = environments["3.14t"]
    with pytest.raises(ProjectCommandFailed, match="broken"):
        run(Environment(free.target, free.interpreter, tmp_path, dead))
