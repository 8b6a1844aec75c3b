"""The whole audit: imports on real interpreters joined with a real index made of files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ftmigrate.model.auditing import Audit, Go, Kind, PackageOnTarget, Readiness
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Environment, Interpreter
from ftmigrate.model.progress import Silent
from ftmigrate.steps.audit import audit

from .conftest import Compiler, MakeEnvironment, make_wheel

pytestmark = pytest.mark.interpreters

LINUX = "manylinux_2_17_x86_64"
INDEX = {
    "calm": (f"calm-1.0-cp314-cp314t-{LINUX}.whl", "calm-1.0-cp314-cp314t-win_amd64.whl"),
    "gilful": (f"gilful-1.0-cp314-cp314t-{LINUX}.whl", f"gilful-2.0-cp314-cp314t-{LINUX}.whl"),
    "missing": (f"missing-1.0-cp39-abi3-{LINUX}.whl", "missing-1.0.tar.gz"),
    "plain": ("plain-1.0-py3-none-any.whl",),
    "orjson": (f"orjson-3.0-cp314-cp314-{LINUX}.whl",),
    "msgspec": (f"msgspec-1.0-cp314-cp314t-{LINUX}.whl", f"msgspec-1.0-cp314-cp314-{LINUX}.whl"),
}


def publish(folder: Path) -> str:
    """A PEP 503 index as files; returns its URL."""
    for name, files in INDEX.items():
        page = folder / name / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text("".join(f'<a href="{file}">{file}</a>\n' for file in files))
    return folder.as_uri()


@pytest.fixture(scope="module")
def environments(
    gil_interpreter: Interpreter,
    free_threaded_interpreter: Interpreter,
    make_environment: MakeEnvironment,
    compiler_for: Callable[[Interpreter], Compiler],
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Environment]:
    """3.14 with all four, and the free-threaded build, as a stand-in, without `missing`."""
    made = []
    for interpreter in (gil_interpreter, free_threaded_interpreter):
        folder, compiler = tmp_path_factory.mktemp("wheels"), compiler_for(interpreter)
        minor = interpreter.version.split(".")[1]
        tag = f"cp3{minor}-cp3{minor}{'t' if interpreter.free_threaded else ''}-{LINUX}"
        files = [
            make_wheel(folder, "calm", "1.0", tag, dict([compiler.module("calm", "GIL_NOT_USED")])),
            make_wheel(folder, "gilful", "1.0", tag, dict([compiler.module("gilful")])),
            make_wheel(folder, "plain", "1.0", "py3-none-any", {"plain.py": b""}),
        ]
        if not interpreter.free_threaded:
            files.append(make_wheel(folder, "orjson", "3.0", tag, {"orjson.py": b""}))
            files.append(make_wheel(folder, "missing", "1.0", f"cp39-abi3-{LINUX}", {"missing.py": b""}))
        target = "3.14t" if interpreter.free_threaded else "3.14"
        made.append(make_environment(interpreter, target, interpreter.free_threaded, files))
    return made


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "project"
    folder.mkdir()
    url = publish(tmp_path / "simple")
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "1"\ndependencies = ["gilful<2"]\n'
        f'[[tool.uv.index]]\nname = "ours"\nurl = "{url}"\ndefault = true\n'
    )
    return folder


def run(project: Path, environments: list[Environment], **options: object) -> Audit:
    configuration = Configuration(platforms=options.pop("platforms", ()))  # type: ignore[arg-type]
    return audit(project, environments, configuration, progress=Silent(), **options)  # type: ignore[arg-type]


def states(result: Audit, target: str = "3.14t") -> dict[str, PackageOnTarget]:
    return {package.name: package.targets[target] for package in result.packages}


def test_tags_decide_what_a_stand_in_cannot(project: Path, environments: list[Environment]) -> None:
    result = run(project, environments)
    found = states(result)
    assert {name: (entry.status, entry.kind) for name, entry in found.items()} == {
        "calm": (Readiness.READY, Kind.NATIVE_WHEEL),
        "gilful": (Readiness.BLOCKED, Kind.RE_ENABLES_GIL),
        "missing": (Readiness.BUILDS_FROM_SOURCE, Kind.ABI3_ONLY),
        "orjson": (Readiness.BLOCKED, Kind.NO_WHEEL),
        "plain": (Readiness.READY, Kind.PURE),
    }
    name = environments[1].interpreter.name
    assert found["calm"].proof == f"by tag, and proved by import on {name} (stand-in)"
    assert found["missing"].proof == "by tag only"
    assert found["calm"].wheel == INDEX["calm"][0]
    assert result.verdict is Go.NO
    assert result.indexes[0].startswith("file:///") and result.as_of


def test_an_alternative_is_shown_only_if_the_index_has_it_ready(
    project: Path, environments: list[Environment]
) -> None:
    entry = states(run(project, environments))["orjson"]
    assert entry.alternative is not None and entry.alternative.startswith("msgspec")
    assert any(way.startswith("use msgspec") for way in entry.way_out)
    entry = states(run(project, environments, platforms=("linux-x86_64", "windows-x86_64")))["orjson"]
    assert entry.alternative is None
    assert any("process of the GIL build" in way for way in entry.way_out)


def test_ways_out_of_a_package_that_brings_the_gil_back(
    project: Path, environments: list[Environment]
) -> None:
    ways = states(run(project, environments))["gilful"].way_out
    assert any("PYTHON_GIL=0" in way for way in ways)


def test_every_platform_of_the_team_is_judged(project: Path, environments: list[Environment]) -> None:
    platforms = ("linux-x86_64", "windows-x86_64", "macos-arm64")
    entry = states(run(project, environments, platforms=platforms))["calm"]
    assert entry.platforms == {
        "linux-x86_64": Readiness.READY,
        "windows-x86_64": Readiness.READY,
        "macos-arm64": Readiness.BLOCKED,
    }
    assert entry.status is Readiness.BLOCKED
    assert entry.evidence[0].startswith("on macos-arm64: ")


def test_an_index_that_is_down_leaves_it_unknown(project: Path, environments: list[Environment]) -> None:
    text = (project / "pyproject.toml").read_text()
    start, end = text.index("file://"), text.index('"\ndefault')
    (project / "pyproject.toml").write_text(text[:start] + "http://127.0.0.1:9/simple" + text[end:])
    result = run(project, environments)
    found = states(result)
    assert found["missing"].status is Readiness.UNKNOWN
    assert "can't be reached" in found["missing"].evidence[0]
    assert found["calm"].status is Readiness.UNKNOWN
    assert states(result, "3.14")["calm"].status is Readiness.READY, "the import on 3.14 proves it"
    assert result.verdict is Go.WAIT


def test_offline_without_a_cache_is_unknown_too(project: Path, environments: list[Environment]) -> None:
    text = (project / "pyproject.toml").read_text()
    start, end = text.index("file://"), text.index('"\ndefault')
    (project / "pyproject.toml").write_text(text[:start] + "https://index.invalid/simple" + text[end:])
    entry = states(run(project, environments, offline=True))["missing"]
    assert (entry.status, "nothing is cached" in entry.evidence[0]) == (Readiness.UNKNOWN, True)
