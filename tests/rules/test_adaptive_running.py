"""Rewritten pools give the results of the pools they replace, in processes and in threads."""

import json
from pathlib import Path

import pytest

from ftmigrate.host.processes import run
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.rules.registry import rule
from tests.rules.page_cases import page_of

RUN = """
import asyncio, importlib, inspect, json, sys, threading
def result(name):
    found = importlib.import_module(name).main()
    return asyncio.run(found) if inspect.iscoroutine(found) else found
if __name__ == "__main__":
    found = {}
    for name in sys.argv[1:]:
        before = result(name + "_before")
        after = result(name + "_after")
        found[name] = [repr(before), repr(after)]
    switch = getattr(sys, "_is_gil_enabled", lambda: True)
    print(json.dumps({"gil": switch(), "results": found}))
"""


def modules(folder: Path) -> list[str]:
    """Each case with a `main()` of no arguments, before and after, as two modules."""
    names = []
    for code in ("MPT001", "MPT002"):
        found = rule(code)
        assert found is not None
        for number, case in enumerate(page_of(found).cases):
            if case.after is not None and "def main() ->" in case.before:
                name = f"{code.lower()}_{number}"
                (folder / f"{name}_before.py").write_text(case.before, encoding="utf-8")
                (folder / f"{name}_after.py").write_text(case.after, encoding="utf-8")
                names.append(name)
    return names


def same_results(interpreter: Interpreter, folder: Path) -> bool:
    """Run all of them there; whether the GIL was on at the end."""
    names = modules(folder)
    assert len(names) > 10
    script = folder / "run_all.py"
    script.write_text(RUN, encoding="utf-8")
    result = run([str(interpreter.path), str(script), *names], cwd=folder, timeout=120)
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)
    for name, (before, after) in answer["results"].items():
        assert before == after, name
    return bool(answer["gil"])


@pytest.mark.interpreters
def test_processes_where_the_gil_is_on(gil_interpreter: Interpreter, tmp_path: Path) -> None:
    assert same_results(gil_interpreter, tmp_path)


@pytest.mark.interpreters
def test_threads_where_it_is_off(free_threaded_interpreter: Interpreter, tmp_path: Path) -> None:
    assert not same_results(free_threaded_interpreter, tmp_path)
