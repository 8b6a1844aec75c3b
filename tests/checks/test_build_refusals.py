"""Builds that stop, and those that look alike and do not."""

import pytest

from ftmigrate.checks.build_needs import needs
from ftmigrate.checks.build_refusals import refusal
from ftmigrate.model.source_distribution import SourceDistribution


def source(**texts: str) -> SourceDistribution:
    """`setup__py` is setup.py, `src___a__c` is src/a.c."""
    named = {name.replace("___", "/").replace("__", "."): text for name, text in texts.items()}
    suffixes = {f".{name.rpartition('.')[2]}" for name in named}
    return SourceDistribution(tuple(sorted(suffixes)), named)


def lock(version: str) -> str:
    return f'[[package]]\nname = "pyo3"\nversion = "{version}"\n'


ORJSON = """
fn main() {
    let config = pyo3_build_config::get();
    if config.is_free_threaded() && std::env::var("BUILD_ANYWAY").is_err() {
        not_supported("free-threaded Python")
    }
}
"""
CFFI = """
import sys, sysconfig
FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
if FREE_THREADED and sys.version_info < (3, 14):
    raise NotImplementedError("no free-threaded 3.13")
setup()
"""
EXITS = """
import sysconfig, sys
if sysconfig.get_config_var("Py_GIL_DISABLED") == 1:
    sys.exit("not without the GIL")
"""
LIMITED = (
    'from setuptools import setup\nsetup(name="a", options={"bdist_wheel": {"py_limited_api": "cp39"}})\n'
)


@pytest.mark.parametrize(
    ("seen", "minor", "free_threaded", "words"),
    [
        (source(Cargo__lock=lock("0.22.6")), 14, True, "Cargo.lock has PyO3 0.22.6, and 3.14t takes 0.25"),
        (source(Cargo__lock=lock("0.24.1")), 14, False, "3.14 takes 0.25"),
        (source(Cargo__lock=lock("0.22.6")), 13, True, "3.13t takes 0.23"),
        (source(Cargo__lock=lock("0.29.3")), 13, True, "no longer builds for 3.13t"),
        (source(Cargo__toml='[dependencies]\npyo3 = { version = "0.21" }'), 14, True, "PyO3 0.21"),
        (source(Cargo__toml='[workspace.dependencies]\npyo3 = "0.21.2"'), 14, True, "PyO3 0.21.2"),
        (source(rust___Cargo__lock=lock("0.20.0")), 14, True, "rust/Cargo.lock"),
        (
            source(build__rs=ORJSON),
            14,
            True,
            "build.rs:4 stops for free-threaded Pythons, unless BUILD_ANYWAY",
        ),
        (source(setup__py=CFFI), 13, True, "setup.py:5: no free-threaded 3.13"),
        (source(setup__py=EXITS), 14, True, "setup.py:4: not without the GIL"),
        (source(setup__py=LIMITED), 14, True, "setup.py asks for the limited API"),
        (source(setup__cfg="[bdist_wheel]\npy_limited_api = cp39"), 14, True, "setup.cfg asks"),
        (
            source(pyproject__toml='[tool.distutils.bdist_wheel]\npy-limited-api = "cp39"'),
            14,
            True,
            "pyproject",
        ),
        (
            source(src___a__c='#ifdef Py_GIL_DISABLED\n# error "no GIL, no build"\n#endif'),
            14,
            True,
            "src/a.c:2: no GIL, no build",
        ),
        (
            source(src___a__h="#if defined(Py_GIL_DISABLED)\n#error never\n#endif"),
            14,
            True,
            "src/a.h:2: never",
        ),
        (
            source(src___lib__rs='#[cfg(Py_GIL_DISABLED)]\ncompile_error!("no");'),
            14,
            True,
            "src/lib.rs:2: no",
        ),
    ],
)
def test_a_build_that_stops_says_where(
    seen: SourceDistribution, minor: int, free_threaded: bool, words: str
) -> None:
    reason = refusal(seen, minor, free_threaded=free_threaded)
    assert reason.startswith("its build stops: ") and words in reason


@pytest.mark.parametrize(
    ("seen", "minor", "free_threaded"),
    [
        (source(), 14, True),
        (source(Cargo__lock=lock("0.25.0")), 14, True),
        (source(Cargo__lock=lock("0.29.3")), 14, True),
        (source(Cargo__lock=lock("0.22.6")), 13, False),
        (source(Cargo__lock=lock("0.25.0"), vendor___Cargo__lock=lock("0.20.0")), 14, True),
        (source(Cargo__lock="no toml ["), 14, True),
        (source(Cargo__toml='[dependencies]\npyo3 = ">=0.21"'), 14, True),  # any newer one, too
        (source(Cargo__toml='[dependencies]\npyo3 = {version="0.22", features=["abi3-py39"]}'), 14, False),
        (source(build__rs=ORJSON), 14, False),
        (source(build__rs='if config.is_free_threaded() { println!("cargo:rustc-cfg=FT"); }'), 14, True),
        (source(build__rs='if !config.is_free_threaded() { panic!("no") }'), 14, True),
        (source(setup__py=CFFI), 14, True),
        (source(setup__py=CFFI), 13, False),
        (source(setup__py=EXITS), 14, False),
        (source(setup__py="if maybe():\n    raise SystemExit('Py_GIL_DISABLED')"), 14, True),
        (
            source(setup__py="import sys\nraise_it = 1\nif sys.version_info < (3, 9):\n    raise SystemExit"),
            14,
            True,
        ),
        (source(setup__py="if not free(:"), 14, True),
        (source(setup__py=LIMITED), 14, False),
        (source(setup__py=LIMITED), 15, True),
        (
            source(
                setup__py='o = {"bdist_wheel": {"py_limited_api": "cp39"}} if gil() else {}\nsetup(options=o)'
            ),
            14,
            True,
        ),
        (source(src___a__c="#ifdef Py_GIL_DISABLED\n#define FT 1\n#else\n#error x\n#endif"), 14, True),
        (source(src___a__c="#ifndef Py_GIL_DISABLED\n#error x\n#endif"), 14, True),
    ],
)
def test_a_build_that_may_go_on_is_not_accused(
    seen: SourceDistribution, minor: int, free_threaded: bool
) -> None:
    assert refusal(seen, minor, free_threaded=free_threaded) == ""


@pytest.mark.parametrize(
    ("seen", "tools"),
    [
        (source(a__py="", pyproject__toml=""), ()),
        (source(a__pyx=""), ("a C compiler",)),
        (source(a__c="", b__cpp="", c__f90=""), ("a C compiler", "a C++ compiler", "a Fortran compiler")),
        (source(Cargo__toml=""), ("Rust (cargo)",)),
        (source(pyproject__toml='[build-system]\nrequires = ["maturin>=1.4"]'), ("Rust (cargo)",)),
    ],
)
def test_what_a_build_needs(seen: SourceDistribution, tools: tuple[str, ...]) -> None:
    assert needs(seen) == tools
