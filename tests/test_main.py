"""`python -m ftmigrate`."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_bytecode_is_kept_in_the_cache_where_it_may_not_lie_beside_the_sources(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_CACHE_HOME": str(tmp_path),
        "HOME": str(tmp_path),
        "LOCALAPPDATA": str(tmp_path),
    }
    environment.pop("PYTHONPYCACHEPREFIX", None)
    command = [sys.executable, "-m", "ftmigrate", "--version"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.startswith("ftmigrate ")
    assert any("bytecode" in path.parts for path in tmp_path.rglob("main.*.pyc"))
