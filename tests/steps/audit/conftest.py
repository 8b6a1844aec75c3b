"""Real wheels with real compiled modules, installed by uv into real environments."""

import base64
import hashlib
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import uv

from ftmigrate.model.interpreter import Environment, Interpreter
from ftmigrate.model.target import Target

EXTENSION = r"""
#include <Python.h>
#include <stdlib.h>

static PyModuleDef_Slot slots[] = {
#ifdef GIL_NOT_USED
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "it", .m_slots = slots};

#define PASTE(a, b) a##b
#define INIT(name) PASTE(PyInit_, name)

PyMODINIT_FUNC INIT(MODULE)(void) {
#ifdef CRASH
    abort();
#endif
    return PyModuleDef_Init(&definition);
}
"""


@dataclass(frozen=True)
class Compiler:
    """Compiles one-function extension modules for an interpreter with the machine's compiler."""

    python: Path
    folder: Path

    def module(self, dotted: str, *flags: str, abi3_name: bool = False) -> tuple[str, bytes]:
        """The file's path inside a wheel, and its bytes."""
        name = dotted.rpartition(".")[2]
        include, suffix = self._ask()
        source, output = self.folder / "it.c", self.folder / f"{name}.so"
        source.write_text(EXTENSION)
        words = ["-shared", "-fPIC", f"-I{include}", f"-DMODULE={name}", *(f"-D{flag}" for flag in flags)]
        subprocess.run(["cc", *words, str(source), "-o", str(output)], check=True)
        return dotted.replace(".", "/") + (".abi3.so" if abi3_name else suffix), output.read_bytes()

    def _ask(self) -> list[str]:
        code = (
            "import sysconfig as s; print(s.get_path('include'), s.get_config_var('EXT_SUFFIX'), sep='\\n')"
        )
        command = [str(self.python), "-I", "-c", code]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")[:2]


def make_wheel(
    folder: Path,
    name: str,
    version: str,
    tag: str,
    files: Mapping[str, bytes],
    requires: tuple[str, ...] = (),
) -> Path:
    """Write a wheel as PEP 427 has it; `tag` like `py3-none-any`."""
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n" + "".join(
        f"Requires-Dist: {line}\n" for line in requires
    )
    tags = "".join(f"Tag: {tag.rpartition('-')[0]}-{p}\n" for p in tag.rpartition("-")[2].split("."))
    wheel = f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: false\n{tags}"
    contents = {**files, f"{info}/METADATA": metadata.encode(), f"{info}/WHEEL": wheel.encode()}
    record = "".join(
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},"
        f"{len(data)}\n"
        for path, data in contents.items()
    )
    target = folder / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(target, "w") as archive:
        for path, data in contents.items():
            archive.writestr(path, data)
        archive.writestr(f"{info}/RECORD", record + f"{info}/RECORD,,\n")
    return target


MakeEnvironment = Callable[[Interpreter, str, bool, list[Path]], Environment]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test kept must not answer another one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="session")
def make_environment(tmp_path_factory: pytest.TempPathFactory) -> MakeEnvironment:
    """(interpreter, target, stand_in, wheels) -> an environment with those wheels, by uv, offline."""

    def make(interpreter: Interpreter, target: str, stand_in: bool, wheels: list[Path]) -> Environment:
        folder = tmp_path_factory.mktemp("environment") / "venv"
        python = folder / "bin" / "python"
        program = uv.find_uv_bin()
        subprocess.run([program, "venv", "-q", "--python", str(interpreter.path), str(folder)], check=True)
        install = [program, "pip", "install", "-q", "--offline", "--no-index", "--no-deps"]
        if wheels:
            subprocess.run([*install, "--python", str(python), *map(str, wheels)], check=True)
        return Environment(Target.parse(target), interpreter, folder, python, stand_in)

    return make


@pytest.fixture(scope="session")
def compiler_for(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Interpreter], Compiler]:
    if shutil.which("cc") is None:
        pytest.skip("needs a C compiler named cc to make extension modules")
    return lambda interpreter: Compiler(interpreter.path, tmp_path_factory.mktemp("compiler"))
