"""What the concurrency rules write is accepted by strict type checkers."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from ftmigrate.host.processes import run
from ftmigrate.rules.registry import RULES
from tests.rules.page_cases import page_of

WRONG = "import sys\n\nworkers: int = None if sys.argv else 'two'\n"


def written(folder: Path) -> list[Path]:
    """The results on the pages of the concurrency rules, one module each, their other files beside them."""
    found = []
    for rule in RULES:
        for number, case in enumerate(page_of(rule).cases if rule.code.startswith("MPT") else ()):
            if case.after is not None:
                home = folder / f"{rule.name.replace('-', '_')}_{number}"
                for name, text in {**case.files, case.path: case.after}.items():
                    path = home / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(text, encoding="utf-8")
                found.append(home / case.path)
    return found


def test_the_adaptive_form_passes_mypy_strict(tmp_path: Path) -> None:
    paths = written(tmp_path)
    assert len(paths) > 10
    loose = [
        "--disable-error-code=type-arg",
        "--disable-error-code=var-annotated",
    ]  # the cases' own annotations
    command = [sys.executable, "-m", "mypy", "--strict", "--ignore-missing-imports", *loose]
    cache = ["--cache-dir", str(tmp_path / "cache"), "--scripts-are-modules"]

    by_name: dict[str, list[Path]] = {}
    for path in paths:
        by_name.setdefault(path.name, []).append(path)
    flat = [_renamed(path, number) for same in by_name.values() for number, path in enumerate(same)]
    result = run([*command, *cache, *map(str, flat)])

    assert result.exit_code == 0, result.stdout


def _renamed(path: Path, number: int) -> Path:
    """A name of its own, so that one run of mypy takes all of them."""
    return path.rename(path.with_name(f"{path.parent.name}_{number}_{path.name}"))


def errors_of_pyright(folder: Path, packages: Path) -> list[str]:
    """What pyright calls an error; imports that are not installed here are none."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not here")
    settings = {"reportMissingImports": False, "reportMissingModuleSource": False, "pythonVersion": "3.14"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    program = packages / "node_modules" / "pyright" / "index.js"

    result = run([node, str(program), "--outputjson", "-p", str(folder)], cwd=folder, timeout=300)

    found = json.loads(result.stdout)
    assert found["summary"]["filesAnalyzed"], result.stdout
    return [
        f"{Path(one['file']).relative_to(folder)}:{one['range']['start']['line'] + 1} {one['message']}"
        for one in found["generalDiagnostics"]
        if one["severity"] == "error"
    ]


def test_the_adaptive_form_passes_pyright(tmp_path: Path, node_packages: Path) -> None:
    assert len(written(tmp_path)) > 10

    assert errors_of_pyright(tmp_path, node_packages) == []


def test_pyright_would_tell(tmp_path: Path, node_packages: Path) -> None:
    (tmp_path / "wrong.py").write_text(WRONG, encoding="utf-8")

    assert errors_of_pyright(tmp_path, node_packages)
