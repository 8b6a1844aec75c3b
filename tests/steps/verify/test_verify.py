"""A verification of two trees, with real interpreters and a real test suite."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ftmigrate.host.worktrees import copy_of
from ftmigrate.model.checking import Check, CheckStatus, Outcome, Verdict, Verification
from ftmigrate.model.configuration import Configuration, VerifySettings
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.progress import Silent
from ftmigrate.steps.verify import verify

pytestmark = pytest.mark.interpreters
CONFIGURATION = Configuration(groups=("test",))

UNQUOTED = (
    ('parent: "Node | None"', "parent: Node | None"),
    ('leaves: "list[Leaf]"', "leaves: list[Leaf]"),
    ('count: "ClassVar[int]"', "count: ClassVar[int]"),
    ('leaf: "Leaf") -> "Node"', "leaf: Leaf) -> Node"),
    ('-> "Leaf | None"', "-> Leaf | None"),
    ("""colour: "Annotated[str, 'a name']\"""", "colour: Annotated[str, 'a name']"),
    ('kind: \'Literal["oak", "ash"]\'', 'kind: Literal["oak", "ash"]'),
    ('*more: "Node") -> "Node"', "*more: Node) -> Node"),
)


def changed(project: Path, path: str, *replacements: tuple[str, str]) -> dict[str, bytes | None]:
    text = (project / path).read_text()
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return {path: text.encode()}


def verified(
    project: Path,
    environments: Sequence[Environment],
    overrides: dict[str, bytes | None],
    only: Sequence[str] = (),
) -> Verification:
    with copy_of(project) as before, copy_of(project, overrides) as after:
        return verify(before, after, environments, CONFIGURATION, only=only, progress=Silent())


def the(result: Verification, name: str, environment: Environment) -> Check:
    (check,) = [c for c in result.checks if c.id == name and c.target == environment.label]
    return check


def test_unquoted_annotations_are_the_same_program(small: Path, both: Sequence[Environment]) -> None:
    result = verified(small, both, changed(small, "src/small/tree.py", *UNQUOTED))
    statuses = {(c.id, c.target): c.status for c in result.checks}
    for environment in both:
        for check in ("races", "parallelism", "cold"):  # it has no pool, and nothing runs in threads
            assert statuses.pop((check, environment.label)) is CheckStatus.SKIP
    assert list(statuses.values()) == [CheckStatus.PASS] * 5, result.checks
    assert result.verdict is Verdict.PASS
    tests = the(result, "tests", both[0])
    assert "1 failed before already: tests/test_tree.py::test_broken_before" in tests.detail
    assert any("test_broken_before: AssertionError" in line or "assert" in line for line in tests.lines)
    annotations = the(result, "annotations", both[0])
    assert any("small.optional: ModuleNotFoundError" in line for line in annotations.lines)
    after = result.runs[-1]
    assert after.gil_enabled is False
    assert after.outcomes["tests/test_tree.py::test_left_out"] is Outcome.SKIPPED
    assert after.outcomes["tests/test_tree.py::test_known"] is Outcome.XFAILED


def test_a_hint_that_changes_is_named(small: Path, gil_environment: Environment) -> None:
    overrides = changed(
        small, "src/small/tree.py", ('-> "Leaf | None"', "-> Leave | None"), ('width: "float"', "width: int")
    )
    result = verified(small, [gil_environment], overrides, only=["annotations"])
    assert result.verdict is Verdict.FAIL
    found = {(o.module, o.qualname, o.name, o.file) for o in result.offences}
    assert found == {
        ("small.tree", "Node.first", "return", "src/small/tree.py"),
        ("small.tree", "Leaf.Vein", "width", "src/small/tree.py"),
    }


def test_a_name_bound_while_type_checking_only_must_stay_quoted(
    small: Path, gil_environment: Environment
) -> None:
    overrides = changed(small, "src/small/lost.py", ('"Decimal"', "Decimal"))
    result = verified(small, [gil_environment], overrides, only=["annotations"])
    (offence,) = result.offences
    assert (offence.qualname, offence.name) == ("price", "return")
    assert "NameError" in offence.reason


def test_what_one_module_resolves_is_not_taken_for_another(small: Path, both: Sequence[Environment]) -> None:
    """Both write the same `Callable[["Own"], None]`, which typing makes one object; only one knows `Own`."""
    own = "from typing import Callable\nclass Own: ...\ndef use() -> Callable[[%s], None]: ...\n"
    other = (
        "from typing import TYPE_CHECKING, Callable\nif TYPE_CHECKING:\n    from small.own import Own\n"
        "def use() -> Callable[['Own'], None]: ...\n"
    )
    files = {"src/small/user.py": other.encode()}
    quoted = files | {"src/small/own.py": (own % "'Own'").encode()}
    unquoted = files | {"src/small/own.py": (own % "Own").encode()}
    with copy_of(small, quoted) as before, copy_of(small, unquoted) as after:
        result = verify(before, after, both, CONFIGURATION, only=["annotations"], progress=Silent())
    assert [check.status for check in result.checks] == [CheckStatus.PASS] * 2, result.checks


def test_a_module_that_no_longer_imports_is_an_offence_with_its_line(
    small: Path, gil_environment: Environment
) -> None:
    overrides = changed(small, "src/small/tree.py", ("class Leaf:", "class Leaf(Gone):"))
    result = verified(small, [gil_environment], overrides, only=["annotations"])
    (offence,) = result.offences
    assert (offence.module, offence.file) == ("small.tree", "src/small/tree.py")
    assert "class Leaf(Gone)" in overrides["src/small/tree.py"].decode().splitlines()[offence.line - 1]  # type: ignore[union-attr]


def test_a_newly_failing_test_fails_the_migration(small: Path, gil_environment: Environment) -> None:
    overrides = changed(small, "src/small/tree.py", ("self.leaves.append(leaf)", "pass"))
    result = verified(small, [gil_environment], overrides, only=["tests"])
    (check,) = result.checks
    assert check.status is CheckStatus.FAIL
    assert "1 test newly failing: tests/test_tree.py::test_a_node_grows" in check.detail
    assert [run.phase for run in result.runs] == ["before"] * 3 + ["after"]


def test_a_flaky_test_is_named_and_not_judged(
    small: Path, gil_environment: Environment, tmp_path: Path
) -> None:
    counter = tmp_path / "count"
    flaky = f"""
from pathlib import Path
def test_every_second_time():
    path = Path({str(counter)!r})
    count = int(path.read_text()) if path.exists() else 0
    path.write_text(str(count + 1))
    assert count % 2 == 0
"""
    with copy_of(small, {"tests/test_flaky.py": flaky.encode()}) as project:
        result = verify(project, project, [gil_environment], CONFIGURATION, only=["tests"], progress=Silent())
    (check,) = result.checks
    assert check.status is CheckStatus.PASS, check
    assert (
        "1 flaky before the migration, not judged: tests/test_flaky.py::test_every_second_time"
        in check.detail
    )


def test_a_suite_that_does_not_end_is_stopped_and_the_test_named(
    small: Path, gil_environment: Environment
) -> None:
    slow = b"import time\ndef test_waits():\n    time.sleep(60)\n"
    settings = replace(CONFIGURATION, verify=VerifySettings(timeout=4.0))
    with copy_of(small) as before, copy_of(small, {"tests/test_waits.py": slow}) as after:
        result = verify(before, after, [gil_environment], settings, only=["tests"], progress=Silent())
    (check,) = result.checks
    assert check.status is CheckStatus.FAIL
    assert "tests/test_waits.py::test_waits was running" in check.detail


def test_no_tests_is_a_skip_and_not_a_pass(small: Path, gil_environment: Environment) -> None:
    pyproject = (small / "pyproject.toml").read_text().replace("[tool.pytest.ini_options]", "[tool.other]")
    nothing: dict[str, bytes | None] = {"pyproject.toml": pyproject.encode(), "tests/test_tree.py": None}
    with copy_of(small, nothing) as tree:
        result = verify(tree, tree, [gil_environment], CONFIGURATION, progress=Silent())
    assert the(result, "tests", gil_environment).status is CheckStatus.SKIP
    assert result.verdict is Verdict.UNKNOWN
