"""The benchmark's page in a real browser: no request, every plot visible, in light and in dark."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ftmigrate.renderers.html.bench_page import page
from tests.renderers.a_benchmark import BENCHMARK

pytestmark = pytest.mark.browser

# Appended to the page under test: what the browser itself made of it, as JSON in an attribute.
LOOK = """<script>
document.body.dataset.seen = JSON.stringify({
  dark: matchMedia('(prefers-color-scheme: dark)').matches,
  background: getComputedStyle(document.body).backgroundColor,
  requests: performance.getEntriesByType('resource').map(entry => entry.name),
  plots: [...document.querySelectorAll('svg')].map(plot => ({
    width: plot.getBoundingClientRect().width, height: plot.getBBox().height,
    colours: [...plot.querySelectorAll('text')].map(text => getComputedStyle(text).fill)})),
});
</script></body>"""


@pytest.fixture(scope="module")
def browser() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no chromium on PATH")
    return found


def seen(browser: str, tmp_path: Path, scheme: int) -> dict[str, Any]:
    file = tmp_path / "page.html"
    file.write_text(page(BENCHMARK).replace("</body>", LOOK))
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    command += ["--disable-background-networking", f"--blink-settings=preferredColorScheme={scheme}"]
    done = subprocess.run(
        [*command, "--dump-dom", file.as_uri()], capture_output=True, text=True, timeout=120, check=True
    )
    found = re.search(r'data-seen="([^"]*)"', done.stdout)
    assert found, done.stderr[-500:]
    answer: dict[str, Any] = json.loads(html.unescape(found[1]))
    return answer


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of `rgb(r, g, b)`."""
    parts = [int(value) / 255 for value in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("scheme", "dark"), [(0, True), (1, False)])
def test_every_plot_is_there_and_readable(browser: str, tmp_path: Path, scheme: int, dark: bool) -> None:
    found = seen(browser, tmp_path, scheme)
    assert found["dark"] is dark
    assert (luminance(found["background"]) < 0.1) is dark
    assert found["requests"] == []
    assert len(found["plots"]) == 3
    for plot in found["plots"]:
        assert plot["width"] > 300 and plot["height"] > 20
        assert plot["colours"]
        for colour in plot["colours"]:
            assert contrast(colour, found["background"]) >= 4.5, (colour, found["background"])
