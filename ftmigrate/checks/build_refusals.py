"""Whether the build of a source distribution refuses a target, told from its files.

Only what is certain counts: what a script decides by other means is not followed.
"""

import configparser
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from packaging.version import InvalidVersion, Version

from ftmigrate.checks.manifests import named, toml
from ftmigrate.checks.setup_scripts import asks_for_limited_api, refused_at
from ftmigrate.model.source_distribution import SourceDistribution

# PyO3's build script stops for Pythons that it does not know: free-threaded 3.13 came with 0.23.0
# and went with 0.29.0, 3.14 came with 0.25.0.
_PYO3 = "https://github.com/PyO3/pyo3/blob/main/CHANGELOG.md"
_PYO3_PYTHONS = {13: Version("0.22"), 14: Version("0.25")}
_PYO3_FREE_THREADED = Version("0.23")
_PYO3_WITHOUT_313T = Version("0.29")

_PREPROCESSOR = re.compile(
    r"^[ \t]*#[ \t]*(?:ifdef[ \t]+|if[ \t]+defined[ \t]*\(?[ \t]*)Py_GIL_DISABLED[ \t]*\)?[ \t]*\r?\n"
    r"[ \t]*#[ \t]*error[ \t]+(?P<said>.*)$",
    re.MULTILINE,
)
_COMPILE_ERROR = re.compile(
    r"#\[cfg\(Py_GIL_DISABLED\)\]\s*(?:std::)?compile_error!\s*\(\s*\"(?P<said>[^\"]*)\""
)
# `if config.is_free_threaded() && ... { panic!(...) }` in a build script, unless a variable is set.
_BUILD_SCRIPT = re.compile(
    r"\bif\s+(?P<test>[^{;!]*\bis_free_threaded\(\)[^{;|]*)\{(?P<said>[^{}]*"
    r"(?:panic!|bail!|exit\(|unsupported|not_supported)[^{}]*)\}"
)
_VARIABLE = re.compile(r"env::var(?:_os)?\(\s*\"(?P<name>\w+)\"\s*\)\.is_(?:err|none)\(\)")
# setuptools refuses a wheel of the limited API for a free-threaded build, whatever is in it.
# https://github.com/pypa/setuptools/blob/main/setuptools/command/bdist_wheel.py
_LIMITED = (
    "asks for the limited API (py_limited_api), with which setuptools builds for no free-threaded Python"
)


def refusal(source: SourceDistribution, minor: int, *, free_threaded: bool) -> str:
    """Why its build stops on Python 3.`minor`, in one sentence; empty if nothing in it says so."""
    for check in _CHECKS:
        if reason := check(source, minor, free_threaded):
            return f"its build stops: {reason}"
    return ""


def _pyo3_is_of_another_time(source: SourceDistribution, minor: int, free_threaded: bool) -> str:
    found = _pyo3(source)
    if found is None:
        return ""
    version, where = found
    python = f"3.{minor}{'t' if free_threaded else ''}"
    least = max(
        _PYO3_PYTHONS.get(minor, Version("0")), _PYO3_FREE_THREADED if free_threaded else Version("0")
    )
    # With the stable ABI an older PyO3 builds for a newer Python, free-threaded builds apart.
    stable = not free_threaded and any(_stable_abi(text) for _, text in named(source, "Cargo.toml"))
    if version < least and not stable:
        return f"{where} has PyO3 {version}, and {python} takes {least} or newer ({_PYO3})"
    if free_threaded and minor == 13 and version >= _PYO3_WITHOUT_313T:
        return f"{where} has PyO3 {version}, which no longer builds for {python} ({_PYO3})"
    return ""


def _stable_abi(text: str) -> bool:
    return bool(re.search(r'"(?:pyo3/)?abi3(?:-py\d+)?"', text))


def _pyo3(source: SourceDistribution) -> tuple[Version, str] | None:
    """The version that Cargo.lock pins, else the series that a Cargo.toml asks for."""
    for path, text in named(source, "Cargo.lock"):
        for package in toml(text).get("package", []):
            if package.get("name") == "pyo3" and (version := _version(package.get("version"))):
                return version, path
    for path, text in named(source, "Cargo.toml"):
        if version := _asked(toml(text)):
            return version, path
    return None


def _asked(manifest: Mapping[str, Any]) -> Version | None:
    """Cargo takes "0.22" as any 0.22.x, and nothing newer (caret requirements)."""
    workspace = manifest.get("workspace", {})
    for table in (manifest.get("dependencies", {}), workspace.get("dependencies", {})):
        asked = table.get("pyo3")
        text = asked.get("version", "") if isinstance(asked, Mapping) else asked
        if isinstance(text, str) and (match := re.fullmatch(r"\s*[=^~]?\s*(0\.\d+(?:\.\d+)?)\s*", text)):
            return _version(match[1])
    return None


def _version(text: object) -> Version | None:
    try:
        return Version(str(text))
    except InvalidVersion:
        return None


def _limited_api(source: SourceDistribution, minor: int, free_threaded: bool) -> str:
    """Asked of setuptools whatever the Python; 3.15 has a limited API of free-threaded builds (PEP 803)."""
    where = next(_limited(source), "") if free_threaded and minor < 15 else ""
    return f"{where} {_LIMITED}" if where else ""


def _limited(source: SourceDistribution) -> Iterator[str]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(source.texts.get("setup.cfg", ""))
    except configparser.Error:
        parser.clear()
    if any(parser.get("bdist_wheel", name, fallback="") for name in ("py_limited_api", "py-limited-api")):
        yield "setup.cfg"
    tool = toml(source.texts.get("pyproject.toml", "")).get("tool", {}).get("distutils", {})
    wheel = tool.get("bdist_wheel", tool.get("bdist-wheel", {}))
    if wheel.get("py-limited-api") or wheel.get("py_limited_api"):
        yield "pyproject.toml"
    if asks_for_limited_api(source.texts.get("setup.py", "")):
        yield "setup.py"


def _setup_script(source: SourceDistribution, minor: int, free_threaded: bool) -> str:
    found = refused_at(source.texts.get("setup.py", ""), minor, free_threaded=free_threaded)
    return f"setup.py:{found[0]}: {found[1]}" if found else ""


def _build_script(source: SourceDistribution, minor: int, free_threaded: bool) -> str:
    if not free_threaded:
        return ""
    for path, text in named(source, "build.rs"):
        if match := _BUILD_SCRIPT.search(text):
            variable = _VARIABLE.search(match["test"])
            unless = f", unless {variable['name']} is set" if variable else ""
            said = " ".join(match["said"].split())
            return f"{path}:{_line(text, match)} stops for free-threaded Pythons{unless}: {said}"
    return ""


def _compiler(source: SourceDistribution, minor: int, free_threaded: bool) -> str:
    if not free_threaded:
        return ""
    for path, text in sorted(source.texts.items()):
        if match := _PREPROCESSOR.search(text) or _COMPILE_ERROR.search(text):
            return f"{path}:{_line(text, match)}: {match['said'].strip().strip(chr(34))}"
    return ""


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start("said")) + 1


_CHECKS: tuple[Callable[[SourceDistribution, int, bool], str], ...] = (
    _pyo3_is_of_another_time,
    _limited_api,
    _setup_script,
    _build_script,
    _compiler,
)
