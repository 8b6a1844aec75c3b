"""Which interpreter answers a request."""

from pathlib import Path

import pytest

from ftmigrate.model.interpreter import Interpreter, Jit
from ftmigrate.model.target import Target
from ftmigrate.steps.choosing import choose


def an(version: str, *, free: bool = False, jit: Jit = Jit.NONE, debug: bool = False, provider: str = "path",
       implementation: str = "cpython") -> Interpreter:  # fmt: skip
    path = Path(f"/{provider}/{implementation}{version}{'t' if free else ''}{'d' if debug else ''}")
    return Interpreter(
        path=path, base=path, version=version, implementation=implementation, free_threaded=free,
        gil_enabled=not free, jit=jit, debug=debug, provider=provider,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("request_text", "found", "expected"),
    [
        ("3.14", [an("3.14.2", free=True)], None),
        ("3.14t", [an("3.14.2")], None),
        ("3.14", [an("3.14.2", free=True), an("3.14.1")], 1),
        (">=3.14", [an("3.14.2", free=True), an("3.15.1")], 1),
        (">=3.14t", [an("3.14.2"), an("3.15.1", free=True)], 1),
        (">=3.14", [an("3.14.0rc1"), an("3.13.9")], None),
        ("3.14", [an("3.14.0rc3"), an("3.14.0")], 1),
        ("3.14.0rc3", [an("3.14.0rc3"), an("3.14.0")], 0),
        ("3.15", [an("3.15.0a2")], None),
        ("3.15.0a2", [an("3.15.0a2")], 0),
        ("3.14", [an("3.14.2", debug=True)], None),
        ("3.14+debug", [an("3.14.2"), an("3.14.1", debug=True)], 1),
        ("3.14+jit", [an("3.14.2"), an("3.14.1", jit=Jit.AVAILABLE)], 1),
        ("3.14", [an("3.14.2", jit=Jit.ENABLED)], 0),
        ("3.14", [an("3.14.2", implementation="pypy")], None),
        ("3.14.2t", [an("3.14.1", free=True), an("3.14.2", free=True)], 1),
        # The first on PATH is what the user meant; of one manager's versions, the newest.
        ("3.14", [an("3.14.1"), an("3.14.9")], 0),
        ("3.14", [an("3.14.1", provider="uv"), an("3.14.9", provider="uv")], 1),
        ("3.14", [an("3.14.9", provider="uv"), an("3.14.10", provider="uv")], 1),
        ("3.14", [an("3.14.1", provider="uv"), an("3.14.9", provider="debian")], 0),
        ("3.14", [], None),
    ],
)
def test_the_right_one_is_chosen(request_text: str, found: list[Interpreter], expected: int | None) -> None:
    wanted = None if expected is None else found[expected]
    assert choose(Target.parse(request_text), found) == wanted
