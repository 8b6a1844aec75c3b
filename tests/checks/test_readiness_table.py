"""Well-known packages: what the index said one day, and what was found by hand to be true of it.

`expected.csv`: the class on 3.14t a platform, read off the file names by hand; `uv_313t` is what uv
installed on a real 3.13t with --only-binary ("none": it refused, empty: not tried or held back by
another package); `import_313t` what importing that did to the GIL. `scripts/refresh_readiness_table`
records the index's answers anew.
"""

import csv
import json
from functools import cache
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from ftmigrate.checks.readiness_index import Question, judge_listing
from ftmigrate.checks.readiness_tags import accepted, platform_tags
from ftmigrate.checks.releases import releases
from ftmigrate.model.auditing import PackageOnTarget, Readiness
from ftmigrate.model.package_index import IndexFile, Listing, Lookup

TABLE = Path(__file__).parent / "readiness_table"
COLUMNS = {
    "linux": "linux-x86_64",
    "windows": "windows-x86_64",
    "macos": "macos-arm64",
    "musllinux": "musllinux-x86_64",
}
with (TABLE / "expected.csv").open(newline="") as opened:
    EXPECTED = {row["name"]: row for row in csv.DictReader(opened)}


@cache
def answers() -> dict[str, Listing]:
    files = json.loads((TABLE / "answers.json").read_bytes())["files"]
    return {
        name: Listing(name, Lookup.FOUND, tuple(IndexFile(*row) for row in rows))
        for name, rows in files.items()
    }


def judge(name: str, platform: str, minor: int) -> PackageOnTarget:
    listing, tags = answers()[name], platform_tags(platform)
    return judge_listing(
        Question(
            listing=listing,
            found=releases(listing, f"3.{minor}.2"),
            accepts=accepted((3, minor), True, tags, f"3.{minor}t"),
            gil=accepted((3, minor), False, tags, f"3.{minor}"),
            python=f"3.{minor}.2",
            pins=SpecifierSet(),
        )
    )


def test_there_are_enough_and_of_every_kind() -> None:
    assert len(EXPECTED) >= 40
    kinds = {row[column] for row in EXPECTED.values() for column in COLUMNS}
    assert kinds == {"pure", "pure-fallback", "native-wheel", "abi3-only", "builds-from-source"}


@pytest.mark.parametrize("name", EXPECTED)
def test_class_on_each_platform(name: str) -> None:
    row = EXPECTED[name]
    found = {column: judge(name, platform, 14) for column, platform in COLUMNS.items()}
    assert {c: e.kind for c, e in found.items()} == {c: row[c] for c in COLUMNS}
    assert {entry.version for entry in found.values()} == {row["version"]}


@pytest.mark.parametrize("name", [name for name, row in EXPECTED.items() if row["uv_313t"]])
def test_the_version_is_the_one_that_uv_took_on_a_real_interpreter(name: str) -> None:
    entry = judge(name, "linux-x86_64", 13)
    taken = entry.version if entry.status is Readiness.READY else "none"
    assert taken == EXPECTED[name]["uv_313t"], entry.evidence
