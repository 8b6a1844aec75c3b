import json
from pathlib import Path

from ftmigrate.host.conda_environment import read_conda
from ftmigrate.host.inline_scripts import script_requirements
from ftmigrate.host.lockfiles import export, lock_of, locked_packages
from ftmigrate.model.lockfile import Pin, pins_of

PYLOCK = """
lock-version = "1.0"
created-by = "hand"
extras = ["fast"]
dependency-groups = ["test"]

[[packages]]
name = "Plain.Name"
version = "1.0"
wheels = [{ url = "https://h/plain_name-1.0-py3-none-any.whl", hashes = { sha256 = "aa" } }]
sdist = { path = "sd/plain_name-1.0.tar.gz", hashes = { sha256 = "bb" } }

[[packages]]
name = "only-tests"
version = "2"
marker = "'test' in dependency_groups"
wheels = [{ path = "w/only_tests-2-cp314-cp314t-linux_x86_64.whl", hashes = { sha256 = "cc" } }]

[[packages]]
name = "only-old"
version = "3"
marker = "python_version < '3.14'"
sdist = { path = "only-old-3.tar.gz", hashes = { sha256 = "dd" } }

[[packages]]
name = "from-git"
vcs = { type = "git", url = "https://h/r.git", commit-id = "abc" }

[[packages]]
name = "self"
directory = { path = ".", editable = true }
"""
VARIABLES = {
    "python_version": "3.14",
    "python_full_version": "3.14.1",
    "implementation_version": "3.14.1",
    "sys_platform": "linux",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_release": "",
    "platform_system": "Linux",
    "platform_version": "",
    "implementation_name": "cpython",
}


def test_a_pylock_is_read_for_the_target_that_is_meant(tmp_path: Path) -> None:
    (tmp_path / "pylock.toml").write_text(PYLOCK)
    bare = export(tmp_path, "pylock.toml", (), (), VARIABLES)
    assert [pin.requirement for pin in bare.pins] == ["Plain.Name==1.0", "from-git @ git+https://h/r.git@abc"]
    assert bare.pins[0] == Pin("Plain.Name==1.0", "plain-name", "1.0", ("sha256:aa", "sha256:bb"))
    tested = export(tmp_path, "pylock.toml", (), ("test",), VARIABLES)
    assert "only-tests==2" in [pin.requirement for pin in tested.pins]
    older = export(tmp_path, "pylock.toml", (), (), {**VARIABLES, "python_version": "3.13"})
    assert "only-old==3" in [pin.requirement for pin in older.pins]


def test_a_broken_lock_is_a_reason_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "pylock.toml").write_text("[[packages]]\nname = 3\n")
    assert "can't be read" in export(tmp_path, "pylock.toml", (), (), VARIABLES).reason
    (tmp_path / "Pipfile.lock").write_text("[]")
    assert "can't be read" in export(tmp_path, "Pipfile.lock", (), (), VARIABLES).reason


def test_the_files_of_a_lock(tmp_path: Path) -> None:
    (tmp_path / "pylock.toml").write_text(PYLOCK)
    files = {package.name: package.files for package in locked_packages(tmp_path / "pylock.toml")}
    assert files["plain-name"] == ("plain_name-1.0-py3-none-any.whl", "plain_name-1.0.tar.gz")
    assert files["only-tests"][0] == "only_tests-2-cp314-cp314t-linux_x86_64.whl"


def test_a_pipfile_lock(tmp_path: Path) -> None:
    document = {
        "default": {
            "attrs": {"version": "==25.1", "hashes": ["sha256:aa"], "markers": "python_version >= '3.8'"}
        },
        "develop": {
            "pytest": {"version": "==8.0", "extras": ["dev"]},
            "g": {"git": "https://h/r", "ref": "1"},
        },
    }
    (tmp_path / "Pipfile.lock").write_text(json.dumps(document))
    assert lock_of(tmp_path) == "Pipfile.lock"
    main = export(tmp_path, "Pipfile.lock", (), (), {})
    assert [pin.text for pin in main.pins] == ["attrs==25.1 ; python_version >= '3.8' --hash=sha256:aa"]
    both = export(tmp_path, "Pipfile.lock", (), ("dev",), {})
    assert [p.requirement for p in both.pins[1:]] == ["pytest[dev]==8.0", "g @ git+https://h/r@1"]


def test_an_exports_lines_and_hashes() -> None:
    hashes = "\\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
    text = f"# by a tool\na==1.0 ; sys_platform == 'x' {hashes}-e ./member\n"
    first, member = pins_of(text)
    assert first == Pin("a==1.0 ; sys_platform == 'x'", "a", "1.0", ("sha256:aa", "sha256:bb"))
    assert first.loosened().requirement == "a>=1.0 ; sys_platform == 'x'"
    assert member == Pin("-e ./member")


def test_a_conda_environment(tmp_path: Path) -> None:
    path = tmp_path / "environment.yml"
    path.write_text(
        "name: x  # a name\nchannels:\n  - conda-forge\n"
        "dependencies:\n  - python=3.12\n  - numpy>=1  # fast\n"
        '  - pip\n  - pip:\n      - attrs==25.3.0\n      - "iniconfig"\n'
        "      - -r more.txt\n  - zlib\nprefix: /p\n"
    )
    found = read_conda(path)
    assert found.pip == ("attrs==25.3.0", "iniconfig", "-r more.txt")
    assert found.conda == ("python=3.12", "numpy>=1", "pip", "zlib")


def test_inline_scripts(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        '# /// script\n# requires-python = ">=3.11"\n# dependencies = [\n#   "attrs<26",\n#\n# ]\n'
        "# ///\nimport attrs\n"
    )
    (tmp_path / "b.py").write_text("# /// other\n# dependencies = ['x']\n# ///\n")
    (tmp_path / "c.py").write_text("# /// script\n# dependencies = [\n# ///\n")
    assert script_requirements(tmp_path) == {"a.py": ("attrs<26",)}
