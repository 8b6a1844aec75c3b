"""`git apply` takes every diff, whatever the lines end with."""

import difflib
import random
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.renderers.diff import patched, unified


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('x: "int"\n', "x: int\n"),
        ('x: "int"', "x: int"),
        ('x: "int"\r\ny = 1\r\n', "x: int\r\ny = 1\r\n"),
        ('a\n\x0c\nx: "int"\n', "a\n\x0c\nx: int\n"),
        ('x = 1\ny: "int"', "x = 1\ny: int\n"),
        ('é = 1\u2028\nx: "int"\n', "é = 1\u2028\nx: int\n"),
    ],
)
def test_git_apply_accepts_it(before: str, after: str, tmp_path: Path) -> None:
    (tmp_path / "a b.py").write_bytes(before.encode())
    diff = unified(FileOutcome("a b.py", FileStatus.CHANGED, before=before, after=after))
    (tmp_path / "d.patch").write_bytes(diff.encode())
    subprocess.run(["git", "apply", "--whitespace=nowarn", "d.patch"], cwd=tmp_path, check=True)
    assert (tmp_path / "a b.py").read_bytes() == after.encode()
    for bom in (False, True):
        one = FileOutcome("a b.py", FileStatus.CHANGED, before=before, after=after, bom=bom)
        assert patched(before, replace(one, diff=unified(one))) == after


@pytest.mark.parametrize("seed", range(60))
def test_the_diff_and_the_old_text_make_the_new_text(seed: int) -> None:
    chance = random.Random(seed)
    lines = [
        chance.choice(["", "x", "-- a", "++ b", "@@ -1 +1 @@", "\\ No", "\x0c", "a\rb"]) for _ in range(50)
    ]
    old = "\n".join(lines[: chance.randrange(51)]) + chance.choice(["", "\n"])
    new = "\n".join(line + "!" * (chance.random() < 0.1) for line in lines if chance.random() > 0.1)
    outcome = FileOutcome("a\nb.py", FileStatus.CHANGED, before=old, after=new)
    assert patched(old, replace(outcome, diff=unified(outcome))) == new


def test_no_change_is_no_diff() -> None:
    assert unified(FileOutcome("a.py", FileStatus.UNCHANGED, before="x\n", after=None)) == ""


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("taken_out", [True, False])
def test_lines_of_one_place_are_shown_as_difflib_does(seed: int, taken_out: bool) -> None:
    chance = random.Random(seed)
    lines = [f"{number}\n" for number in range(chance.randrange(1, 20))]
    start = chance.randrange(len(lines))
    fewer = lines[:start] + lines[chance.randrange(start, len(lines)) + 1 :]
    old, new = (lines, fewer) if taken_out else (fewer, lines)
    outcome = FileOutcome("a.py", FileStatus.CHANGED, before="".join(old), after="".join(new))
    assert unified(outcome) == "".join(difflib.unified_diff(old, new, "a/a.py", "b/a.py"))
    assert patched("".join(old), replace(outcome, diff=unified(outcome))) == "".join(new)


@pytest.mark.parametrize("seed", range(40))
def test_lines_that_stay_where_they_are_are_shown_as_difflib_does(seed: int) -> None:
    chance = random.Random(seed)
    old = [f"{number}\n" for number in range(chance.randrange(1, 60))]
    new = [f"{line[:-1]}!\n" if chance.random() < 0.15 else line for line in old]
    if chance.random() < 0.5:
        old[-1], new[-1] = old[-1].rstrip(), new[-1].rstrip()
    outcome = FileOutcome("a.py", FileStatus.CHANGED, before="".join(old), after="".join(new))
    lines = difflib.unified_diff(old, new, "a/a.py", "b/a.py")
    ends = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    assert unified(outcome) == "".join(ends)


@pytest.mark.parametrize("seed", range(40))
def test_lines_put_in_in_several_places_are_shown_as_difflib_does(seed: int) -> None:
    chance = random.Random(seed)
    old = [f"{number}\n" for number in range(chance.randrange(150, 250))]
    new = [*old]
    for number in range(3):
        at = chance.randrange(40, 120)
        new[at:at] = [f"new {number}\n"] * chance.randrange(1, 3)
    outcome = FileOutcome("a.py", FileStatus.CHANGED, before="".join(old), after="".join(new))
    assert unified(outcome) == "".join(difflib.unified_diff(old, new, "a/a.py", "b/a.py"))
