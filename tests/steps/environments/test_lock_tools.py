"""Locks written and exported by poetry, pdm and pipenv themselves, and what is installed from them."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from ftmigrate.host import index_configuration
from ftmigrate.host.environments import installed_distributions
from ftmigrate.host.folders import cache_folder
from ftmigrate.host.installers import find_installer, install_command, install_environment
from ftmigrate.host.processes import clean_environment, run
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.model.progress import Silent
from ftmigrate.steps.init import init

pytestmark = [pytest.mark.interpreters, pytest.mark.network]

# Their locks pin older versions than the newest, so that nothing else can have brought these.
WANTED = {"attrs": "25.3.0", "iniconfig": "2.0.0"}
POETRY = """
[tool.poetry]
name = "locked-by-poetry"
version = "1.0"
description = ""
authors = ["A <a@example.org>"]
packages = [{ include = "locked.py" }]

[tool.poetry.dependencies]
python = ">=3.11"
attrs = "25.3.0"
colorama = { version = "*", markers = "sys_platform == 'win32'" }

[tool.poetry.group.test.dependencies]
iniconfig = "2.0.0"

[[tool.poetry.source]]
name = "index"
url = "INDEX"
priority = "primary"

[build-system]
requires = ["poetry-core>=1"]
build-backend = "poetry.core.masonry.api"
"""
PDM = """
[project]
name = "locked-by-pdm"
version = "1.0"
requires-python = ">=3.11"
dependencies = ["attrs==25.3.0", "colorama; sys_platform == 'win32'"]

[dependency-groups]
test = ["iniconfig==2.0.0"]

[tool.pdm.build]
includes = ["locked.py"]

[build-system]
requires = ["pdm-backend"]
build-backend = "pdm.backend"
"""
PIPENV = """
[[source]]
name = "index"
url = "INDEX"
verify_ssl = true

[packages]
attrs = "==25.3.0"
colorama = { version = "*", markers = "sys_platform == 'win32'" }

[dev-packages]
iniconfig = "==2.0.0"
"""


@dataclass(frozen=True)
class Tool:
    """`requirements` put the tool into an environment of its own; `lock` are the words that write `file`."""

    name: str
    requirements: tuple[str, ...]
    declaration: str
    text: str
    lock: tuple[str, ...]
    file: str


TOOLS = (
    Tool(
        "poetry",
        ("poetry==2.5.1", "poetry-plugin-export"),
        "pyproject.toml",
        POETRY,
        ("lock",),
        "poetry.lock",
    ),
    # Its extra pins what it was tested with; the newest of everything does not always work together.
    Tool("pdm", ("pdm[locked]==2.29.3",), "pyproject.toml", PDM, ("lock", "-G", ":all"), "pdm.lock"),
    Tool("pipenv", ("pipenv==2026.10.3",), "Pipfile", PIPENV, ("lock",), "Pipfile.lock"),
)


def tool_folder(tool: Tool) -> Path:
    """The folder with the tool's program; made once, kept in the cache."""
    folder = cache_folder() / "tests" / "-".join((tool.name, *tool.requirements[0].split("==")[1:]))
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    if not (folder / "complete").exists():
        installer = find_installer()
        made = run([sys.executable, "-m", "virtualenv", "--clear", folder], timeout=120)
        words = install_command(installer, scripts / "python", tool.requirements)
        done = run(words, env=install_environment(installer, folder), timeout=300) if made.ok else made
        if not done.ok:
            pytest.skip(f"{tool.name} can't be installed here: {done.tail(2)}")
        (folder / "complete").touch()
    return scripts


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_what_the_tool_locked_is_installed_and_nothing_is_left_in_the_project(
    tool: Tool,
    tmp_path: Path,
    gil_interpreter: Interpreter,
    free_threaded_interpreter: Interpreter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join((str(tool_folder(tool)), os.environ["PATH"])))
    index = index_configuration.read(tmp_path).indexes[-1]
    (tmp_path / tool.declaration).write_text(tool.text.replace("INDEX", index))
    (tmp_path / "locked.py").write_text("VALUE = 1\n")
    quiet = {
        "PIPENV_VENV_IN_PROJECT": "0",
        "PDM_USE_VENV": "0",
        "PDM_PYPI_URL": index,
        "WORKON_HOME": str(tmp_path.parent),
    }
    done = run([tool.name, *tool.lock], cwd=tmp_path, env=clean_environment() | quiet, timeout=180)
    assert done.ok, done.tail()
    (tmp_path / ".pdm-python").unlink(missing_ok=True)
    before = (tmp_path / tool.file).read_bytes()

    result = init(tmp_path, allow_stand_in=True, summaries=False, progress=Silent())

    assert len(result.environments) == 2
    for environment in result.environments:
        found = {d.metadata["Name"]: d.version for d in installed_distributions(environment.path)}
        assert {name: found.get(name) for name in WANTED} == WANTED
        assert found.keys() - WANTED.keys() <= {f"locked-by-{tool.name}"}
        assert "--hash=" in (environment.path / "ftmigrate-pins.txt").read_text()
    assert (tmp_path / tool.file).read_bytes() == before
    ours = {".ftmigrate", "ftmigrate.toml", *(e.path.name for e in result.environments)}
    assert {p.name for p in tmp_path.iterdir()} - ours - {tool.declaration, tool.file} == {"locked.py"}
