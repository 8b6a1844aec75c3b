import argparse
import json
from dataclasses import replace
from pathlib import Path

import pytest

from ftmigrate.bench.conclusions import surely_slower
from ftmigrate.cli.bench import FORMATS, exit_code, text
from ftmigrate.cli.main import main
from ftmigrate.model.errors import ExitCode
from ftmigrate.model.measuring import Benchmark, Comparison, Speed
from tests.renderers.a_benchmark import BENCHMARK


def slower(p_value: float, *, judged: bool = True) -> Comparison:
    return Comparison("x", 1.2, 1.1, 1.3, Speed.SLOWER, p_value=p_value, judged=judged)


def run(*rows: Comparison) -> Benchmark:
    return replace(BENCHMARK, comparisons=rows, failed=())


def test_slower_fails_only_where_that_was_asked_for() -> None:
    assert exit_code(run(slower(0.001)), None) is ExitCode.OK
    assert exit_code(run(slower(0.001)), "slower") is ExitCode.FINDINGS


def test_many_rows_need_more_evidence_each() -> None:
    """One row at p = 0.03 of five judged ones is what chance gives (Holm)."""
    same = replace(slower(0.6), verdict=Speed.SAME)
    assert exit_code(run(slower(0.03)), "slower") is ExitCode.FINDINGS
    assert exit_code(run(slower(0.03), same, same, same, same), "slower") is ExitCode.OK


def test_rows_that_stand_beside_the_verdict_never_fail_a_run() -> None:
    rows = (slower(0.001, judged=False), replace(slower(0.001), group="serial"))
    assert surely_slower(rows) == ()


def test_a_command_that_could_not_run_is_exit_code_4() -> None:
    assert exit_code(replace(run(), failed=("index",)), "slower") is ExitCode.PROJECT_COMMAND


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_a_text(format: str) -> None:
    assert "index" in text(BENCHMARK, format)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--budget", "0"], "above 0"),
        (["--budget", "nan"], "above 0"),
        (["--compare", "missing.json"], "no such file"),
        ([], "Run `ftmigrate init` first"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n')
    assert main(["--directory", str(tmp_path), "bench", *arguments]) == ExitCode.USAGE
    said = capsys.readouterr()
    assert said.out == ""
    assert message in said.err and "Traceback" not in said.err


def test_results_of_a_run_can_be_read_back(tmp_path: Path) -> None:
    from ftmigrate.host import results

    results.save(tmp_path, "bench", BENCHMARK)
    assert results.load(tmp_path, "bench", Benchmark) == BENCHMARK
    json.loads((tmp_path / ".ftmigrate" / "bench.json").read_text())


def test_options_are_all_documented() -> None:
    from ftmigrate.cli.bench import configure

    parser = argparse.ArgumentParser()
    configure(parser)
    assert all(action.help for action in parser._actions)
