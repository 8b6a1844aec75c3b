"""Each provider says what it could do on a machine, or why not; nothing is started to find out."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ftmigrate.host.installations import installations
from ftmigrate.model.interpreter import Interpreter
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Silent
from ftmigrate.model.provider import Plan, Refusal
from ftmigrate.model.target import Target
from ftmigrate.providers import conda, debian, homebrew, pyenv, system, windows
from ftmigrate.providers.provider import Provider
from ftmigrate.providers.registry import BY_NAME, PROVIDERS


def program(path: Path, text: str = "exit 99") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def machine(root: Path, system_name: str = "linux", *programs: str, os_release: str = "") -> Machine:
    for name in programs:
        program(root / "bin" / name)
    if os_release:
        (root / "etc").mkdir(parents=True, exist_ok=True)
        (root / "etc/os-release").write_text(os_release)
    home = root / "home"
    return Machine(
        system=system_name,
        architecture="x86_64",
        home=home,
        interpreters=home / "interpreters",
        environment={"PATH": str(root / "bin")},
        root=root,
    )


@dataclass(frozen=True)
class Case:
    provider: str
    request: str
    build: Callable[[Path], Machine]
    command: str | None = None
    reason: str | None = None
    runs: bool = True


def with_pyenv(root: Path) -> Machine:
    here = machine(root)
    definitions = here.home / ".pyenv/plugins/python-build/share/python-build"
    definitions.mkdir(parents=True)
    for name in ("3.14.0", "3.14.0t", "3.14.10", "3.14.9t", "3.14.2t", "3.14-dev", "3.14t-dev", "3.15.0a1"):
        (definitions / name).touch()
    program(here.home / ".pyenv/bin/pyenv")
    return here


def with_brew(root: Path) -> Machine:
    program(root / "opt/homebrew/bin/brew")
    return machine(root, "darwin")


FEDORA, UBUNTU = "ID=fedora\nVERSION_ID=43\n", 'ID=linuxmint\nID_LIKE="ubuntu debian"\n'
CASES = [
    Case("path", "3.14", machine, reason="no 3.14 on PATH"),
    Case("own", "3.14t", machine, reason="no 3.14t was installed by ftmigrate"),
    Case("archive", "3.14t", machine, reason="no archive"),
    Case("uv", "3.14t", machine, "UV_PYTHON_INSTALL_BIN=0 uv python install 3.14+freethreaded"),
    Case("uv", "3.14", machine, "UV_PYTHON_INSTALL_BIN=0 uv python install 3.14"),
    Case("uv", "3.14.2t", machine, "UV_PYTHON_INSTALL_BIN=0 uv python install 3.14.2+freethreaded"),
    Case("uv", "3.14+jit", machine, reason="uv installs no 3.14+jit"),
    Case("pyenv", "3.14t", machine, reason="pyenv is not installed"),
    Case("pyenv", "3.14t", with_pyenv, "pyenv install --skip-existing 3.14.9t"),
    Case("pyenv", "3.14", with_pyenv, "pyenv install --skip-existing 3.14.10"),
    Case("pyenv", "3.14.0", with_pyenv, "pyenv install --skip-existing 3.14.0"),
    Case("pyenv", "3.15", with_pyenv, reason="knows no 3.15"),
    Case("homebrew", "3.14t", with_brew, "brew install python-freethreading"),
    Case("homebrew", "3.14", with_brew, "brew install python@3.14"),
    Case("homebrew", "3.14", machine, reason="Homebrew is not installed"),
    Case("homebrew", "3.14", lambda root: machine(root, "windows"), reason="no Homebrew for Windows"),
    Case("conda", "3.14t", machine, reason="is on PATH"),
    Case(
        "conda", "3.14t", lambda root: machine(root, "linux", "conda"),
        "conda create -n py3.14t -c conda-forge python-freethreading=3.14",
    ),
    Case(
        "conda", "3.14", lambda root: machine(root, "linux", "micromamba"),
        "conda create -n py3.14 -c conda-forge python=3.14 python-gil",
    ),
    Case("windows", "3.14t", machine, reason="not Windows"),
    Case("windows", "3.14t", lambda root: machine(root, "windows"), reason="manager is not installed"),
    Case("debian", "3.14", lambda root: machine(root, "darwin"), reason="not a Debian machine"),
    Case("debian", "3.14", machine, reason="apt-get is missing"),
    Case("debian", "3.14t+debug", machine, reason="Debian packages no 3.14t+debug"),
    Case(
        "system", "3.14t", lambda root: machine(root, os_release=FEDORA),
        "sudo dnf install python3.14-freethreading", runs=False,
    ),
    Case(
        "system", "3.14t", lambda root: machine(root, os_release=UBUNTU),
        "sudo apt-get install python3.14-nogil", runs=False,
    ),
    Case("system", "3.14t", lambda root: machine(root, os_release="ID=debian\n"), reason="no package"),
    Case("system", "3.14t", machine, reason="no package"),
]  # fmt: skip


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.provider}-{case.request}-{case.command or 'no'}"
)
def test_a_plan_or_a_reason(case: Case, tmp_path: Path) -> None:
    answer = BY_NAME[case.provider].can(Target.parse(case.request), case.build(tmp_path))
    assert answer.provider == case.provider
    if case.reason is not None:
        assert isinstance(answer, Refusal)
        assert case.reason in answer.reason
    else:
        assert isinstance(answer, Plan)
        assert case.command in answer.commands
        assert answer.runs == case.runs


@pytest.mark.skipif(os.name != "posix", reason="a shell script on PATH")
def test_windows_with_its_install_manager(tmp_path: Path) -> None:
    answer = windows.can(Target.parse("3.14t"), machine(tmp_path, "windows", "py"))
    assert isinstance(answer, Plan) and answer.commands == ("py install 3.14t",)


def test_each_provider_is_listed_and_documented() -> None:
    import ftmigrate.providers as package

    not_providers = {"__init__", "registry", "provider", "executables", "from_source"}
    modules = {path.stem for path in Path(package.__path__[0]).glob("*.py")} - not_providers
    assert {provider.NAME for provider in PROVIDERS} == modules == set(BY_NAME)
    for provider in PROVIDERS:
        assert (provider.__doc__ or "").startswith(f"`{provider.NAME}`"), provider.NAME
        cases = [case for case in CASES if case.provider == provider.NAME]
        assert any(case.reason for case in cases), f"{provider.NAME} has no case where it must not act"
        finds_only = provider.NAME in ("path", "own", "archive")
        acts_elsewhere = provider.NAME in ("debian", "windows")  # real or special tests of their own
        assert finds_only or acts_elsewhere or any(case.command for case in cases), provider.NAME


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.NAME)
def test_a_broken_machine_breaks_no_search(provider: Provider, tmp_path: Path) -> None:
    """Files where folders should be, unreadable lists, variables that lead nowhere."""
    home = tmp_path / "home"
    home.mkdir()
    for name in (".pyenv", ".conda", ".asdf", "miniconda3", ".pixi", ".local", "bin"):
        (home / name).write_bytes(b"\xff")
    variables = ("PYENV_ROOT", "CONDA_PREFIX", "UV_PYTHON_INSTALL_DIR", "HOMEBREW_PREFIX", "LOCALAPPDATA")
    environment = dict.fromkeys(variables, str(home / "bin")) | {
        "PATH": f"::relative:{home / 'bin'}:/nowhere"
    }
    for system_name in ("linux", "darwin", "windows"):
        here = replace(machine(tmp_path / system_name, system_name), home=home, environment=environment)
        assert list(provider.find(here)) == []


@pytest.mark.interpreters
@pytest.mark.skipif(os.name != "posix", reason="conda is a shell script here")
def test_conda_makes_an_environment_of_ours(tmp_path: Path, gil_interpreter: Interpreter) -> None:
    """conda itself is not here: a script in its place makes the prefix that it is told to."""
    here = machine(tmp_path, "linux", "conda")
    program(
        tmp_path / "bin/conda",
        f'[ "$1 $2 $3" = "create --yes --prefix" ] || exit 1; mkdir -p "$4/bin"; echo "$@" > "$4/words"; '
        f'ln -s "{gil_interpreter.path}" "$4/bin/python3.14"',
    )
    plan = conda.can(Target.parse("3.14"), here)
    assert isinstance(plan, Plan)
    python = conda.install(plan, here, Silent())
    (made,) = installations(here.interpreters)
    assert (made.python, made.provider) == (python, "conda")
    words = (made.folder / "words").read_text()
    assert "--override-channels --channel conda-forge python=3.14 python-gil" in words


@pytest.mark.skipif(os.name != "posix", reason="conda is a shell script here")
def test_a_conda_that_fails_leaves_nothing(tmp_path: Path) -> None:
    here = machine(tmp_path, "linux", "conda")
    program(tmp_path / "bin/conda", 'mkdir -p "$4/half"; echo "no network" >&2; exit 1')
    plan = conda.can(Target.parse("3.14t"), here)
    assert isinstance(plan, Plan)
    with pytest.raises(Exception, match="no network"):
        conda.install(plan, here, Silent())
    assert [path.name for path in here.interpreters.iterdir() if not path.name.startswith(".")] == []


@pytest.mark.skipif(os.name != "posix", reason="pyenv and brew are shell scripts here")
def test_what_a_program_says_becomes_the_reason(tmp_path: Path) -> None:
    here = with_pyenv(tmp_path / "pyenv")
    program(here.home / ".pyenv/bin/pyenv", "echo 'configure: error: no acceptable C compiler' >&2; exit 1")
    plan = pyenv.can(Target.parse("3.14t"), here)
    assert isinstance(plan, Plan)
    with pytest.raises(Exception, match="no acceptable C compiler"):
        pyenv.install(plan, here, Silent())
    brewing = with_brew(tmp_path / "brew")
    program(tmp_path / "brew/opt/homebrew/bin/brew", "exit 0")
    plan = homebrew.can(Target.parse("3.14t"), brewing)
    assert isinstance(plan, Plan)
    with pytest.raises(Exception, match=r"brought no python3\.14t"):
        homebrew.install(plan, brewing, Silent())


def test_what_changes_the_whole_machine_is_never_run(tmp_path: Path) -> None:
    here = machine(tmp_path, os_release=FEDORA)
    plan = system.can(Target.parse("3.14t"), here)
    assert isinstance(plan, Plan) and not plan.runs
    with pytest.raises(Exception, match="for you to run"):
        system.install(plan, here, Silent())


@pytest.mark.parametrize(
    ("request_text", "version", "fits"),
    [
        ("3.14", "3.14.10-1", True),
        ("3.14", "3.14.0~rc2-1", False),
        ("3.15", "3.15.0~a2-1", False),
        ("3.15.0a2", "3.15.0~a2-1", True),
        ("3.14.2", "3.14.10-1", False),
        (">=3.14", "3.14.10-1+b1", True),
        ("3.13t", "3.13.5-2+deb13u1", True),
    ],
)
def test_versions_of_debian(request_text: str, version: str, fits: bool) -> None:
    assert debian.fits(Target.parse(request_text), version) == fits
