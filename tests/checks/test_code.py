"""What the project's own code must change or should know: each pattern, and its innocent twin."""

import ast
from collections.abc import Callable, Iterator

import pytest

from ftmigrate.checks import code_processes, code_removals, code_smells
from ftmigrate.checks.code_metadata import metadata
from ftmigrate.checks.code_native import native
from ftmigrate.model.auditing import CodeNote

Check = Callable[[str, ast.Module], Iterator[CodeNote]]


def found(check: Check, relevant: Callable[[str], bool], text: str) -> list[tuple[str, int]]:
    notes = [(note.kind, note.line) for note in check("x.py", ast.parse(text))]
    assert relevant(text) or not notes, "the quick look missed a file that has something"
    return notes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import distutils.core", [("removed-in-3.12", 1)]),
        ("from cgi import parse_header", [("removed-in-3.13", 1)]),
        ("import os, imp as old", [("removed-in-3.12", 1)]),
        ("import ast\nast.Str", [("removed-in-3.14", 2)]),
        ("import ast as a\ndef f(): return isinstance(1, (a.Num, a.Constant))", [("removed-in-3.14", 2)]),
        ("from importlib.abc import Loader, Traversable", [("removed-in-3.14", 1)]),
        ("import importlib.abc\nimportlib.abc.Traversable", [("removed-in-3.14", 2)]),
        ("import sqlite3\nprint(sqlite3.version)", [("removed-in-3.14", 2)]),
        ("from asyncio import SafeChildWatcher as S", [("removed-in-3.14", 1)]),
        ("from asyncio import MultiLoopChildWatcher", [("removed-in-3.14", 1)]),
        ("class V:\n    def visit_Num(self, n): ...", [("removed-in-3.14", 2)]),
        ("class V:\n    def visit_Num(self, n): ...\n    def visit_Constant(self, n): ...", []),
        ("try:\n    import cgi\nexcept ImportError:\n    cgi = None", []),
        ("try:\n    import cgi\nexcept ValueError:\n    cgi = None", [("removed-in-3.13", 2)]),
        ("try:\n    from importlib.resources import abc\nexcept ImportError:\n    import imp", []),
        ("import sys\nif sys.version_info < (3, 12):\n    import imp", []),
        ("from . import cgi", []),
        ("import sqlite3\nsqlite3.sqlite_version", []),
        ("class ast:\n    Str = 1\nast.Str", []),
        ("import locale\nlocale.format_string('', 1)", []),
    ],
)
def test_removals(text: str, expected: list[tuple[str, int]]) -> None:
    assert found(code_removals.removals, code_removals.relevant, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("X = None\ndef f():\n    global X\n    if X is None:\n        X = make()", [("lazy-singleton", 4)]),
        ("X = None\ndef f():\n    global X\n    if not X:\n        X = make()", [("lazy-singleton", 4)]),
        ("X = None\ndef f():\n    global X\n    with LOCK:\n        if X is None:\n            X = 1", []),
        (
            "X = None\ndef f():\n    global X\n    with open('f'):\n        if not X: X = 1",
            [("lazy-singleton", 5)],
        ),
        ("X = None\ndef f():\n    if X is None:\n        y = make()", []),
        ("C = {}\ndef f(k):\n    if k not in C:\n        C[k] = 1\n    return C[k]", [("check-then-act", 3)]),
        ("C: dict[str, int] = {}\ndef f(k):\n    if k not in C:\n        C[k] = 1", [("check-then-act", 3)]),
        (
            "import w\nC = w.WeakKeyDictionary()\ndef f(k):\n    if k not in C:\n        C[k] = 1",
            [("check-then-act", 4)],
        ),
        (
            "C = {}\ndef f(k):\n    try:\n        return C[k]\n    except KeyError:\n        C[k] = 1",
            [("check-then-act", 3)],
        ),
        ("C = {}\ndef f(k):\n    if C.get(k) is None:\n        C[k] = 1", [("check-then-act", 3)]),
        ("C = []\ndef f(k):\n    if not C:\n        C.append(1)", [("check-then-act", 3)]),
        ("C = {}\ndef f(k, C):\n    if k not in C:\n        C[k] = 1", []),
        ("C = {}\ndef f(k):\n    C = {}\n    if k not in C:\n        C[k] = 1", []),
        ("C = {}\ndef f(k):\n    with _cache_lock:\n        if k not in C:\n            C[k] = 1", []),
        ("C = {}\ndef f(k):\n    return C.setdefault(k, 1)", []),
        ("C = {}\nif 1 not in C:\n    C[1] = 2", []),
        ("N = 0\ndef f():\n    global N\n    N += 1", [("global-counter", 4)]),
        ("def f():\n    N = 0\n    N += 1", []),
        ("class A:\n    def m(self):\n        global N\n        N += 1", [("global-counter", 4)]),
    ],
)
def test_smells(text: str, expected: list[tuple[str, int]]) -> None:
    assert found(code_smells.smells, code_smells.relevant, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import multiprocessing\nmultiprocessing.Pool()", [("start-method", 2)]),
        ("import multiprocessing as mp\nmp.Process(target=f)", [("start-method", 2)]),
        ("from concurrent.futures import ProcessPoolExecutor as P\nP(4)", [("start-method", 2)]),
        ("from concurrent.futures import ProcessPoolExecutor\nProcessPoolExecutor(mp_context=c)", []),
        ("import multiprocessing\nmultiprocessing.set_start_method('fork')\nmultiprocessing.Pool()", []),
        ("import multiprocessing\nmultiprocessing.get_context('spawn').Pool()", []),
        ("from multiprocessing.pool import ThreadPool\nThreadPool()", []),
        ("import ctypes\nctypes.CDLL('libm.so.6')", [("foreign-library", 2)]),
        ("import ctypes\nctypes.c_int(3)", []),
    ],
)
def test_processes(text: str, expected: list[tuple[str, int]]) -> None:
    assert found(code_processes.processes, code_processes.relevant, text) == expected


MULTI = "PyMODINIT_FUNC PyInit_it(void) { return PyModuleDef_Init(&d); }"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("it.c", MULTI, "native-code-gil"),
        ("it.c", "{Py_mod_gil, Py_MOD_GIL_NOT_USED},\n" + MULTI, "native-code-ready"),
        ("it.c", "PyMODINIT_FUNC\nPyInit_it(void) { return PyModule_Create(&d); }", "native-code-gil"),
        ("it.c", "int main(void) {}", None),
        ("it.c", "/* Generated by Cython 3.1 */\n" + MULTI, None),
        ("it.cpp", "PYBIND11_MODULE(it, m) {}", "native-code-gil"),
        ("it.cpp", "PYBIND11_MODULE(it, m, py::mod_gil_not_used()) {}", "native-code-ready"),
        ("it.cpp", "NB_MODULE(it, m) {}", "native-code"),
        ("it.pyx", "def f(): pass", "native-code"),
        ("it.pyx", "# cython: freethreading_compatible=True\ndef f(): pass", None),
        ("lib.rs", "#[pymodule]\nfn it() {}", "native-code"),
        ("lib.rs", "#[pymodule(gil_used = false)]\nfn it() {}", None),
        ("lib.rs", "#[pymodule(gil_used = true)]\nfn it() {}", "native-code-gil"),
        ("it.h", "#define Py_LIMITED_API 0x03090000", "limited-api"),
    ],
)
def test_native(name: str, text: str, expected: str | None) -> None:
    notes = list(native(name, text))
    assert [note.kind for note in notes] == ([expected] if expected else [])
    if expected == "native-code-gil":
        assert "GIL back on" in notes[0].message and notes[0].advice


def test_caps_and_classifiers() -> None:
    free = "Programming Language :: Python :: Free Threading :: 2 - Beta"
    there = ["Programming Language :: Python :: 3.14", free]

    def kinds(requires: str, classifiers: list[str]) -> list[str]:
        return [note.kind for note in metadata(requires, classifiers, ["3.14.2", "3.14.2"], "pyproject.toml")]

    assert kinds(">=3.9,<3.14", []) == ["python-cap"]
    assert kinds(">=3.9", there) == kinds("", []) == kinds("nonsense", []) == []
    assert kinds(">=3.9", ["Programming Language :: Python :: 3"]) == ["classifier", "classifier"]
