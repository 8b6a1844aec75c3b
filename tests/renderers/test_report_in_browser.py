"""The HTML report in a real browser: it asks for nothing, raises nothing, and everybody can use it."""

import dataclasses
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from a_report import REPORT

from ftmigrate.renderers.html.page import page


def visits(html: str, folder: Path, node_packages: Path) -> list[dict[str, Any]]:
    """What a reader meets on the page, in light and in dark."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    node = shutil.which("node")
    if browser is None or node is None:
        pytest.skip("chromium or node is not here")
    (folder / "report.html").write_text(html, encoding="utf-8")
    done = subprocess.run(
        [node, Path(__file__).with_name("browser.cjs"), browser, (folder / "report.html").as_uri(), folder],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "NODE_PATH": str(node_packages / "node_modules")},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


def check(found: list[dict[str, Any]]) -> None:
    assert [one["scheme"] for one in found] == ["light", "dark"]
    assert found[0]["background"] != found[1]["background"]
    for one in found:
        assert one["requests"] == []
        assert one["errors"] == []
        assert one["violations"] == []
        assert one["reached"] == one["reachable"] > 3
        assert one["overflow"] <= 0  # at 360 pixels the page itself never scrolls sideways


@pytest.mark.browser
def test_a_full_report(tmp_path: Path, node_packages: Path) -> None:
    found = visits(page(REPORT), tmp_path, node_packages)
    check(found)
    for one in found:
        assert one["search"] == {"all": 2, "none": 0, "says": "0 of 2 findings"}


@pytest.mark.browser
def test_an_empty_report(tmp_path: Path, node_packages: Path) -> None:
    empty = dataclasses.replace(
        REPORT,
        environments=(),
        unavailable={"3.14t": ("uv: no network",)},
        audit=None,
        codemod=(),
        verification=None,
        benchmark=None,
    )
    check(visits(page(empty), tmp_path, node_packages))


@pytest.mark.browser
def test_the_browser_would_tell(tmp_path: Path, node_packages: Path) -> None:
    broken = page(REPORT).replace(
        "<main>", '<main><img src="missing.png"><p style="color:#ccc;background:#fff">pale</p>'
    )
    found = visits(broken, tmp_path, node_packages)
    assert {one["id"] for one in found[0]["violations"]} >= {"image-alt", "color-contrast"}
    assert found[0]["requests"] and found[0]["errors"]
