import os
import sys
from pathlib import Path

import pytest

from ftmigrate.host.pip_settings import pip_settings, uv_variables

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the layout of POSIX folders")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, whose global folders are in it too."""
    folder = tmp_path / "home"
    (folder / ".config" / "pip").mkdir(parents=True)
    monkeypatch.setattr(Path, "home", lambda: folder)
    return folder


def environ(home: Path, **variables: str) -> dict[str, str]:
    return {"HOME": str(home), "XDG_CONFIG_DIRS": str(home / "etc"), **variables}


def configure(home: Path, text: str) -> None:
    (home / ".config" / "pip" / "pip.conf").write_text(text)


def test_the_order_of_files_and_variables_is_pips(home: Path, tmp_path: Path) -> None:
    configure(home, "[global]\nindex_url = https://user/\ntimeout = 7\n[install]\ntimeout = 9\n")
    assert pip_settings(environ(home))["index-url"] == "https://user/"
    assert pip_settings(environ(home))["timeout"] == "9"
    own = tmp_path / "own.conf"
    own.write_text("[global]\ntimeout = 11\n")
    with_own = pip_settings(environ(home, PIP_CONFIG_FILE=str(own)))
    assert with_own["timeout"] == "11"
    assert with_own.get("index-url") != "https://user/"  # pip leaves the user's file out then
    assert pip_settings(environ(home, PIP_TIMEOUT="13"))["timeout"] == "13"
    assert pip_settings(environ(home, PIP_CONFIG_FILE=os.devnull)) == {}


def test_indexes_certificates_and_proxies_reach_uv(home: Path, tmp_path: Path) -> None:
    configure(
        home,
        "[global]\nindex-url = https://a/simple\nextra-index-url =\n    https://b/simple\n    file:///c\n"
        "find-links = /wheels /more\ncert = /ca.pem\nproxy = http://proxy:3128\ntrusted-host = a b\n"
        "only-binary = lxml,numpy\nno-binary = :all:\nconstraint = /c.txt\n",
    )
    told = uv_variables(environ(home), tmp_path)
    assert told["UV_DEFAULT_INDEX"] == "https://a/simple"
    assert told["UV_INDEX"] == "https://b/simple file:///c"
    assert told["UV_INDEX_STRATEGY"] == "unsafe-best-match"
    assert told["UV_FIND_LINKS"] == "/wheels,/more"
    assert told["SSL_CERT_FILE"] == "/ca.pem"
    assert told["HTTPS_PROXY"] == "http://proxy:3128"
    assert told["UV_INSECURE_HOST"] == "a b"
    assert told["UV_NO_BUILD_PACKAGE"] == "lxml numpy"
    assert told["UV_NO_BINARY"] == "1"
    assert told["UV_CONSTRAINT"] == "/c.txt"


def test_what_the_user_told_uv_stays(home: Path, tmp_path: Path) -> None:
    configure(home, "[global]\nindex-url = https://a/simple\ncert = /ca.pem\n")
    by_variable = uv_variables(environ(home, UV_INDEX="https://mine/"), tmp_path)
    assert "UV_DEFAULT_INDEX" not in by_variable and by_variable["SSL_CERT_FILE"] == "/ca.pem"
    assert "SSL_CERT_FILE" not in uv_variables(environ(home, SSL_CERT_FILE="/other.pem"), tmp_path)
    (tmp_path / "pyproject.toml").write_text('[[tool.uv.index]]\nurl = "https://mine/"\n')
    assert "UV_DEFAULT_INDEX" not in uv_variables(environ(home), tmp_path)


def test_without_a_certificate_uv_trusts_the_systems_store_as_pip_does(home: Path, tmp_path: Path) -> None:
    told = uv_variables(environ(home, PIP_CONFIG_FILE=os.devnull), tmp_path)
    assert told["UV_SYSTEM_CERTS"] == "1"


def test_a_broken_file_counts_as_absent(home: Path) -> None:
    configure(home, "no section\n")
    assert "index-url" not in pip_settings(environ(home, PIP_CONFIG_FILE=""))
