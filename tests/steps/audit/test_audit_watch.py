"""Two audits, one file between them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ftmigrate.model.auditing import Audit, Go, Kind, PackageOnTarget, PackageReadiness, Readiness
from ftmigrate.model.errors import UsageError
from ftmigrate.steps.audit_watch import watch

OLD = PackageOnTarget(
    Readiness.BUILDS_FROM_SOURCE, None, ("1 has no wheel",), kind=Kind.BUILDS_FROM_SOURCE, version="1"
)
NEW = PackageOnTarget(Readiness.READY, "x-2.whl", ("x-2.whl of 2026-11-01",), version="2")


def audit(**packages: PackageOnTarget) -> Audit:
    return Audit(
        verdict=Go.GO if all(p.status is Readiness.READY for p in packages.values()) else Go.WAIT,
        profile="local",
        packages=tuple(PackageReadiness(name, p.version, {"3.14t": p}) for name, p in packages.items()),
        as_of="2026-11-20T10:00:00+00:00",
    )


def test_the_first_audit_is_kept_and_the_same_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "last.json"
    assert watch(path, audit(x=OLD)) is None
    assert json.loads(path.read_bytes())["schema"] == "ftmigrate.audit/1"
    assert watch(path, audit(x=OLD)) == ()


def test_a_wheel_that_came_is_told_with_its_evidence(tmp_path: Path) -> None:
    path = tmp_path / "last.json"
    watch(path, audit(x=OLD, gone=OLD))
    assert watch(path, audit(x=NEW, fresh=NEW)) == (
        "the verdict was wait and is go since 2026-11-20",
        "x 2 on 3.14t: was builds-from-source, is ready since 2026-11-20: x-2.whl of 2026-11-01",
        "fresh 2 is a new dependency",
        "gone is no dependency any more",
    )


def test_another_class_another_wheel_and_another_import_are_changes(tmp_path: Path) -> None:
    path = tmp_path / "last.json"
    watch(path, audit(a=NEW, b=NEW, c=NEW))
    told = watch(
        path,
        audit(
            a=replace(NEW, kind=Kind.PURE),
            b=replace(NEW, wheel="x-3.whl"),
            c=replace(NEW, gil_on_import=False),
        ),
    )
    assert told is not None
    assert [line.partition(": ")[2].split(" since")[0] for line in told] == [
        "was unknown, is pure",
        "has the wheel x-3.whl",
        "the GIL stays off when it is imported",
    ]


@pytest.mark.parametrize("text", ["", "[]", '{"schema": "other"}', '{"schema": "ftmigrate.audit/1"}'])
def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(text)
    with pytest.raises(UsageError, match="no audit of ftmigrate"):
        watch(path, audit(x=NEW))
    assert path.read_text() == text
