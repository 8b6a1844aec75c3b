"""The wall time of the whole command, from its start to its end, beside the budget that it was given."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUDGETS = (5, 10, 30)
MOST = 1.1

_PROJECT = """\
[project]
name = "budgeted"
version = "1"

[tool.ftmigrate]
stand-in = "3.13t"

[tool.ftmigrate.bench.commands]
count = "python -m budgeted"
"""
_MODULE = "print(sum(number * number for number in range(300_000)))\n"


def budgets() -> list[str]:
    """`ftmigrate bench --budget N` of a small project with both environments; what takes longer."""
    broken = []
    with tempfile.TemporaryDirectory(prefix="ftmigrate-budget-") as name:
        folder = Path(name)
        (folder / "pyproject.toml").write_text(_PROJECT)
        (folder / "budgeted.py").write_text(_MODULE)
        ftmigrate(folder, "env", "sync")
        for budget in BUDGETS:
            began = time.monotonic()
            ftmigrate(folder, "bench", "--budget", str(budget))
            took = time.monotonic() - began
            print(f"budget   {budget} s: the whole command took {took:.2f} s")
            if took > MOST * budget:
                broken.append(f"a budget of {budget} s took {took:.2f} s")
    return broken


def ftmigrate(folder: Path, *words: str) -> None:
    command = [sys.executable, "-m", "ftmigrate", "--quiet", "--directory", str(folder), *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode not in (0, 1):  # 1: something is slower, or could not be judged
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
