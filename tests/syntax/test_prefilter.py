"""The look at raw bytes: never misses an annotation with a string, and skips what is common."""

import pytest

from ftmigrate.syntax.prefilter import may_have_quoted_annotation

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
    'def f[T: "A"](x): ...',
    'class C[T: "A"]: ...',
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
)


@pytest.mark.parametrize("text", WITH)
def test_found(text: str) -> None:
    assert may_have_quoted_annotation(text.encode())
    assert may_have_quoted_annotation(text.replace("\n", "\r\n").encode())


@pytest.mark.parametrize("text", WITHOUT)
def test_skipped(text: str) -> None:
    assert not may_have_quoted_annotation(text.encode())
