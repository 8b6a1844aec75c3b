"""This Python started, with nothing to do, and waited for."""

import subprocess
import sys

START = 1  # operations of the first try: each takes long


def prepare() -> None:
    return None


def run(state: None, count: int) -> None:
    for _ in range(count):
        subprocess.run([sys.executable, "-I", "-S", "-c", ""], check=True)
