"""Found, installed, stood in for, or explained: what `obtain` answers."""

import errno
import os
from pathlib import Path

import pytest

from ftmigrate.model.configuration import Configuration
from ftmigrate.model.errors import InterpreterUnavailable, UsageError
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.model.progress import Silent
from ftmigrate.model.target import Target
from ftmigrate.steps import interpreters

pytestmark = pytest.mark.skipif(os.name != "posix", reason="PATH is made of links")
NOWHERE = Target.parse("3.99t")
PYENV = """\
#!/bin/sh
echo "$@" >> "{calls}"
echo "no network" >&2
exit 1
"""


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty machine: a home of its own and a PATH with nothing but this folder."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in [*os.environ]:
        if name.startswith(("XDG_", "PYENV_", "UV_", "CONDA_", "ASDF_", "MISE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def pyenv_calls(bin_folder: Path, tmp_path: Path) -> Path:
    """A pyenv that knows 3.99.0t and can't get it; the file says how often it was asked."""
    calls = tmp_path / "calls"
    (tmp_path / ".pyenv/plugins/python-build/share/python-build").mkdir(parents=True)
    (tmp_path / ".pyenv/plugins/python-build/share/python-build/3.99.0t").touch()
    (tmp_path / ".pyenv/bin").mkdir()
    (tmp_path / ".pyenv/bin/pyenv").write_text(PYENV.format(calls=calls))
    (tmp_path / ".pyenv/bin/pyenv").chmod(0o755)
    return calls


def configuration(*providers: str) -> Configuration:
    return Configuration(providers=providers)


def test_not_obtainable_is_an_answer_with_a_line_a_provider(pyenv_calls: Path) -> None:
    found = interpreters.obtain(
        NOWHERE, configuration("path", "pyenv", "conda"), stand_in=None, progress=Silent()
    )
    assert found.resolution is None
    assert found.explanations == (
        "path: no 3.99t on PATH.",
        "pyenv: `pyenv install 3.99.0t` failed: no network.",
        "conda: neither conda, mamba nor micromamba is on PATH.",
    )


def test_install_raises_with_what_would_help(pyenv_calls: Path) -> None:
    with pytest.raises(InterpreterUnavailable) as caught:
        interpreters.install(NOWHERE, configuration("path", "pyenv"), Silent())
    hint = caught.value.hint
    assert "pyenv: `pyenv install 3.99.0t` failed: no network." in hint
    for line in ("UV_PYTHON_INSTALL_MIRROR=", "PYTHON_BUILD_MIRROR_URL=", "--from ARCHIVE_OR_SOURCE"):
        assert line in hint


@pytest.mark.interpreters
def test_a_stand_in_is_called_one(bin_folder: Path, free_threaded_interpreter: Interpreter) -> None:
    (bin_folder / "python3").symlink_to(free_threaded_interpreter.path)
    stand_in = Target.parse(free_threaded_interpreter.name)
    found = interpreters.obtain(NOWHERE, configuration("path"), stand_in=stand_in, progress=Silent())
    assert found.resolution is not None and found.resolution.stand_in
    assert found.resolution.interpreter.path == bin_folder / "python3"
    assert found.resolution.environment_name == free_threaded_interpreter.name
    assert found.explanations == ("path: no 3.99t on PATH.",)


@pytest.mark.interpreters
def test_a_refusal_is_remembered_while_a_stand_in_is_here(
    bin_folder: Path,
    pyenv_calls: Path,
    free_threaded_interpreter: Interpreter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (bin_folder / "python3").symlink_to(free_threaded_interpreter.path)
    stand_in = Target.parse(free_threaded_interpreter.name)

    def obtain(*providers: str) -> tuple[str, ...]:
        settings = configuration(*providers)
        return interpreters.obtain(NOWHERE, settings, stand_in=stand_in, progress=Silent()).explanations

    def asked() -> int:
        return len(pyenv_calls.read_text().splitlines())

    assert obtain("path", "pyenv") == obtain("path", "pyenv")
    assert asked() == 1
    assert obtain("pyenv", "path") == tuple(reversed(obtain("path", "pyenv")))
    assert asked() == 3, "other providers, another question"
    monkeypatch.setenv("PYTHON_BUILD_MIRROR_URL", "http://mirror.invalid")
    obtain("path", "pyenv")
    assert asked() == 4, "a mirror was named meanwhile"


@pytest.mark.interpreters
def test_what_is_here_asks_no_provider(
    bin_folder: Path, pyenv_calls: Path, gil_interpreter: Interpreter
) -> None:
    (bin_folder / "python3.14").symlink_to(gil_interpreter.path)
    target = Target.parse("3.14")
    found = interpreters.obtain(target, configuration("pyenv", "path"), stand_in=None, progress=Silent())
    assert found.resolution is not None and not found.resolution.stand_in
    assert found.explanations == () and not pyenv_calls.exists()


def test_a_program_that_may_not_be_started_is_a_reason(bin_folder: Path, pyenv_calls: Path) -> None:
    program = pyenv_calls.parent / ".pyenv/bin/pyenv"
    program.write_text("#!/no/such/shell\n")
    found = interpreters.obtain(NOWHERE, configuration("pyenv"), stand_in=None, progress=Silent())
    assert found.explanations[0].startswith("pyenv: ")
    assert "No such file" in found.explanations[0]


@pytest.mark.interpreters
def test_a_provider_that_brings_another_build_is_not_believed(
    bin_folder: Path, pyenv_calls: Path, tmp_path: Path, gil_interpreter: Interpreter
) -> None:
    made = tmp_path / ".pyenv/versions/3.99.0t/bin"
    made.mkdir(parents=True)
    (made / "python").symlink_to(gil_interpreter.path)
    (tmp_path / ".pyenv/bin/pyenv").write_text("#!/bin/sh\nexit 0\n")
    found = interpreters.obtain(NOWHERE, configuration("pyenv"), stand_in=None, progress=Silent())
    assert found.resolution is None
    assert f"but that is {gil_interpreter.version}" in found.explanations[0]


@pytest.mark.interpreters
def test_a_folder_names_its_interpreter(tmp_path: Path, gil_interpreter: Interpreter) -> None:
    (tmp_path / "here/bin").mkdir(parents=True)
    (tmp_path / "here/bin/python3").symlink_to(gil_interpreter.path)
    assert interpreters.at_path(tmp_path / "here").version == gil_interpreter.version


def test_a_path_that_is_no_interpreter(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    for path in (tmp_path / "text", tmp_path / "nothing", tmp_path):
        with pytest.raises(UsageError):
            interpreters.at_path(path)


def test_a_full_disk_stops_the_search(bin_folder: Path, pyenv_calls: Path) -> None:
    """The next provider would only fill it again; the command line explains this error."""
    program = pyenv_calls.parent / ".pyenv/bin/pyenv"
    program.write_text("#!/bin/sh\necho 'tar: x: Cannot write: No space left on device' >&2\nexit 1\n")
    with pytest.raises(OSError) as caught:
        interpreters.obtain(NOWHERE, configuration("pyenv", "conda"), stand_in=None, progress=Silent())
    assert caught.value.errno == errno.ENOSPC
