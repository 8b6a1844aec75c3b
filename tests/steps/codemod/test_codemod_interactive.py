"""Choosing among conditional findings, and what comes of the choice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ftmigrate.model.configuration import Configuration
from ftmigrate.model.finding import Finding, Safety
from ftmigrate.model.progress import Silent
from ftmigrate.steps import codemod
from ftmigrate.steps.codemod_interactive import Candidate, Key, Review, candidates, choose

SOURCE = """import os
if os.environ.get("X"):
    class A: ...
class B:
    def g(self) -> "B": ...
def f(x: "A"): ...
def h(x: "A"): ...
"""


def _candidate(path: str, line: int) -> Candidate:
    return Candidate(path, Finding("ANN001", line, 0, line, 1, Safety.CONDITIONAL, "m", applied=True))


EVERY = [_candidate("a.py", 1), _candidate("a.py", 2), _candidate("a.py", 3), _candidate("b.py", 1)]


def _answers(keys: str) -> Callable[[Candidate], Key]:
    left = iter(keys)
    return lambda one: Key(next(left))


@pytest.mark.parametrize(
    ("keys", "accepted"),
    [
        ("yyyy", [0, 1, 2, 3]),
        ("nnnn", []),
        ("nyny", [1, 3]),
        ("nan", [1, 2]),
        ("ydy", [0, 3]),
        ("yq", [0]),
        ("aq", [0, 1, 2]),
        ("q", []),
    ],
)
def test_keys(keys: str, accepted: list[int]) -> None:
    assert choose(EVERY, _answers(keys)) == {EVERY[index] for index in accepted}


def _review(project: Path) -> Review:
    (project / "a.py").write_text(SOURCE)
    safe, unsafe = (
        codemod.run(project, Configuration(), unsafe=unsafe, cache=False, progress=Silent()).outcomes
        for unsafe in (False, True)
    )
    return Review(project, Configuration(), safe, candidates(unsafe))


def test_each_finding_is_shown_alone_and_only_the_accepted_applied(tmp_path: Path) -> None:
    review = _review(tmp_path)
    first, second = review.every
    safe = SOURCE.replace('"B"', "B")

    assert (review.alone(first).before, review.alone(first).after) == (
        safe,
        safe.replace('f(x: "A")', "f(x: A)"),
    )
    assert review.result(frozenset({second}))[0].after == safe.replace('h(x: "A")', "h(x: A)")
    assert review.result(frozenset())[0].after == safe
