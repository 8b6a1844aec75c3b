import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from ftmigrate.bench.kernels import FUNCTION_SCRIPT, KERNELS, PROCESS_SCRIPT, Kernel


def load(kernel: Kernel) -> ModuleType:
    specification = importlib.util.spec_from_file_location(f"kernel_{kernel.name}", kernel.path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_each_file_is_listed_once() -> None:
    folder = KERNELS[0].path.parent
    files = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    assert sorted(kernel.name for kernel in KERNELS) == files


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
def test_a_kernel_is_documented_and_its_state_is_shared_only_on_purpose(kernel: Kernel) -> None:
    module = load(kernel)
    assert module.__doc__ and kernel.summary
    assert kernel.serial or kernel.scaling or kernel.pool
    one, other = module.prepare(), module.prepare()
    assert one is not other or not kernel.shares, "copies would be the same object"


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
def test_a_kernel_runs_and_twice_the_operations_take_longer(kernel: Kernel) -> None:
    module = load(kernel)
    state = module.prepare()

    def steps(count: int) -> int:
        """Lines that run, counted by the interpreter itself: no clock, so never flaky."""
        seen = 0

        def trace(frame: object, event: str, _: object) -> object:
            nonlocal seen
            seen += event == "line"
            return trace

        sys.settrace(trace)  # type: ignore[arg-type]
        try:
            module.run(state, count)
        finally:
            sys.settrace(None)
        return seen

    count = 2 if hasattr(module, "START") else 100
    assert steps(2 * count) > 1.5 * steps(count) > 0


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
def test_a_kernel_needs_the_standard_library_only(kernel: Kernel) -> None:
    assert outside_standard_library(kernel.path) == set()


def test_the_scripts_that_run_in_a_target_need_the_standard_library_only() -> None:
    for script in (PROCESS_SCRIPT, FUNCTION_SCRIPT):
        assert outside_standard_library(script) == set()


def outside_standard_library(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names - set(sys.stdlib_module_names)
