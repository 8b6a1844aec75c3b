"""The demo, migrated once: what several tests look at from different sides."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ftmigrate.model.interpreter import Interpreter


@pytest.fixture(scope="session")
def migrated(
    gil_interpreter: Interpreter,
    free_threaded_interpreter: Interpreter,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, dict[str, Any]]:
    """Its folder, and the document of `ftmigrate demo --json`. Tests leave the folder as it is."""
    folder = tmp_path_factory.mktemp("demo") / "shelf"
    done = subprocess.run(
        [sys.executable, "-m", "ftmigrate", "demo", str(folder), "--allow-stand-in", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return folder, json.loads(done.stdout)
