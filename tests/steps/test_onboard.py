"""Team files are written once, brought up to date, and never at the cost of somebody's edit."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ftmigrate.host.team_files import templates_of
from ftmigrate.model.errors import UsageError
from ftmigrate.model.onboarding import Choices, FileState, Onboarding
from ftmigrate.renderers.template_sets import SETS
from ftmigrate.steps.onboard import Options, onboard, overview

WORKFLOW = ".github/workflows/free-threading.yml"
PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "tiny-app"
version = "1"

[dependency-groups]
test = ["pytest>=8"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    for place in ("src/tiny_app/__init__.py", "tests/test_tiny.py"):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_text("")
    return tmp_path


def states(result: Onboarding) -> dict[str, FileState]:
    return {file.path: file.state for file in result.files}


def configure(project: Path, command: str) -> None:
    text = f'{PYPROJECT}\n[tool.ftmigrate.verify]\ncommand = "{command}"\n'
    (project / "pyproject.toml").write_text(text)


def test_every_set_is_written_once_and_then_up_to_date(project: Path) -> None:
    names = tuple(one.name for one in SETS)
    first = onboard(project, Options(sets=names))
    assert not first.open
    assert all(file.written for file in first.files)
    paths = {path for name in names for path, _ in templates_of(name)}
    assert {file.path for file in first.files} == paths
    before = {path: (project / path).stat().st_mtime_ns for path in paths}

    again = onboard(project, Options())
    assert again.sets == names
    assert set(states(again).values()) == {FileState.CURRENT}
    assert before == {path: (project / path).stat().st_mtime_ns for path in paths}
    assert not onboard(project, Options(check=True)).open


def test_what_the_workflow_says_is_of_this_project(project: Path) -> None:
    onboard(project, Options(sets=("github-actions",)))
    text = (project / WORKFLOW).read_text()
    assert 'python: ["3.14", "3.14t"]' in text
    assert 'for name in ["tiny_app"]' in text
    assert "pip install -e . --group test" in text
    assert 'run: "python -m pytest"' in text


def test_a_changed_setting_makes_files_outdated_until_they_are_rewritten(project: Path) -> None:
    onboard(project, Options(sets=("github-actions", "just")))
    configure(project, "python -m pytest -x")
    checked = onboard(project, Options(check=True))
    assert {file.path for file in checked.open} == {WORKFLOW, "free-threading.just"}
    assert "pytest -x" not in (project / WORKFLOW).read_text()

    assert not onboard(project, Options()).open
    assert 'run: "python -m pytest -x"' in (project / WORKFLOW).read_text()


def test_an_edit_is_kept_and_refused_only_when_it_is_in_the_way(project: Path) -> None:
    onboard(project, Options(sets=("tox",)))
    edited = (project / "tox.ini").read_text() + "\n[testenv:lint]\ncommands = ruff check\n"
    (project / "tox.ini").write_text(edited)
    assert states(onboard(project, Options(check=True))) == {"tox.ini": FileState.KEPT}

    configure(project, "python -m pytest -x")
    refused = onboard(project, Options())
    assert [file.state for file in refused.open] == [FileState.EDITED]
    assert (project / "tox.ini").read_text() == edited

    forced = onboard(project, Options(force=True))
    assert not forced.open
    assert (project / forced.files[0].replaced).read_text() == edited
    assert "pytest -x" in (project / "tox.ini").read_text()


def test_a_file_of_the_project_is_never_overwritten_unasked(project: Path) -> None:
    own = b"[tox]\r\nenv_list = py311\r\n"
    (project / "tox.ini").write_bytes(own)
    refused = onboard(project, Options(sets=("tox",)))
    assert states(refused) == {"tox.ini": FileState.FOREIGN}
    assert (project / "tox.ini").read_bytes() == own
    assert onboard(project, Options(sets=("tox",), check=True)).open

    forced = onboard(project, Options(sets=("tox",), force=True))
    assert (project / forced.files[0].replaced).read_bytes() == own


@pytest.mark.parametrize(
    ("name", "rival", "text"),
    [
        ("tox", "tox.toml", 'env_list = ["3.14"]'),
        ("tox", "setup.cfg", "[tox:tox]\nenvlist = py311\n"),
        ("just", ".justfile", "build:\n    true\n"),
        ("devcontainer", ".devcontainer.json", "{}"),
    ],
)
def test_settings_in_another_file_are_not_hidden(project: Path, name: str, rival: str, text: str) -> None:
    (project / rival).write_text(text)
    (refused,) = onboard(project, Options(sets=(name,))).open
    assert refused.state is FileState.FOREIGN
    assert rival in refused.note
    assert not (project / refused.path).exists()


def test_tox_settings_in_pyproject_are_not_hidden(project: Path) -> None:
    (project / "pyproject.toml").write_text(PYPROJECT + '[tool.tox]\nenv_list = ["3.14"]\n')
    (refused,) = onboard(project, Options(sets=("tox",))).open
    assert "[tool.tox] of pyproject.toml" in refused.note


def test_an_own_file_that_includes_ours_is_fine(project: Path) -> None:
    (project / "justfile").write_text("import 'free-threading.just'\nbuild:\n    true\n")
    result = onboard(project, Options(sets=("just",)))
    assert states(result)["justfile"] is FileState.WIRED
    assert not result.open
    assert "build:" in (project / "justfile").read_text()


def test_line_ends_of_a_checkout_are_no_edit(project: Path) -> None:
    onboard(project, Options(sets=("nox",)))
    path = project / "noxfile.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert states(onboard(project, Options(check=True))) == {"noxfile.py": FileState.CURRENT}


def test_the_date_and_the_requirement_are_remembered(project: Path) -> None:
    choices = Choices(until="2031-05-06", requirement="ftmigrate @ git+ssh://example.test/tools.git")
    onboard(project, Options(sets=("github-actions", "pre-commit"), choices=choices))
    assert "2031-05-06" in (project / WORKFLOW).read_text()
    hooks = (project / ".pre-commit-config.yaml").read_text()
    assert hooks.count('["ftmigrate @ git+ssh://example.test/tools.git"]') == 2
    assert not onboard(project, Options(check=True)).open

    configure(project, "python -m pytest -x")
    onboard(project, Options())
    assert 'UNTIL: "2031-05-06"' in (project / WORKFLOW).read_text()


def test_the_usual_tolerance_ends(project: Path) -> None:
    onboard(project, Options(sets=("gitlab-ci",)))
    days = [(datetime.now(UTC) + timedelta(days=days)).strftime("%Y%m%d") for days in (89, 90)]
    text = (project / ".gitlab/free-threading.gitlab-ci.yml").read_text()
    assert any(f"-lt {day} ]" in text for day in days)


def test_targets_that_nobody_else_can_have_are_left_out(project: Path) -> None:
    settings = '[tool.ftmigrate]\ntargets = ["3.14", "3.14t", "3.13t", "3.14+jit"]\nstand-in = "3.13t"\n'
    (project / "pyproject.toml").write_text(PYPROJECT + settings)
    result = onboard(project, Options(sets=tuple(one.name for one in SETS)))
    assert not any("3.13" in file.after.replace("python3.13", "") for file in result.files)
    assert not any("jit" in file.after.lower() for file in result.files)
    (project / "pyproject.toml").write_text(PYPROJECT + '[tool.ftmigrate]\ntargets = ["3.13t"]\n')
    with pytest.raises(UsageError, match="another machine"):
        onboard(project, Options(sets=("tox",)))


def test_onboarding_scripts_can_be_started(project: Path) -> None:
    onboard(project, Options(sets=("devcontainer",)))
    assert (project / "onboard.sh").stat().st_mode & 0o111 == 0o111  # brought along by devcontainer


def test_bad_requests_name_what_is_wrong(project: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="github-actions") as unknown:
        onboard(project, Options(sets=("github",)))
    assert "Did you mean 'github-actions'" in unknown.value.hint
    with pytest.raises(UsageError, match="no date"):
        onboard(project, Options(sets=("tox",), choices=Choices(until="soon")))
    with pytest.raises(UsageError, match="no file here"):
        onboard(project, Options(check=True))
    for ask in (lambda folder: onboard(folder, Options(sets=("tox",))), overview):
        with pytest.raises(UsageError, match="no such folder"):
            ask(tmp_path / "absent")
    (project / ".github").write_text("a file")
    with pytest.raises(UsageError, match=r"\.github is no folder"):
        onboard(project, Options(sets=("github-actions",)))
    (project / "tox.ini").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        onboard(project, Options(sets=("tox",)))


def test_nothing_is_in_use_in_a_fresh_project(project: Path) -> None:
    assert overview(project).sets == ()
    onboard(project, Options(sets=("nox",)))
    assert overview(project).sets == ("nox",)
