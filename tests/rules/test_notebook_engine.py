"""Notebooks: only the changed lines change, magics stay, names cross cells."""

import json

import pytest

from ftmigrate.analysis.project import Project
from ftmigrate.model.configuration import CodemodSettings
from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.rules.notebook_engine import rewrite_notebook
from ftmigrate.rules.selection import selected
from tests.rules.page_cases import Files


def _notebook(*cells: str | list[str], indent: int | None = 1) -> str:
    document = {
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": ['x: "int" in prose']},
            *(
                {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": one}
                for one in cells
            ),
        ],
        "metadata": {"kernelspec": {"language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=indent, ensure_ascii=False) + "\n"


def _run(raw: str) -> FileOutcome:
    return rewrite_notebook("a.ipynb", raw, selected(["ANN"]), Project(Files({})), CodemodSettings())


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_only_the_changed_lines_change(indent: int | None) -> None:
    cells = (["class Ä:\n", "    pass\n"], ["%matplotlib inline\n", "!ls\n", 'def f(x: "Ä"): ...'], "y: 'Ä'")
    raw = _notebook(*cells, indent=indent)

    outcome = _run(raw)

    assert outcome.after == raw.replace('\\"Ä\\"', "Ä").replace("'Ä'", "Ä")
    assert _run(outcome.after).status is FileStatus.UNCHANGED


def test_findings_point_into_the_file() -> None:
    raw = _notebook(["class A:\n", "    pass\n"], ["\n", 'def f(x: "A"): ...'])

    (finding,) = _run(raw).findings

    assert '\\"A\\"' in raw.splitlines()[finding.line - 1]


def test_a_removed_line_keeps_the_layout() -> None:
    raw = _notebook(["from __future__ import annotations\n", "x: int = 1\n", "y: int = 1"])

    assert _run(raw).after == _notebook(["x: int = 1\n", "y: int = 1"])


def test_foreign_cells_are_left_alone() -> None:
    assert _run(_notebook(["%%bash\n", 'echo: "int"'])).status is FileStatus.UNCHANGED


@pytest.mark.parametrize("raw", ["{", "[]", '{"nbformat": 3, "worksheets": []}'])
def test_what_is_no_notebook_fails_with_a_reason(raw: str) -> None:
    outcome = _run(raw)

    assert outcome.status is FileStatus.FAILED
    assert "notebook" in outcome.reason
