import dataclasses
from types import MappingProxyType
from typing import Any

import pytest

from ftmigrate.model.configuration import BenchSettings, CodemodSettings, Concurrency, Configuration
from ftmigrate.model.configuration_schema import configuration_of, table_of
from ftmigrate.model.errors import UsageError


def test_the_documented_table_is_understood() -> None:
    read = configuration_of(
        {
            "targets": ["3.14", "3.14t"],
            "stand-in": "3.13t",
            "providers": ["path", "uv"],
            "environments": ".envs/{target}",
            "include": ["src"],
            "groups": ["test"],
            "codemod": {"select": ["ANN"], "concurrency": "threads"},
            "verify": {"command": "python -m pytest -q"},
            "bench": {"budget": 30, "commands": {"index": "python -m app.index data/"}},
        },
        "pyproject.toml",
    )
    assert read.stand_in == "3.13t" and read.groups == ("test",)
    assert read.codemod == CodemodSettings(select=("ANN",), concurrency=Concurrency.THREADS)
    assert read.bench.budget == 30.0
    assert read.bench.commands["index"] == "python -m app.index data/"


@pytest.mark.parametrize(
    ("table", "what", "hint"),
    [
        ({"target": ["3.14"]}, "`target`", "`targets`"),
        ({"stand_in": "3.13t"}, "`stand_in`", "`stand-in`"),
        ({"codemod": {"selekt": []}}, "`codemod.selekt`", "`select`"),
        ({"bench": {"comands": {}}}, "`bench.comands`", "`commands`"),
        ({"xyzzy": 1}, "`xyzzy`", "Known: targets"),
        ({"targets": "3.14"}, "list of texts", ""),
        ({"targets": []}, "empty", ""),
        ({"targets": ["3.14t", "3.14+freethreaded"]}, "twice", ""),
        ({"targets": ["python3.14t"]}, "'python3.14t'", "'3.14t'"),
        ({"stand-in": "3.13"}, "free-threaded", "3.13t"),
        ({"providers": ["homebrw"]}, "'homebrw'", "`homebrew`"),
        ({"environments": ".venv"}, "{target}", ""),
        ({"environments": "../{target}"}, "inside the project", ""),
        ({"environments": "/tmp/{target}"}, "inside the project", ""),
        ({"codemod": {"concurrency": "thread"}}, "'thread'", "`threads`"),
        ({"codemod": ["ANN"]}, "must be a table", "[tool.ftmigrate.codemod]"),
        ({"verify": {"timeout": True}}, "not true", ""),
        ({"bench": {"budget": 0}}, "above 0", ""),
        ({"bench": {"commands": {"a": 3}}}, "`bench.commands.a`", ""),
    ],
)
def test_a_wrong_table_is_refused_with_the_nearest_right_one(
    table: dict[str, Any], what: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        configuration_of(table, "pyproject.toml")
    assert caught.value.where == "pyproject.toml"
    assert what in caught.value.what
    assert hint in caught.value.hint


def test_only_what_differs_is_written_and_reads_back_the_same() -> None:
    configuration = dataclasses.replace(
        Configuration(),
        stand_in="3.13t",
        bench=BenchSettings(commands=MappingProxyType({"a": "b c"})),
    )
    table = table_of(configuration, {})
    assert table == {
        "targets": ["3.14", "3.14t"],
        "stand-in": "3.13t",
        "bench": {"commands": {"a": "b c"}},
    }
    assert configuration_of(table, "x") == configuration
