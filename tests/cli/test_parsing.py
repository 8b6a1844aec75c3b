"""What people mistype is answered with what they meant, in the one shape of errors."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from ftmigrate.cli import main
from ftmigrate.cli.commands import COMMANDS
from ftmigrate.cli.examples import EXAMPLES
from ftmigrate.cli.main import _parser


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["codemd"], "there is no command 'codemd'.\n  Did you mean codemod?\n"),
        (["python", "instal", "3.14"], "there is no action 'instal'.\n  Did you mean install?\n"),
        (["codemod", "--unsafe"], None),  # an abbreviation of one option only
        (["codemod", "--unsafe-fix"], None),
        (
            ["codemod", "--usafe-fixes"],
            "--usafe-fixes.\n  Did you mean --unsafe-fixes?\n  "
            "All there is to choose from: ftmigrate codemod --help",
        ),
        (["env", "list", "--jsn"], "Did you mean --json?"),
        (["report", "--format", "htm"], "--format 'htm'.\n  Did you mean html?\n"),
        (["--direct", "demo", "init"], "--direct.\n  Did you mean --directory?\n"),
        (["explain"], "the following arguments are required: RULE.\n"),
        (["zzz"], "there is no command 'zzz'.\n  All there is to choose from: ftmigrate --help\n"),
    ],
)
def test_mistakes(
    words: list[str], says: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if says is None:
        parser, _ = _parser(words)
        assert parser.parse_args(words).unsafe_fixes
        return
    assert main.main(["--directory", str(tmp_path), *words]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("ftmigrate: error: ")
    assert says in captured.err
    assert captured.out == ""


def test_a_folder_that_is_called_like_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "demo").mkdir()
    assert main.main(["--directory", str(tmp_path / "demo"), "rules"]) == 0
    words = ["--directory", "demo", "rules"]
    parser, chosen = _parser(words)
    assert chosen is not None and chosen.name == "rules" == parser.parse_args(words).command


def test_every_command_has_examples_that_parse() -> None:
    assert list(EXAMPLES) == [command.name for command in COMMANDS]
    for name, examples in EXAMPLES.items():
        for line, about in examples:
            words = line.removeprefix('eval "$(').removesuffix(')"').split()
            assert words[:2] == ["ftmigrate", name]
            parser, _ = _parser(words[1:])
            parser.parse_args(words[1:])
            assert about


def test_help_imports_no_command_and_is_quick() -> None:
    """Processor time, since the machine that runs the tests is shared; a person waits for about as long."""
    script = (
        "import sys; from ftmigrate.cli.main import main\ntry: main(['--help'])\nfinally: print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    loaded = done.stdout.splitlines()[-1].split()
    heavy = {"rich", "jinja2", "cattrs", "tomlkit", "virtualenv", "subprocess", "ftmigrate.cli.init"}
    assert not heavy & set(loaded)
    times = []
    for _ in range(5):
        before = time.process_time(), _children()
        subprocess.run([sys.executable, "-m", "ftmigrate", "--help"], capture_output=True, check=True)
        times.append(_children() - before[1])
    assert min(times) < 0.15


def _children() -> float:
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
