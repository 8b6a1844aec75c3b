"""The look at raw bytes: never misses an annotation with a string, and skips what is common."""

import pytest

from ftmigrate.syntax import suspects
from ftmigrate.syntax.prefilter import QuotedPlaces, may_have_quoted_annotation
from ftmigrate.syntax.suspects import Skeleton

WITH = (
    'x: "A"',
    "x : 'A' = 1",
    'def f(x:"A"): ...',
    'def f(x: r"A"): ...',
    'def f() -> "A": ...',
    "def f()->'A': ...",
    'def f(*a: *"A"): ...',
    'x: list["A"]',
    'x: A | "B"',
    'x: A[\n    "B"\n]',
    "x: dict[str,  # don't\n  'B']",
    'x: tuple[list[int],\n    "B"]',
    'def f(\n    x: (  # why\n        "A"\n    )): ...',
    'def f(x:\n    "A"): ...',
    'def f() -> dict[\n    str, "A"\n]: ...',
    'x: A |\\\n  "B"',
    'def f(x: A |\n      "B"): ...',
    'self.x: "A" = 1',
    'd["k"]: "A" = 1',
    'def f(x=": ", y: "A" = 1): ...',
    'def f(x={"a": 1}, y: "A" = 1): ...',
    'type X = "A"',
    'type X[T] = (\n    "A"\n)',
    'type\tX = "A"',
    'x = """a\nb\'s"""; y: "A" = 1',
    'x = "a\\\nb"; y: "A"',
    'd["""a\nb"""]: list["A"] = 1',
    'def f[T: "A"](x): ...',
    'class C[T: "A"]: ...',
    'def f(x=lambda a, b: 1, y: "A" = 1): ...',
    'from typing import Literal\ndef f(x: Literal["a"] | "B"): ...',
    'from typing import Literal\ndef f(x: Literal["a"]\n    | "B"): ...',
    'from typing import Literal\nx: dict[Literal["a"], "B"]',
    'class C[T: tuple[list[int], "A"]](B): ...',
    'class C[T = dict[int, list["A"]]](B): ...',
    'from typing import Literal\nfor Literal in x: y: Literal["a"]',
    'from typing import Literal\nx = 1  # no literals\nLiteral = dict\ny: Literal["a"]',
    'from mine import Literal\ndef f(x: Literal["a"]): ...',
)
WITHOUT = (
    'd = {"a": "b"}',
    'print("a:", "b")',
    'def f():\n    """Docs."""',
    'class A:\n    """Docs: "quoted"."""',
    'f = lambda x: "A"',
    'x = "a" if b else "c"',
    'if x: print("a")',
    "else: 'a'",
    '# x: "A"',
    'x: int = "A"',
    'def f(x: int = "A") -> int: return "A"',
    'def f(x=lambda a, b: "A"): ...',
    'def f(x, y=lambda *a: "A" + a): ...',
    'if x:\n    return "A"',
    'from typing import Literal\ndef f(x: int | Literal["a", b"b"] | None, y: Literal[\'c\',]=1): ...',
    'from typing import Literal\nclass A:\n    x: Literal["a"]\n    y: typing.Literal["b"] | int\n    z = 1',
    'from typing import Literal\ndef f() -> Literal["a"]: ...',
    'from typing import Literal\n# what a Literal is\ndef f(x: Literal["a"]):\n    """A `Literal`."""',
    'class C[T: (list[dict[str, int]], str)](A["B"]): ...',
    'class C[T = dict[int, list[int]]](A): x = "a"',
    'x: list[int] | dict[str, A] | None = "A"',
)


@pytest.mark.parametrize("text", WITH)
def test_found(text: str) -> None:
    assert may_have_quoted_annotation(text.encode())
    assert may_have_quoted_annotation(text.replace("\n", "\r\n").encode())


@pytest.mark.parametrize("text", WITHOUT)
def test_skipped(text: str) -> None:
    assert not may_have_quoted_annotation(text.encode())


HARD = (
    # what stands before on the line says nothing inside a header
    'def f(x=lambda a: 1, y: "A" = 1): ...',
    'def f(x=[i for i in y], z: "A" = 1): ...',
    "def f(x={'a': {}}, y: 'A' = 1): ...",
    # a first suspicion that proves unfounded must not hide the next one
    'def f(a: dict[str, int], b: "A"): ...',
    'def f(a: L["x"], b: "A"): ...',
    'from typing import Literal\ndef f(a: Literal["x"], b: Literal["y"], c: "A"): ...',
    # unions over lines
    'def f(\n    x: A\n    | "B",\n): ...',
    'def f(\n    x: None | dict[\n        str, "B"\n    ],\n): ...',
    'x: A[int] | B[\n    "C"\n]',
    # names that only look like those of typing
    'from typing import Literal\nclass Literal: ...\nx: Literal["A"]',
    'from jaxtyping import Float as Literal\nx: Literal["A"]',
    'from typing import Annotated\nx: Annotated["A", "meta"]',
    # targets
    'd["(", 1]: "A" = 1',
    'd[\n    "k"\n]: "A" = 1',
    '(x): "A" = 1',
    'if a: x: "A" = 1',
    'x: "A"; y = 1',
    'x: "A"  # why',
    'd = {}\nx: "A"\n',
    # calls and conditions, which the rule reports and keeps
    'def f(x: Arg("T")): ...',
    'def f(x: A or "B"): ...',
    '"""Docs: x"""\nx: "A"',
    # type parameters
    'class C[T: "A"]:\n    x = 1',
    'def f[T = "A"](x): ...',
    'class C[T = list["A"]]: ...',
    'def f[\n    T: int,\n    *Ts = "A",\n](x): ...',
    'if a:\n    type X[T] = list["A"]',
    'f"{d["k"]}"\nx: "A"',
    's = "\\"" + \'"\'\nx: "A"',
    # aliases
    'type X[T: "A"] = list[T]',
    'type X[T = "A"] = list[T]',
    'type X[\n    T: "A",\n] = list[T]',
    'type X \\\n  = "A"',
    'type X = list[int] | dict[\n    str, "A"\n]',
    'x = 1; type X = "A"',
    '\ufefftype X = "A"',
    'x = 1\rtype X = "A"',
    # brackets that closed before
    'd = {\n    a: b,\n}\nx: "A"',
    'f"{d["k"]}"\n\nd[f"{a["["]}"] = 1\n\nx: "A"',
    '"""{\n\n["""\nx: "A"',
    'd = "a"; x: "A" = 1',
    'def f(x="a", y: "A" = 1): ...',
    'for x in "a": y: "A" = 1',
    # strings that look like something else when what is between them is gone
    'x = "a" "b"\ny: "A"',
    "x = 'a''b'\ny: 'A'",
    'x = "" "a"\ny: "A"',
    '"""One ""two"" three."""\ny: "A"',
    'x = "\'" + \'"\'\ny: "A"',
    'x = "\'\'\'"\ny: "A"',
    "x = '''\"\"\"'''\ny: \"A\"",
    # escapes
    'x = "\\\\"\ny: "A"',
    'x = "\\\\\\""\ny: "A"',
    'x = "\\:", "\\>"\ny: "A"',
    'x = "a\\\nb"\ny: "A"',
    '# a comment \\\ny: "A"',
    'x = "# no comment \\\n"\ny: "A"',
    'x = f"{\n    y\n}"\nz: "A"',
    # a string that is no type comes first
    'def f(x: Union[Annotated[int, Field(title="a")], "B"]): ...',
    'def f(x: A[B(c=1), "D"]): ...',
    'def f(x: A[\n    # why\n    B[(C, D)],\n    E["F"],\n]): ...',
    'é: "A"',
    'x: É["A"]',
    'x:\f"A"',
    'class C:\n    x: "A"\n',
    'if a > b:\n    x: "A"\n',
    'def f() -> A[B] | None | "C": ...',
    # nested deeper than anyone looks
    'x: A[B[C[D[E[F[G["H"]]]]]]]',
    'd = {1: {2: {3: {4: {5: 6}}}}}\nx: "A"',
    # what is broken is for the parser to tell
    '"""',
    "x = 1\0",
)
EASY = (
    'from typing import Literal\nx: Literal["a"]\ndef f(x: list[Literal["b"]]) -> Literal["c"]: ...',
    'from typing import Annotated\nx: Annotated[int, "meta"]',
    'import typing\nx: typing.Literal["a"]',
    '"""\nx: "A"\n"""',
    'd = {\n    KEY: "a",\n    OTHER: "b"\n}',
    'f(\n    x[a:"b"],\n)',
    'def f(x: int): return {x: "a"}',
    '# def f(x: "A") -> "B": ...\n',
    'a = b | d["k"]',
    'x = type (a) == "A"',
    'the_type = f(\n    type = "A",\n)',
    '# type X = "A"',
    'from typing import Literal\ntype X = Literal["a"]\ntype Y = list[X]',
    'from typing import Literal\nX: TypeAlias = (\n    int\n    | list[Literal["a"]]\n)',
    'd = {\n    key: value["a"]\n    for key, value in e\n}',
    'd = {\n    key: f"{value}"\n    if key\n    else ""\n}',
    'd = {1: {2: {A: "b"}}}',
    'def f(x: Annotated[int, Field(title="a", gt=0)]): ...',
    'if a:\n    raise B("c")',
    'if a: raise B("c")',
    'with a: return {b: "c"}',
    '"""\n:param x: y["z"]\n:param a: the \\"b\\"\n"""',
    'x[a:] = b["c"]',
)


@pytest.mark.parametrize("text", HARD)
def test_found_where_it_is_hard(text: str) -> None:
    assert may_have_quoted_annotation(text.encode())


@pytest.mark.parametrize("text", EASY)
def test_told_from_what_only_looks_so(text: str) -> None:
    assert not may_have_quoted_annotation(text.encode())


IN_PARTS = '''\
# é → 𝒳
def f(x: int):
    y: int = "ü"
    return {"a": "b"}

def g(x: "A"):
    y: list["é"] = []

class C:
    def h(self):
        type X = "A"
    def i(self):
        class D[T: "A"]: ...
    def j(self):
        """def k(x: "A")"""
'''


def test_told_by_parts() -> None:
    places = QuotedPlaces(IN_PARTS)
    starts = [IN_PARTS.index(f"def {name}") for name in "fghij"]
    ends = [*starts[1:], len(IN_PARTS)]
    found = [places.within(start, end) for start, end in zip(starts, ends, strict=True)]

    assert found == [False, True, True, True, False]
    assert not places.within(starts[0], IN_PARTS.index('"A"') - 5)


def test_what_cannot_be_read_may_be_anything() -> None:
    text = 'x: "A"\ny: list["B"]\nz = 1\n"""'
    assert QuotedPlaces(text).within(text.index("z"), len(text))


@pytest.mark.parametrize("text", [*WITH, *WITHOUT, IN_PARTS, 'x = "\\\\\n\\"\n: \'"\ny = 1  # why\\\nz: "A"'])
def test_large_files_are_taken_apart_at_ends_of_lines(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = list(Skeleton(text.encode()).suspects())
    monkeypatch.setattr(suspects, "_PIECE", 3)
    assert list(Skeleton(text.encode()).suspects()) == at_once
