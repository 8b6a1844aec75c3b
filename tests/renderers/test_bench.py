import json
import math
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from ftmigrate.model.measuring import Comparison, Speed
from ftmigrate.renderers.html.bench import section
from ftmigrate.renderers.html.bench_page import page
from ftmigrate.renderers.json import bench_pyperf
from ftmigrate.renderers.json.bench import document
from ftmigrate.renderers.markdown import bench as markdown
from ftmigrate.renderers.terminal.bench import drawn, plain
from tests.renderers.a_benchmark import BENCHMARK, HOSTILE

EMPTY = replace(BENCHMARK, comparisons=(), measurements=(), skipped=(), notes=(), resolution=None)

# The contract: within a version of the schema keys are only added.
PROMISED = {"verdict", "host", "measurements", "comparisons"}
PROMISED_MEASUREMENT = {"kernel", "variant", "target", "workers", "unit", "values"}
PROMISED_COMPARISON = {"name", "ratio", "low", "high", "verdict"}


def test_json_has_the_promised_keys_and_only_json_values() -> None:
    found = document(BENCHMARK)
    assert set(found) >= PROMISED
    assert all(set(row) >= PROMISED_MEASUREMENT for row in found["measurements"])
    assert all(set(row) >= PROMISED_COMPARISON for row in found["comparisons"])
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_an_end_that_an_interval_does_not_have_is_null() -> None:
    few = next(row for row in document(BENCHMARK)["comparisons"] if row["name"] == "few")
    assert (few["low"], few["high"]) == (0.0, None)


def test_every_row_verdict_and_skipped_line_is_in_the_terminal_table() -> None:
    text = " ".join(plain(BENCHMARK, width=200).split())
    for row in BENCHMARK.comparisons:
        assert row.name in text and row.verdict.value in text
    assert "0.520 to 0.630" in text and "not known" in text
    assert "±3.0%" in text and "not measured" in text
    assert HOSTILE in text, "markup of the project's must come out as it is"


def test_the_drawn_interval_lies_where_the_numbers_say() -> None:
    def cells(low: float, ratio: float, high: float) -> str:
        return drawn(Comparison("x", ratio, low, high, Speed.SAME)).plain

    middle = cells(0.999, 1.0, 1.001)
    assert middle.index("●") == len(middle) // 2
    assert cells(0.5, 0.6, 0.7)[0] == "●" and cells(2.0, 2.5, 3.0)[-1] == "●"
    assert set(cells(0.0, 1.0, math.inf)) == {"─", "●"}


def test_nothing_measured_renders_everywhere() -> None:
    assert "not known" in plain(EMPTY)
    assert "<svg" not in section(EMPTY)
    assert "| comparison |" not in markdown.render(EMPTY)
    assert bench_pyperf.document(EMPTY)["benchmarks"] == []


def test_markdown_rows_have_as_many_cells_as_the_head() -> None:
    lines = [line.replace("\\|", "") for line in markdown.render(BENCHMARK).splitlines()]
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == 2 + len(BENCHMARK.comparisons)
    assert {line.count("|") for line in rows} == {6}
    assert "<img" not in "\n".join(lines)


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attributes)))


def test_html_asks_nothing_of_anybody_and_lets_nothing_in() -> None:
    parser = Elements()
    parser.feed(page(BENCHMARK))
    for tag, attributes in parser.seen:
        assert tag not in ("img", "link", "iframe", "object"), tag
        assert not {"src", "href", "onerror", "onload"} & set(attributes), (tag, attributes)
    assert [a.get("type") for tag, a in parser.seen if tag == "script"] == ["application/json"]


def test_plots_are_well_formed_and_named() -> None:
    text = section(BENCHMARK)
    plots = [f"<svg{part.split('</svg>')[0]}</svg>" for part in text.split("<svg")[1:]]
    kinds = set()
    for plot in plots:
        root = ElementTree.fromstring(plot)
        assert root.get("role") == "img" and root.get("aria-label")
        kinds.add((root.get("class") or "").split()[-1])
    assert kinds == {"intervals", "speed-up", "shares"}
    assert "var(--" in text and "#" in text, "a fallback beside each custom property"


def test_raw_data_is_inside_the_page() -> None:
    text = page(BENCHMARK)
    data = text.split('id="data">')[1].split("</script>")[0]
    assert json.loads(data) == document(BENCHMARK)


def test_pyperf_loads_the_file_and_finds_the_values(tmp_path: Path) -> None:
    pyperf: Any = pytest.importorskip("pyperf")
    path = tmp_path / "bench.json"
    path.write_text(json.dumps(bench_pyperf.document(BENCHMARK)))
    suite = pyperf.BenchmarkSuite.load(str(path))
    by_name = {benchmark.get_name(): benchmark for benchmark in suite}
    assert by_name["index after 3.14t 2 workers (wall time)"].get_values() == (0.5, 0.6)
    cost = by_name["arithmetic threads 3.14t 2 workers (CPU and blocked time per operation)"]
    assert cost.get_values() == pytest.approx((51e-9, 53e-9))
    assert not any("share of wall time" in name for name in by_name)
