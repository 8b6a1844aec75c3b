"""Which rewritten files newly failing tests point at."""

from collections.abc import Callable, Collection, Iterable, Sequence

from ftmigrate.checks.tests_before_after import newly_bad
from ftmigrate.model.checking import AnnotationOffence, TestRun


def blamed_files(
    runs: Sequence[TestRun], changed: Collection[str], imported: Callable[[str], Iterable[str]]
) -> tuple[AnnotationOffence, ...]:
    """One offence for each file of `changed` that a newly failing test is in, else that its file imports.

    `imported` gives the dotted names that a file of the project imports. Paths are relative to the
    project, with forward slashes. A test that differs between runs of the old text blames nothing.
    """
    found: dict[str, AnnotationOffence] = {}
    for target in dict.fromkeys(run.target for run in runs):
        before = [run for run in runs if run.target == target and run.phase == "before"]
        after = [run for run in runs if run.target == target and run.phase == "after"]
        for test in _worse(before, after):
            for path in _blamed(test, changed, imported):
                reason = f"the test {test} newly fails on {target}"
                found.setdefault(path, AnnotationOffence("", "", "", path, reason, target=target))
    return tuple(found.values())


def _worse(before: Sequence[TestRun], after: Sequence[TestRun]) -> list[str]:
    if not before or not after:
        return []
    tests = newly_bad(before[0], after[-1])
    return [test for test in tests if len({run.outcomes.get(test) for run in before}) == 1]


def _blamed(test: str, changed: Collection[str], imported: Callable[[str], Iterable[str]]) -> list[str]:
    own = _file_of(test, changed)
    if own in changed:
        return [own]
    names = set(imported(own))
    return [path for path in changed if any(_is_module(path, name) for name in names)]


def _file_of(test: str, changed: Collection[str]) -> str:
    """`tests/test_a.py` of pytest's `tests/test_a.py::test_b`, unittest's `tests.test_a.Case.test_b`."""
    if "::" in test:
        return test.partition("::")[0]
    parts = test.split(".")
    paths = ["/".join(parts[:count]) + ".py" for count in range(len(parts), 0, -1)]
    return next((path for path in paths if path in changed), paths[max(0, len(paths) - 2)])


def _is_module(path: str, name: str) -> bool:
    """Whether a path is the file of a dotted name, whatever folder the sources lie in."""
    dotted = path.rpartition(".")[0].replace("/", ".").removesuffix(".__init__")
    return dotted == name or dotted.endswith(f".{name}")
