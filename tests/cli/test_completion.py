"""The completion scripts, in the shells that they are for."""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from ftmigrate.cli.commands import COMMANDS
from ftmigrate.cli.completion import table

CASES = {
    "ftmigrate co": {"codemod", "completion"},
    "ftmigrate codemod --unsa": {"--unsafe-fixes"},
    "ftmigrate python in": {"install"},
    "ftmigrate python install --all": {"--allow-stand-in"},
    "ftmigrate report --format ht": {"html"},
    "ftmigrate --quiet env ru": {"run"},
}


@cache
def script_for(shell: str) -> str:
    words = [sys.executable, "-m", "ftmigrate", "completion", shell]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def answers(shell: str, line: str, tmp_path: Path) -> set[str]:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not here")
    script = tmp_path / f"completion.{shell}"
    script.write_text(script_for(shell))
    listed = " ".join(f"'{word}'" for word in line.split())
    ask = f"COMP_WORDS=({listed}); COMP_CWORD={len(line.split()) - 1}; _ftmigrate; "
    ask += 'printf "%s\\n" "${COMPREPLY[@]}"'
    asked = {
        "bash": f"source {script}; {ask}",
        "fish": f"source {script}; complete -C '{line}'",
        # What bashcompinit does around a function, without the line editor.
        "zsh": f"autoload -U compinit; compinit -u -D; source {script}\n"
        f"ask() {{ emulate -L sh; setopt kshglob noshglob braceexpand; {ask}; }}; ask",
    }[shell]
    done = subprocess.run(
        [path, *(["-f"] if shell == "zsh" else []), "-c", asked],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    found = {entry.split("\t")[0] for entry in done.stdout.split("\n") if entry}
    # zsh leaves it to its line editor to keep those that begin as typed.
    return {entry for entry in found if entry.startswith(line.split()[-1])} if shell == "zsh" else found


@pytest.mark.parametrize("line", CASES)
@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_completes(shell: str, line: str, tmp_path: Path) -> None:
    assert answers(shell, line, tmp_path) == CASES[line]


def test_the_table_has_every_command_with_its_options() -> None:
    entries = table()
    for command in COMMANDS:
        assert command.name in entries[""]
        assert {"--json", "--directory"} <= set(entries[command.name])
