"""Candidates that hang, chatter, lie or break, and environments that would stop a good one."""

import os
import sys
import time
from pathlib import Path

import pytest

from ftmigrate.host.probe import Answer, ask
from ftmigrate.host.probe_cache import ProbeCache

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the candidates are shell scripts")
HERE = Path(sys.executable)


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def facts(answer: Answer) -> dict[str, object]:
    assert answer.facts is not None, answer.reason
    return answer.facts


def test_a_good_interpreter_says_what_it_is() -> None:
    found = facts(ask(HERE))
    assert found["version"] == ".".join(map(str, sys.version_info[:3]))
    assert found["implementation"] == sys.implementation.name
    assert found["base_prefix"] == sys.base_prefix


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("exit 127", "it is a shim without an interpreter behind it (exit 127)"),
        ("echo 'pyenv: python3.14: command not found' >&2; exit 127", "pyenv: python3.14: command not found"),
        ("echo boom >&2; exit 3", "it ended with exit 3: boom"),
        ("kill -SEGV $$", "it was ended by signal 11"),
        ('echo \'{"version": "3.14"}\'', "it does not behave like a Python"),
        ("exit 0", "it does not behave like a Python"),
        ('for word; do last=$word; done; echo "$last{not json$last"', "its answer can't be read."),
    ],
)
def test_a_broken_candidate_has_a_reason(tmp_path: Path, text: str, reason: str) -> None:
    answer = ask(script(tmp_path / "python3", text))
    assert answer.facts is None
    assert reason in answer.reason


def test_a_candidate_that_hangs_is_stopped_with_its_children(tmp_path: Path) -> None:
    started = time.monotonic()
    answer = ask(script(tmp_path / "python3", "sleep 600 & wait"), time_limit=0.5)
    assert answer.facts is None and answer.passing
    assert "no answer within 0.5 seconds" in answer.reason
    assert time.monotonic() - started < 8


def test_a_candidate_that_waits_for_input_gets_none(tmp_path: Path) -> None:
    answer = ask(script(tmp_path / "python3", f'read line; exec "{HERE}" "$@"'))
    assert facts(answer)["executable"]


def test_chatter_around_the_answer_is_ignored(tmp_path: Path) -> None:
    text = f'yes welcome | head -20000; "{HERE}" "$@"; echo bye; yes noise | head -20000 >&2'
    assert facts(ask(script(tmp_path / "python3", text)))["version"].startswith("3.")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x7fELF not really", "it can't be started"),
        (b"", "it can't be started"),
        (b"#!/no/such/interpreter\n", "it can't be started"),
    ],
)
def test_what_can_not_be_started_is_a_reason_not_a_crash(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "python3"
    path.write_bytes(content)
    path.chmod(0o755)
    assert reason in ask(path).reason


def test_the_users_environment_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of these alone stops a GIL build, or changes its answer."""
    expected = facts(ask(HERE))
    (tmp_path / "sitecustomize.py").write_text("raise SystemExit('hostile')\n")
    (tmp_path / "json.py").write_text("raise SystemExit('hostile')\n")
    for name, value in {
        "PYTHON_GIL": "0", "PYTHON_JIT": "1", "PYTHONHOME": "/x", "PYTHONPATH": str(tmp_path),
        "PYTHONSTARTUP": "/x", "PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "2", "UV_PYTHON": "2.7",
        "VIRTUAL_ENV": "/x", "CONDA_PREFIX": "/x", "__PYVENV_LAUNCHER__": "/x", "PYTHONPLATLIBDIR": "x",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    assert facts(ask(HERE)) == expected


def test_an_answer_is_kept_until_the_file_changes(tmp_path: Path) -> None:
    python = script(tmp_path / "python3", f'echo run >> "{tmp_path}/runs"; exec "{HERE}" "$@"')
    cache = ProbeCache(tmp_path / "cache.json")
    assert cache.get(python) is None
    answer = ask(python)
    cache.put(python, answer)
    cache.save()
    assert ProbeCache(tmp_path / "cache.json").get(python) == answer
    script(python, f'exec "{HERE}" "$@" # another size')
    assert ProbeCache(tmp_path / "cache.json").get(python) is None


def test_a_launcher_is_asked_again_when_what_it_starts_changes(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.symlink_to(HERE)
    python = tmp_path / "python3"
    python.symlink_to(real)
    cache = ProbeCache(tmp_path / "cache.json")
    cache.put(python, ask(python))
    assert cache.get(python) is not None
    real.unlink()
    assert cache.get(python) is None


def test_one_that_hung_is_asked_again_after_a_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = script(tmp_path / "python3", "sleep 60")
    cache = ProbeCache(tmp_path / "cache.json")
    cache.put(python, ask(python, time_limit=0.3))
    cache.save()
    kept = ProbeCache(tmp_path / "cache.json")
    known = kept.get(python)
    assert known is not None and known.facts is None and "no answer within" in known.reason
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    assert kept.get(python) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"script": "other", "entries": {}}', b"\xff"])
def test_a_damaged_cache_is_no_cache(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cache.json").write_bytes(content)
    assert ProbeCache(tmp_path / "cache.json").get(HERE) is None
