import json
import subprocess
import sys
from pathlib import Path

import pytest

from ftmigrate.host.templates import templates_folder

SCRIPT = templates_folder().parent / "scripts" / "bench_calibration"
pytestmark = pytest.mark.skipif(not SCRIPT.is_file(), reason="the scripts are not part of an installed wheel")


def calibration(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, SCRIPT, *words], capture_output=True, text=True, timeout=600)


@pytest.mark.slow
def test_the_short_form_keeps_its_promises_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """Real processes and one real hog; a false winner here is a bug in the statistics."""
    samples, words = tmp_path / "samples.jsonl", ["--short", "--hogs", "1", "--samples"]
    stopped = calibration(*words, samples, "--minutes", "0.01")
    first = samples.read_text()
    assert 2 <= len(first.splitlines()) < 6, stopped.stderr
    samples.write_text(first + '{"kind": "A/A", "floors"')  # killed while it was writing
    done = calibration(*words, samples)
    assert done.returncode == 0, done.stdout + done.stderr
    assert samples.read_text().startswith(first)
    assert sorted(json.loads(line)["kind"] for line in samples.read_text().splitlines()[1:]) == [
        "+10 %", "0 %", "A/A", "A/A", "A/A"
    ]  # fmt: skip
    lines = done.stdout.splitlines()
    assert sum("interval holds" in line for line in lines) == 3, done.stdout
    for peer in ("pyperf", "asv", "hyperfine's comparison"):
        assert any(peer in line for line in lines)
    assert any("compare_to: different" in line for line in lines), "pyperf is a test dependency"
    other = calibration("--pairs", "11", "--samples", samples)
    assert other.returncode and "measured with other settings" in other.stderr
