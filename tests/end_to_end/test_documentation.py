"""The documentation builds without a warning, and what it tells people to type works."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ftmigrate.cli.commands import COMMANDS
from ftmigrate.steps.rule_pages import rows

CHECKOUT = Path(__file__).parents[2]
PAGES = sorted([CHECKOUT / "README.md", *(CHECKOUT / "docs").glob("*.md")])
# The README's test command is what runs this.
RUNNING_NOW = {"scripts/test"}


def typed(page: Path) -> list[str]:
    """The command lines of a page: those after `$` in its console blocks."""
    blocks = re.findall(r"^```console\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def test_it_builds_with_every_rule_and_command(tmp_path: Path) -> None:
    program = f"from documentation import build; build(__import__('pathlib').Path({str(tmp_path / 'd')!r}))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=CHECKOUT / "scripts",
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    site = tmp_path / "d" / "site"
    commands = (site / "commands.html").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"usage: ftmigrate {command.name} " in commands
    for code, *_ in rows():
        assert (site / "rules" / f"{code}.html").is_file()
    assert (site / "schemas" / "codemod.json").is_file()
    for page in site.rglob("*.html"):
        loaded = re.findall(
            r"<(?:script|link|img)[^>]+(?:src|href)=\"(https?:[^\"]+)", page.read_text("utf-8")
        )
        assert not [url for url in loaded if "canonical" not in url], page


def test_no_page_is_without_commands_that_are_checked() -> None:
    with_commands = {page.name for page in PAGES if typed(page)}
    assert {"README.md", "tutorial.md", "team.md", "firewall.md", "claims.md"} <= with_commands


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which `ftmigrate` and `scripts/ftmigrate` are this checkout's."""
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "ftmigrate"
    words = shlex.join([sys.executable, "-P", "-m", "ftmigrate"])
    program.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
    program.chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "FTMIGRATE_SOURCE": str(CHECKOUT), "NO_COLOR": "1"}


@pytest.mark.interpreters
@pytest.mark.network
@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_of_a_page(
    page: Path, migrated: tuple[Path, dict[str, Any]], tmp_path: Path, shell: dict[str, str]
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    demo = place / "shelf"
    shutil.copytree(migrated[0], demo, symlinks=True, ignore=shutil.ignore_patterns(".venv-*"))
    shutil.copytree(CHECKOUT / "docs" / "claims", demo / "claims")
    lines = [line for line in typed(page) if line not in RUNNING_NOW]
    if any("ftmigrate" in line for line in lines):
        assert run("ftmigrate env sync", demo, shell).returncode == 0
    folder = place if any("demo shelf" in line for line in lines) else demo
    for line in lines:
        command, _, remark = line.partition("  # ")
        if re.match(r"(scripts/)?ftmigrate demo\b", command):
            continue  # `migrated` ran it, and this is a copy of what it made
        if command.startswith("cd "):
            folder = folder / command.removeprefix("cd ")
            continue
        done = run(command, folder, shell)
        wanted = int(remark.partition("exit ")[2][:1] or 0) if "exit " in remark else 0
        assert done.returncode == wanted, f"$ {command}\n{done.stdout}\n{done.stderr}"


def run(command: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    words = ["bash", "-c", command.replace("scripts/ftmigrate", "ftmigrate")]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
