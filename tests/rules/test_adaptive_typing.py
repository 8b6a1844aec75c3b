"""What the concurrency rules write is accepted by a strict type checker."""

import sys
from pathlib import Path

from ftmigrate.host.processes import run
from ftmigrate.rules.registry import RULES
from tests.rules.page_cases import page_of


def written(folder: Path) -> list[Path]:
    """The results on the pages of the concurrency rules, one module each."""
    found = []
    for rule in RULES:
        for number, case in enumerate(page_of(rule).cases if rule.code.startswith("MPT") else ()):
            if case.after is not None:
                path = folder / f"{rule.name.replace('-', '_')}_{number}.py"
                path.write_text(case.after, encoding="utf-8")
                found.append(path)
    return found


def test_the_adaptive_form_passes_mypy_strict(tmp_path: Path) -> None:
    paths = written(tmp_path)
    assert len(paths) > 10
    loose = [
        "--disable-error-code=type-arg",
        "--disable-error-code=var-annotated",
    ]  # the cases' own annotations
    command = [sys.executable, "-m", "mypy", "--strict", "--ignore-missing-imports", *loose]

    result = run([*command, "--cache-dir", str(tmp_path / "cache"), *map(str, paths)])

    assert result.exit_code == 0, result.stdout
