"""Extension modules that bring the GIL back: built here, imported by the project, named by the check."""

import shutil
import subprocess
from pathlib import Path

import pytest

from ftmigrate.host.worktrees import copy_of
from ftmigrate.model.checking import CheckStatus, Verdict
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.measuring import Speed
from ftmigrate.model.progress import Silent
from ftmigrate.steps.bench import bench
from ftmigrate.steps.verify import verify

pytestmark = pytest.mark.interpreters

SOURCE = """
#include <Python.h>
static PyModuleDef_Slot slots[] = {{ {slot} {{0, NULL}} }};
static struct PyModuleDef module = {{ PyModuleDef_HEAD_INIT, "{name}", NULL, 0, NULL, slots }};
PyMODINIT_FUNC PyInit_{name}(void) {{ return PyModuleDef_Init(&module); }}
"""
READY = "{Py_mod_gil, Py_MOD_GIL_NOT_USED},"


def build(environment: Environment, folder: Path, name: str, *, ready: bool) -> Path:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler here")
    ask = "import sysconfig; print(sysconfig.get_path('include'), sysconfig.get_config_var('EXT_SUFFIX'))"
    answer = subprocess.run([environment.python, "-c", ask], capture_output=True, text=True, check=True)
    include, suffix = answer.stdout.split()
    source = folder / f"{name}.c"
    source.write_text(SOURCE.format(name=name, slot=READY if ready else ""))
    library = folder / f"{name}{suffix}"
    subprocess.run([compiler, "-shared", "-fPIC", f"-I{include}", "-o", library, source], check=True)
    return library


def test_every_offender_is_named_with_the_chain_of_imports(
    small: Path, free_threaded_environment: Environment, tmp_path: Path
) -> None:
    overrides: dict[str, bytes | None] = {
        "src/small/native.py": b"import small.first_one, small.ready_one, small.second_one\n",
        "tests/test_native.py": b"def test_native():\n    import small.native\n",
    }
    for name, ready in (("first_one", False), ("ready_one", True), ("second_one", False)):
        library = build(free_threaded_environment, tmp_path, name, ready=ready)
        overrides[f"src/small/{library.name}"] = library.read_bytes()
    with copy_of(small, overrides) as tree:
        result = verify(
            tree,
            tree,
            [free_threaded_environment],
            Configuration(groups=("test",)),
            only=["gil"],
            progress=Silent(),
        )
    (check,) = result.checks
    assert check.status is CheckStatus.FAIL
    assert result.verdict is Verdict.FAIL
    assert "small.first_one, small.second_one brought the GIL back" in check.detail
    assert "scaling figures are void" in check.detail
    assert not any("ready_one" in line for line in check.lines)
    assert any("small.native -> small.first_one" in line for line in check.lines)


def test_scaling_figures_of_the_benchmark_are_void(
    small: Path, free_threaded_environment: Environment, tmp_path: Path
) -> None:
    library = build(free_threaded_environment, tmp_path, "first_one", ready=False)
    native: dict[str, bytes | None] = {
        "src/small/native.py": b"import small.first_one\n",
        "src/small/__init__.py": b"import small.native\n",
        f"src/small/{library.name}": library.read_bytes(),
    }
    label = free_threaded_environment.label
    found = {}
    for name, overrides in (("native", native), ("pure", {})):
        with copy_of(small, overrides) as tree:
            found[name] = bench(
                None,
                tree,
                [free_threaded_environment],
                Configuration(groups=("test",)),
                budget=15,
                only=["scaling"],
                progress=Silent(),
            )
    said = f"small.first_one brought the GIL back on {label}"
    assert any(said in note and "scaling figures are void" in note for note in found["native"].notes)
    rows = [row for row in found["native"].comparisons if row.group == "scaling"]
    assert all(
        row.verdict is Speed.INCONCLUSIVE and row.reason.startswith("void: small.first") for row in rows
    )
    assert not any(m.variant == "threads" for m in found["native"].measurements)
    assert not any("GIL back" in note for note in found["pure"].notes)


def test_a_gil_build_has_no_such_check(small: Path, gil_environment: Environment) -> None:
    with copy_of(small) as tree:
        result = verify(tree, tree, [gil_environment], Configuration(), only=["gil"], progress=Silent())
    assert result.checks == ()
