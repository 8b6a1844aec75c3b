"""What `--json` prints is what the published schemas describe: no key missing, none undescribed."""

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ftmigrate.cli import main
from ftmigrate.renderers.json.schemas import DOCUMENTS, schema

ANYWHERE = {
    "rules": ["rules"],
    "explain": ["explain", "ANN001"],
    "schema": ["schema"],
    "completion": ["completion", "bash"],
    "python-list": ["python", "list"],
    "python-find": ["python", "find", "3.14"],
    "python-providers": ["python", "providers", "3.14t"],
}
IN_A_PROJECT = {
    "init": ["init", "--allow-stand-in"],
    "env-list": ["env", "list"],
    "env-path": ["env", "path", "3.14"],
    "env-sync": ["env", "sync"],
    "audit": ["audit"],
    "codemod": ["codemod"],
    "report": ["report"],
    "onboard": ["onboard", "--set", "tox", "--check"],
    "undo": ["undo"],
}


def closed(shape: Any) -> Any:
    """The schema with no key allowed beyond those described."""
    if isinstance(shape, list):
        return [closed(item) for item in shape]
    if not isinstance(shape, dict):
        return shape
    inner = {key: closed(value) for key, value in shape.items()}
    return {"additionalProperties": False, **inner} if "properties" in shape else inner


def check(name: str, document: dict[str, Any]) -> None:
    assert document["schema"] == f"ftmigrate.{name}/1"
    jsonschema.Draft202012Validator(closed(schema(name))).validate(document)


def printed(words: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    main.main([*words, "--json", "--quiet"])
    document = json.loads(capsys.readouterr().out)
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_schema_is_one_and_requires_what_it_describes(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"schema": f"ftmigrate.{name}/1"}, schema(name))


@pytest.mark.parametrize("name", ANYWHERE)
def test_documents_that_need_no_project(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    check(name, printed(ANYWHERE[name], capsys))


@pytest.mark.interpreters
@pytest.mark.slow
def test_documents_of_a_project(
    migrated: tuple[Path, dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, of_demo = migrated
    check("demo", of_demo)
    assert of_demo["verify"]["checks"] and of_demo["bench"]["measurements"] and of_demo["audit"]
    for name in ("verify", "bench", "audit", "codemod"):
        check(name, {"schema": f"ftmigrate.{name}/1", **of_demo[name]})
    for name, words in IN_A_PROJECT.items():
        if name != "undo":
            check(name, printed([*words, "--directory", str(folder)], capsys))
    copy = shutil.copytree(folder, tmp_path / "copy", symlinks=True)  # where nobody minds what is undone
    document = printed(["undo", "--directory", str(copy)], capsys)
    check("undo", document)
    assert document["restored"]
    check("env-remove", printed(["env", "remove", "--directory", str(copy)], capsys))
