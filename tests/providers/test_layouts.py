"""On every known layout each interpreter is listed once, as the build it is, with who manages it."""

import os
from pathlib import Path

import pytest

from ftmigrate.host.probe_cache import ProbeCache
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.model.progress import Silent
from ftmigrate.model.target import Target
from ftmigrate.steps.choosing import choose
from ftmigrate.steps.interpreters import discover
from tests.providers.layouts import FREE, GIL, LAYOUTS, Layout, Site

pytestmark = [
    pytest.mark.interpreters,
    pytest.mark.skipif(os.name != "posix", reason="the machines are made of links"),
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_layout(
    layout: Layout, tmp_path: Path, gil_interpreter: Interpreter, free_threaded_interpreter: Interpreter
) -> None:
    root = tmp_path / "root"
    site = Site(root, {GIL: gil_interpreter, FREE: free_threaded_interpreter})
    layout.furnish(site)
    cache = ProbeCache(tmp_path / "cache.json")
    found = discover(Configuration(), Silent(), machine=site.machine(), cache=cache)

    def shown(path: Path) -> str:
        return f"/{path.relative_to(root).as_posix()}"

    listed = [
        (shown(entry.path), FREE if entry.free_threaded else GIL, entry.provider, entry.managed_by)
        for entry in found.interpreters
    ]
    assert sorted(listed) == sorted(layout.expected)
    reasons = {shown(entry.path): entry.reason for entry in found.rejected}
    for path, reason in layout.rejected:
        assert reason in reasons.pop(path)
    assert not reasons
    for request, build in ((gil_interpreter.name, GIL), (free_threaded_interpreter.name, FREE)):
        answer = choose(Target.parse(request), found.interpreters)
        assert (answer is not None) == any(entry[1] == build for entry in layout.expected)


def test_there_are_layouts_of_every_system() -> None:
    assert len(LAYOUTS) >= 20
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS)
