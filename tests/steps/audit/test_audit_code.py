"""The project's own files, read through the same choice of files as the codemod."""

from pathlib import Path

from ftmigrate.checks.readiness_verdict import verdict
from ftmigrate.model.auditing import Go
from ftmigrate.model.configuration import Configuration
from ftmigrate.model.progress import Silent
from ftmigrate.steps.audit_code import read_code
from ftmigrate.steps.audit_codemod import codemod_notes


def project(folder: Path) -> Path:
    files = {
        "pyproject.toml": '[project]\nname = "x"\nversion = "1"\n',
        "src/x/native.c": "PyMODINIT_FUNC PyInit_native(void) { return PyModuleDef_Init(&d); }",
        "src/x/fast.pyx": "def f(): pass",
        "src/x/old.py": "import sys\nimport imp\n",
        "src/x/broken.py": "import imp\ndef (",
        "src/x/fine.py": "'\\d'\nimport os\n",
        "tests/test_x.py": "N = 0\ndef f():\n    global N\n    N += 1\n",
        "vendored/y.py": "import imp\n",
        ".venv-3.14/lib/z.py": "import imp\n",
        ".venv-3.14/pyvenv.cfg": "",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_notes_say_where_and_tests_may_share_what_they_like(tmp_path: Path) -> None:
    configuration = Configuration(exclude=("vendored/**",))
    notes = read_code(project(tmp_path), (), configuration, Silent())
    assert [(note.kind, note.path, note.line) for note in notes] == [
        ("unread", "src/x/broken.py", 0),
        ("native-code", "src/x/fast.pyx", 0),
        ("native-code-gil", "src/x/native.c", 1),
        ("removed-in-3.12", "src/x/old.py", 2),
    ]


def test_a_directive_in_the_build_speaks_for_all_cython_files(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "setup.py").write_text("directives = {'freethreading_compatible': True}\n")
    notes = read_code(tmp_path, (), Configuration(), Silent())
    assert "src/x/fast.pyx" not in {note.path for note in notes}


def test_own_code_makes_production_wait_and_is_a_limit_at_home(tmp_path: Path) -> None:
    notes = read_code(project(tmp_path), (), Configuration(), Silent())
    go, reasons, limits = verdict((), (), "local", notes)
    assert (go, reasons, len(limits)) == (Go.GO, (), 2)
    go, reasons, limits = verdict((), (), "production", notes)
    assert (go, len(reasons), limits) == (Go.WAIT, 2, ())
    assert reasons[0].startswith("own code: an extension module turns the GIL back on: src/x/native.c:1")


def test_what_the_codemods_would_find_is_counted_and_placed(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n')
    (tmp_path / "a.py").write_text(
        "from multiprocessing import Pool\n"
        "class A:\n    def f(self) -> 'A': ...\n    def g(self, b: 'B'): ...\n"
        "def run(work):\n    with Pool() as pool:\n        return pool.map(work, range(3))\n"
    )
    notes = codemod_notes(tmp_path, (), Configuration(), Silent())
    assert [(note.kind, note.path, note.line) for note in notes][:2] == [
        ("ANN001-safe", "a.py", 3),
        ("ANN001-unsafe", "a.py", 4),
    ]
    assert {note.line for note in notes if note.kind.startswith("MPT")} == {6}
