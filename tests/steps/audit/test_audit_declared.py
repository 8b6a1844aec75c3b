"""A project without environments: resolved by the real uv from a folder of real wheels, judged by tag."""

import io
import tarfile
from pathlib import Path

import pytest

from ftmigrate.model.auditing import Audit, Go, Kind, Readiness
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.progress import Silent
from ftmigrate.steps.audit import audit

from .conftest import make_wheel


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Asks for top, which asks for fast; the folder is all the index there is."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    make_wheel(wheels, "top", "1.0", "py3-none-any", {"top.py": b""}, ("fast>=1", "odd; python_version<'3'"))
    for version in ("1.0", "2.0"):
        make_wheel(wheels, "fast", version, "cp314-cp314-manylinux_2_17_x86_64", {"fast.py": b""})
    make_wheel(wheels, "fast", "1.0", "cp314-cp314t-manylinux_2_17_x86_64", {"fast.py": b""})
    make_wheel(wheels, "fast", "2.0", "py3-none-win_amd64", {"fast.py": b""})
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    folder = tmp_path / "project"
    folder.mkdir()
    write(folder, "top")
    return folder


def write(folder: Path, *lines: str) -> None:
    (folder / "pyproject.toml").write_text(
        f'[project]\nname = "x"\nversion = "1"\ndependencies = {list(lines)!r}\n'
    )


def run(project: Path) -> Audit:
    configuration = Configuration(platforms=("linux-x86_64",))
    return audit(project, (), configuration, progress=Silent())


def test_everything_that_an_installation_would_bring_is_judged_with_its_chain(project: Path) -> None:
    result = run(project)
    assert {p.name: (p.version, p.chain) for p in result.packages} == {
        "fast": ("2.0", ("top", "fast")),
        "top": ("1.0", ("top",)),
    }
    fast = next(p for p in result.packages if p.name == "fast")
    entry = fast.targets["3.14t"]
    assert (entry.status, entry.kind, entry.version) == (Readiness.READY, Kind.OLDER_VERSION, "1.0")
    assert fast.targets["3.14"].kind is Kind.NATIVE_WHEEL
    assert all(e.proof == "by tag only" for p in result.packages for e in p.targets.values())


def test_tags_are_no_proof_for_production_and_a_limit_at_home(project: Path) -> None:
    local = run(project)
    assert local.verdict is Go.GO and "by tag only" in local.limits[-1]
    production = audit(project, (), Configuration(), profile="production", progress=Silent())
    assert production.verdict is Go.WAIT


def test_pins_of_the_project_bound_the_walk_back(project: Path) -> None:
    write(project, "top", "fast>=2")
    entry = next(p for p in run(project).packages if p.name == "fast").targets["3.14t"]
    assert (entry.status, entry.kind) == (Readiness.BLOCKED, Kind.NO_WHEEL)


def test_what_cannot_be_resolved_is_said_and_never_go(project: Path) -> None:
    write(project, "top", "nowhere-to-be-found")
    result = run(project)
    assert (result.verdict, result.packages) == (Go.WAIT, ())
    assert "could not be resolved" in result.reasons[0] and "nowhere-to-be-found" in result.reasons[0]


def test_what_has_no_wheel_is_judged_by_its_source_and_the_rest_is_resolved(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(project / "cache"))
    make_source(project.parent / "wheels", "stubborn", "setup.cfg", "[bdist_wheel]\npy_limited_api = cp39\n")
    make_source(project.parent / "wheels", "willing", "fast.c", "int x;\n")
    write(project, "top", "stubborn", "willing")
    result = run(project)
    by_name = {package.name: package for package in result.packages}
    assert set(by_name) == {"fast", "stubborn", "top", "willing"}
    refusing = by_name["stubborn"].targets["3.14t"]
    assert (refusing.status, refusing.kind) == (Readiness.BLOCKED, Kind.REFUSES)
    assert "setup.cfg asks for the limited API" in refusing.evidence[0]
    assert by_name["stubborn"].targets["3.14"].status is Readiness.BUILDS_FROM_SOURCE
    built = by_name["willing"].targets["3.14t"]
    assert (built.status, built.version) == (Readiness.BUILDS_FROM_SOURCE, "1.0")
    assert "willing-1.0.tar.gz, which needs a C compiler" in built.evidence[1]
    assert result.verdict is Go.NO and "what stubborn, willing would bring is not known" in result.reasons[-1]


def make_source(folder: Path, name: str, file: str, text: str) -> None:
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    with tarfile.open(folder / f"{name}-1.0.tar.gz", "w:gz") as tar:
        for path, content in (("PKG-INFO", metadata), ("setup.py", ""), (file, text)):
            member = tarfile.TarInfo(f"{name}-1.0/{path}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content.encode()))


def test_dependencies_told_by_code_are_not_run(tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_text("raise SystemExit('this must not run')\n")
    result = run(tmp_path)
    assert result.verdict is Go.WAIT and "ftmigrate init" in result.reasons[0]


def test_a_project_without_dependencies_may_go(project: Path) -> None:
    write(project)
    assert run(project).verdict is Go.GO
