"""Cutting bodies out and putting them in again, on the standard library and on texts that look alike."""

import ast
import warnings
from pathlib import Path
from textwrap import indent

import pytest

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.parsed import Function, Parsed
from ftmigrate.syntax.outline import cuts, edited

FOLDERS = ("asyncio", "email", "http", "json", "logging", "unittest", "xml", "importlib")
LIBRARY = Path(ast.__file__).parent
FILES = sorted(
    file
    for place in (*FOLDERS, ".")
    for file in (LIBRARY / place).glob("*.py")
    if file.stat().st_size < 100_000
)


def shown(tree: ast.AST) -> str:
    return ast.dump(tree, include_attributes=True)


def test_the_standard_library_comes_out_whole() -> None:
    cut, kept = 0, 0
    for file in FILES[::3]:
        text = file.read_text(encoding="utf-8", errors="surrogateescape")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = Parsed(file.name, text, cuts(text, strings=True))
            cut += sum(len(one.replacement.strip()) + one.end - one.start for one in parsed.cuts)
            kept += len(text)
            assert shown(parsed.tree) == shown(ast.parse(text)), file
    assert cut > kept / 3


def test_bodies_come_one_by_one() -> None:
    for file in FILES[1::16]:
        text = file.read_text(encoding="utf-8", errors="surrogateescape")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = Parsed(file.name, text, cuts(text, strings=True))
            functions = [one for one in ast.walk(parsed.outline) if isinstance(one, Function)]
            assert all(map(parsed.complete, functions))
            assert not parsed.cuts
            assert shown(parsed.outline) == shown(ast.parse(text)), file


def test_the_sites_of_annotations_are_the_same() -> None:
    for file in FILES[2::8]:
        text = file.read_text(encoding="utf-8", errors="surrogateescape")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            outlined = Module(file.name, text, cuts=cuts(text, strings=True))
            whole = Module(file.name, text)
        assert [_evaluated(outlined)] == [_evaluated(whole)], file


def _evaluated(module: Module) -> list[tuple[str, int, str]]:
    sites = module.scoping.sites
    return [(one.place, one.line, shown(one.annotation)) for one in sites if one.place != "never evaluated"]


BODY = "    first = 'a body that is long enough to be worth it'\n    return first, 'and goes on'\n"
FUNCTION = f"def function(a: int) -> str:\n{BODY}"


@pytest.mark.parametrize(
    "text",
    [
        f"{FUNCTION}",
        f"{FUNCTION}\n\n# after\nx = 1\n",
        FUNCTION.rstrip("\n"),
        f"class C:\n    @property\n{indent(f'async {FUNCTION}', '    ')}    y = 1\n",
        f"def function(\n    a=')', *, b: dict[str, int] = {{'x': 1}},  # :\n) -> list[int]:  # why\n{BODY}",
        f"def function[T: (int, str)](a: T = (lambda: 0)()) -> 'dict[str, T]':\n{BODY}",
        f'def function():\n    """Text\n\n    words of its own\n\n# and more\n    """\n\n{BODY}',
        f"if True:\n\t{FUNCTION}".replace("    ", "\t \t"),
        f"def ünder():\n{BODY}".replace("a body", "ein Körper"),
    ],
)  # fmt: skip
def test_a_body_is_cut(text: str) -> None:
    if "[T" in text:
        pytest.importorskip("annotationlib", reason="type parameters need Python 3.12")
    found = cuts(text, strings=True)
    assert len(found) == 1
    outline = edited(text, found)
    assert "worth it" not in outline
    assert outline.count("\n") >= text.count("\n")
    assert shown(Parsed("m.py", text, found).tree) == shown(ast.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        f'"""\n{FUNCTION}"""\n',
        f"x = '''\n{FUNCTION}'''\n",
        f"def function():\n    global x\n{BODY}",
        f"def function():\n    if x: nonlocal y\n{BODY}",
        f"def function():\n    class Local:\n        x: int\n{BODY}",
        f"def function():\n    async def inner(): ...\n{BODY}",
        f"def function():\n    x: 'int' = 1\n{BODY}",
        f"def function():\n    self.x: list['int'] = 1\n{BODY}",
        f'def function():\n    """Text\n\n    def inner():\n\n    """\n\n{BODY}',
        f'def function():\n    x = """\nno end of the body\n    """\n{BODY}',
        f"def function():\n{BODY}    x = 1 + \\\n2\n",
        f"def function(): return 1\nif True:\n{BODY.replace('return', 'x =')}",
        FUNCTION.replace("\n", "\r\n"),
    ],
)  # fmt: skip
def test_a_body_stays(text: str) -> None:
    assert cuts(text, strings=True) == ()


def test_brackets_that_end_left_of_the_body_make_no_difference() -> None:
    text = f"def function():\n    x = (\n1, 2)\n{BODY}"
    parsed = Parsed("m.py", text, cuts(text, strings=True))
    assert parsed.cuts == ()
    assert shown(parsed.outline) == shown(ast.parse(text))


def test_a_body_that_does_not_parse_is_told_when_it_is_asked_for() -> None:
    text = FUNCTION.replace("return first", "return return first")
    parsed = Parsed("m.py", text, cuts(text, strings=True))
    (function,) = parsed.outline.body
    assert isinstance(function, ast.FunctionDef)
    assert not parsed.complete(function)
    with pytest.raises(SyntaxError) as caught:
        _ = parsed.tree
    assert caught.value.lineno == 3


def test_a_function_comes_with_those_in_it() -> None:
    text = f"def outer():\n{indent(FUNCTION, '    ')}    return function\n"
    parsed = Parsed("m.py", text, cuts(text, strings=True))
    assert len(parsed.cuts) == 1
    (outer,) = parsed.outline.body
    assert isinstance(outer, ast.FunctionDef)
    assert parsed.complete(outer)
    assert shown(parsed.outline) == shown(ast.parse(text))


def test_strings_that_nobody_asks_for_do_not_keep_a_body() -> None:
    text = f"def function():\n    x: 'int' = 1\n{BODY}"
    assert len(cuts(text, strings=False)) == 1
