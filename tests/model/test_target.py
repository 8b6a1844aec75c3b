"""The one grammar of requests."""

import pytest

from ftmigrate.model.errors import UsageError
from ftmigrate.model.target import Target


@pytest.mark.parametrize(
    ("text", "name", "specifier", "free_threaded", "jit", "debug"),
    [
        ("3.14", "3.14", "==3.14.*", False, False, False),
        ("3.14t", "3.14t", "==3.14.*", True, False, False),
        ("3.14+gil", "3.14", "==3.14.*", False, False, False),
        ("3.14+freethreaded", "3.14t", "==3.14.*", True, False, False),
        ("3.14t+freethreaded", "3.14t", "==3.14.*", True, False, False),
        ("3.14.2", "3.14.2", "==3.14.2", False, False, False),
        ("3.14.2t", "3.14.2t", "==3.14.2", True, False, False),
        ("3.14+jit", "3.14+jit", "==3.14.*", False, True, False),
        ("3.14+debug", "3.14+debug", "==3.14.*", False, False, True),
        ("3.14t+debug", "3.14t+debug", "==3.14.*", True, False, True),
        ("3.15.0a2t", "3.15.0a2t", "==3.15.0a2", True, False, False),
        ("3.15.0rc1", "3.15.0rc1", "==3.15.0rc1", False, False, False),
        (">=3.14", "3.14", ">=3.14", False, False, False),
        (">= 3.14t", "3.14t", ">=3.14", True, False, False),
        ("~=3.14.2", "3.14.2", "~=3.14.2", False, False, False),
        ("==3.14", "3.14", "==3.14.*", False, False, False),
        (" 3.13t ", "3.13t", "==3.13.*", True, False, False),
        ("3.13", "3.13", "==3.13.*", False, False, False),
    ],
)
def test_a_request_is_read(
    text: str, name: str, specifier: str, free_threaded: bool, jit: bool, debug: bool
) -> None:
    target = Target.parse(text)
    assert (target.name, target.specifier) == (name, specifier)
    assert (target.free_threaded, target.jit, target.debug) == (free_threaded, jit, debug)
    assert target.path is None


@pytest.mark.parametrize(
    "text", ["/usr/bin/python3", "./python", r"C:\Python314\python.exe", "~/x/python3.14t"]
)
def test_a_path_names_the_interpreter_itself(text: str) -> None:
    target = Target.parse(text)
    assert target.path == text
    assert target.free_threaded is None and target.specifier == "" and target.minor is None


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("3.14T", "'3.14t'"),
        ("3.14-nogil", "'3.14t'"),
        ("3.14 free-threaded", "'3.14t'"),
        ("python3.14t", "'3.14t'"),
        ("python3.14", "'3.14'"),
        ("314t", "'3.14t'"),
        ("py314", "'3.14'"),
        ("3,14", "'3.14'"),
        ("3.14+gil+freethreaded", "'3.14'"),
        ("3.14t+gil", "'3.14'"),
        ("3.14+nogil", "'3.14t'"),
        ("3.14+jti", "'3.14+jit'"),
        ("3.14t+dbg", "'3.14t+debug'"),
        (">3.14", "'>=3.14'"),
        ("3.15t-dev", "'3.15t'"),
        ("3", "'3.14'"),
        ("latest", "'3.14'"),
        ("nogil", "'3.14t'"),
        ("", "'3.14'"),
        ("2.7", "'3.14'"),
        ("cp314t", "'3.14t'"),
    ],
)
def test_an_unknown_request_names_the_nearest_right_one(text: str, nearest: str) -> None:
    with pytest.raises(UsageError) as caught:
        Target.parse(text)
    assert f"Did you mean {nearest}?" in caught.value.hint
    # What is suggested must itself be understood.
    Target.parse(nearest.strip("'"))


def test_names_are_good_names_of_folders() -> None:
    for text in ("3.14", "3.14t", "3.14.2t", "3.14+jit", ">=3.14t", "~=3.14.2"):
        assert set(Target.parse(text).name) <= set("0123456789.t+jibdeug")
