"""Real interpreters under many names are listed once, as what they are."""

import os
import subprocess
from pathlib import Path

import pytest

from ftmigrate.host.discovery import examine
from ftmigrate.host.probe_cache import ProbeCache
from ftmigrate.model.interpreter import Candidate, Discovery, Interpreter, Rejected

pytestmark = [
    pytest.mark.interpreters,
    pytest.mark.skipif(os.name != "posix", reason="the candidates are links and shell scripts"),
]


@pytest.fixture
def cache(tmp_path: Path) -> ProbeCache:
    return ProbeCache(tmp_path / "cache.json")


def looked_at(cache: ProbeCache, *paths: Path) -> Discovery:
    return examine([Candidate(path, "path") for path in paths], cache)


def test_swapped_names_do_not_matter(
    tmp_path: Path, cache: ProbeCache, gil_interpreter: Interpreter, free_threaded_interpreter: Interpreter
) -> None:
    (tmp_path / "python3.14t").symlink_to(gil_interpreter.path)
    (tmp_path / "python3.14").symlink_to(free_threaded_interpreter.path)
    found = looked_at(cache, tmp_path / "python3.14t", tmp_path / "python3.14")
    assert [(entry.path.name, entry.free_threaded) for entry in found.interpreters] == [
        ("python3.14t", False),
        ("python3.14", True),
    ]


def test_every_name_of_one_interpreter_is_one_entry(
    tmp_path: Path, cache: ProbeCache, free_threaded_interpreter: Interpreter
) -> None:
    real = free_threaded_interpreter.path
    siblings = [
        path for path in real.parent.iterdir() if path.name.startswith("python3") and "-" not in path.name
    ]
    link = tmp_path / "python3"
    link.symlink_to(real)
    launcher = tmp_path / "python3.14t"
    launcher.write_text(f'#!/bin/sh\nexec "{real}" "$@"\n')
    launcher.chmod(0o755)
    found = looked_at(cache, *siblings, link, launcher)
    assert len(siblings) > 1, "make install gives python3, python3.13 and python3.13t"
    assert len(found.interpreters) == 1 and not found.rejected
    assert found.interpreters[0].free_threaded


def test_a_launcher_script_leads_to_what_it_starts(
    tmp_path: Path, cache: ProbeCache, gil_interpreter: Interpreter
) -> None:
    launcher = tmp_path / "python3.14"
    launcher.write_text(f'#!/bin/sh\nexec "{gil_interpreter.path}" "$@"\n')
    launcher.chmod(0o755)
    assert looked_at(cache, launcher).interpreters[0].path == gil_interpreter.path


def test_a_virtual_environment_is_its_base(
    tmp_path: Path, cache: ProbeCache, gil_interpreter: Interpreter
) -> None:
    environment = tmp_path / "env"
    subprocess.run(
        [gil_interpreter.path, "-I", "-m", "venv", "--without-pip", environment], check=True, timeout=120
    )
    (entry,) = looked_at(cache, environment / "bin/python").interpreters
    assert entry.base == gil_interpreter.base
    assert environment not in entry.path.parents


def test_an_environment_whose_base_is_gone_is_rejected(
    tmp_path: Path, cache: ProbeCache, gil_interpreter: Interpreter
) -> None:
    environment = tmp_path / "env"
    base = tmp_path / "python3.14"
    base.symlink_to(gil_interpreter.path)
    (environment / "bin").mkdir(parents=True)
    (environment / "bin/python").symlink_to(base)
    (environment / "pyvenv.cfg").write_text(f"home = {tmp_path}\n")
    base.unlink()
    found = looked_at(cache, environment / "bin/python")
    assert not found.interpreters
    assert found.rejected[0].path == environment / "bin/python"


def test_bad_candidates_stand_beside_good_ones(
    tmp_path: Path, cache: ProbeCache, gil_interpreter: Interpreter
) -> None:
    bad = tmp_path / "python3"
    bad.write_text("#!/bin/sh\nexit 127\n")
    bad.chmod(0o755)
    shim = Rejected(tmp_path / "shims/python3", "a shim")
    found = examine([Candidate(bad, "path"), shim, Candidate(gil_interpreter.path, "path")], cache)
    assert [entry.version for entry in found.interpreters] == [gil_interpreter.version]
    assert {entry.path for entry in found.rejected} == {bad, shim.path}


def test_the_manager_is_learned_from_a_later_candidate(
    tmp_path: Path, cache: ProbeCache, gil_interpreter: Interpreter
) -> None:
    """What lies on PATH and in uv's folder is uv's, and keeps its place on PATH."""
    link = tmp_path / "python3.14"
    link.symlink_to(gil_interpreter.path)
    found = examine([Candidate(link, "path"), Candidate(gil_interpreter.path, "uv", "uv")], cache)
    (entry,) = found.interpreters
    assert (entry.path, entry.provider, entry.managed_by) == (link, "uv", "uv")


def test_a_second_look_starts_no_process(
    tmp_path: Path, cache: ProbeCache, gil_interpreter: Interpreter, free_threaded_interpreter: Interpreter
) -> None:
    bad = tmp_path / "python3"
    bad.write_text(f'#!/bin/sh\necho >> "{tmp_path}/runs"\nexit 1\n')
    bad.chmod(0o755)
    paths = (gil_interpreter.path, bad, free_threaded_interpreter.path)
    first = looked_at(cache, *paths)
    again = looked_at(ProbeCache(tmp_path / "cache.json"), *paths)
    assert first == again
    assert (tmp_path / "runs").read_text() == "\n"


def test_facts_of_the_two_builds(
    gil_interpreter: Interpreter, free_threaded_interpreter: Interpreter
) -> None:
    assert not gil_interpreter.free_threaded and gil_interpreter.gil_enabled
    assert gil_interpreter.name == "3.14"
    assert free_threaded_interpreter.free_threaded and not free_threaded_interpreter.gil_enabled
    assert free_threaded_interpreter.name in ("3.14t", "3.13t")
    assert gil_interpreter.platform_tags and gil_interpreter.build
