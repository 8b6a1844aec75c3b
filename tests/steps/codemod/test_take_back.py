"""What a run showed to be wrong is taken back, and nothing else."""

from pathlib import Path

from ftmigrate.model.checking import AnnotationOffence
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.finding import FileStatus
from ftmigrate.model.progress import Silent
from ftmigrate.steps import codemod

SOURCE = 'class A: ...\ndef f(x: "A"): ...\ndef g(x: "A"): ...\ndef h(x: "A"): ...\n'


def _offence(line: int) -> AnnotationOffence:
    return AnnotationOffence("a", "f", "x", "a.py", "it raised NameError", line)


def test_offences_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SOURCE)
    (tmp_path / "b.py").write_text(SOURCE)
    first = codemod.run(tmp_path, Configuration(), cache=False, progress=Silent()).outcomes

    second = codemod.take_back(tmp_path, first, [_offence(2)], Configuration())
    third = codemod.take_back(tmp_path, second, [_offence(3)], Configuration())

    assert second[0].after == SOURCE.replace('"A"', "A").replace("f(x: A)", 'f(x: "A")')
    assert third[0].after == SOURCE.replace('h(x: "A")', "h(x: A)")
    assert third[1] == first[1]
    kept = [finding for finding in third[0].findings if not finding.applied]
    assert [(one.line, one.reasons[0].code, one.reasons[0].message) for one in kept] == [
        (2, "keep:observed", "it raised NameError"),
        (3, "keep:observed", "it raised NameError"),
    ]


def test_an_offence_without_a_line_takes_back_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SOURCE)
    outcomes = codemod.run(tmp_path, Configuration(), cache=False, progress=Silent()).outcomes

    (outcome,) = codemod.take_back(tmp_path, outcomes, [_offence(0)], Configuration())

    assert outcome.status is FileStatus.UNCHANGED
    assert outcome.after is None
