import subprocess
import sys

import pytest

from ftmigrate.host.templates import templates_folder

SCRIPT = templates_folder().parent / "scripts" / "bench_calibration"


@pytest.mark.slow
def test_the_short_form_keeps_its_promises() -> None:
    """Real processes and one real hog; a false winner here is a bug in the statistics."""
    if not SCRIPT.is_file():
        pytest.skip("the scripts are not part of an installed wheel")
    done = subprocess.run(
        [sys.executable, SCRIPT, "--short", "--hogs", "1"], capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    held = [line for line in lines if "interval holds" in line]
    assert len(held) == 2, done.stdout
    for rule in ("pyperf's rule", "asv's rule", "hyperfine's rule"):
        assert any(rule in line for line in lines)
