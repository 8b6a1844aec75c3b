"""Reading what apt says. The real thing runs whenever the interpreters of the tests are provisioned."""

import pytest

from ftmigrate.host.apt import complaint, deb_name
from ftmigrate.host.processes import Completed


def said(stderr: str, *, timed_out: bool = False) -> Completed:
    return Completed(("apt-get",), 100, "", stderr, 1.0, timed_out)


@pytest.mark.parametrize(
    ("stderr", "line"),
    [
        (
            "E: Failed to fetch http://m/pool/x.deb  404  Not Found [IP: 10.0.0.1 80]\nE: Unable",
            "Failed to fetch http://m/pool/x.deb  404  Not Found",
        ),
        (
            "W: Download is performed unsandboxed\nErr:1 http://m sid InRelease\n  Could not connect to m:80",
            "Could not connect to m:80",
        ),
        ("E: Unable to locate package python3.19\n", "Unable to locate package python3.19"),
        ("something else\n", "something else"),
        ("", "exit 100"),
    ],
)
def test_the_one_line_that_says_what_is_wrong(stderr: str, line: str) -> None:
    assert complaint(said(stderr)) == line


def test_a_time_out_says_so() -> None:
    assert complaint(said("", timed_out=True)) == "no answer in time"


def test_the_colon_of_an_epoch_is_escaped() -> None:
    assert deb_name("zlib1g", "1:1.3.2-4", "amd64") == "zlib1g_1%3a1.3.2-4_amd64.deb"
