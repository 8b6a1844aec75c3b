"""The stages of a build, on a source small enough to build in a second with the real tools."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ftmigrate.host import source_build
from ftmigrate.host.source_build import Build, missing_packages, source_tree, source_version
from ftmigrate.model.errors import DownloadFailed, MachineError
from ftmigrate.model.progress import Silent

pytestmark = pytest.mark.skipif(
    os.name != "posix" or not (shutil.which("gcc") and shutil.which("make")), reason="no compiler"
)
MAKEFILE = """\
prefix=@prefix@
OBJECTS=Objects/a.o Objects/b.o
all: python
python: $(OBJECTS)
\tgcc -o $@ $(OBJECTS)
%.o: %.c
\tgcc -c -o $@ $<
install: all
\tmkdir -p $(DESTDIR)$(prefix)/bin
\tcp python $(DESTDIR)$(prefix)/bin/python3.14t
"""
CONFIGURE = """\
#!/bin/sh
echo "$@" > configured
for word; do case $word in --prefix=*) sed "s|@prefix@|${word#--prefix=}|" Makefile.in > Makefile;; esac; done
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(source_build, "logs_folder", lambda: tmp_path / "logs")
    folder = tmp_path / "download/Python-3.14.2"
    for name, text in {
        "configure": CONFIGURE,
        "Makefile.in": MAKEFILE,
        "Objects/a.c": "int b(void); int main(void) { return b(); }\n",
        "Objects/b.c": "int b(void) { return 0; }\n",
        "Include/patchlevel.h": '#define PY_MAJOR_VERSION 3\n#define PY_VERSION              "3.14.2"\n',
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "configure").chmod(0o755)
    return folder


class Watched(Silent):
    """Counts what the bar is told."""

    def __init__(self) -> None:
        self.advanced = 0.0
        self.totals: list[float] = []

    def task(self, label: str, total: float | None = None) -> "Watched":  # type: ignore[override]
        return self

    def __enter__(self) -> "Watched":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def update(self, *, advance: float = 0.0, total: float | None = None, note: str | None = None) -> None:
        self.advanced += advance
        if total is not None:
            self.totals.append(total)


def test_a_build_lands_under_its_staging_folder(tree: Path, tmp_path: Path) -> None:
    final = tmp_path / "final/cpython"
    progress = Watched()
    build = Build(source_tree(tree.parent), final, "3.14.2t")
    staged = build.run(tmp_path / "stage", progress, free_threaded=True)
    assert subprocess.run([staged / "bin/python3.14t"], check=False).returncode == 0
    assert not final.exists()
    assert "--disable-gil" in (tree / "configured").read_text()
    assert (progress.totals, progress.advanced) == ([2.0], 2.0)
    build.finished()
    assert not build.log.exists()


def test_a_gil_build_is_configured_without_the_option(tree: Path, tmp_path: Path) -> None:
    Build(tree, tmp_path / "final", "3.14.2").run(tmp_path / "stage", Silent(), free_threaded=False)
    assert "--disable-gil" not in (tree / "configured").read_text()


def test_words_for_configure_are_the_users(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_CONFIGURE_OPTS", "--enable-optimizations 'CC=gcc -pipe'")
    Build(tree, tmp_path / "final", "x").run(tmp_path / "stage", Silent(), free_threaded=True)
    assert "--enable-optimizations CC=gcc -pipe" in (tree / "configured").read_text()


def test_a_failure_names_its_reason_and_keeps_the_log(tree: Path, tmp_path: Path) -> None:
    (tree / "Objects/b.c").write_text("int b(void) { return missing; }\n")
    build = Build(tree, tmp_path / "final", "3.14.2t")
    with pytest.raises(MachineError) as caught:
        build.run(tmp_path / "stage", Silent(), free_threaded=True)
    assert "`make` of 3.14.2t ended with exit 2" in caught.value.what
    assert "error" in caught.value.what
    assert str(build.log) in caught.value.hint
    assert "missing" in build.log.read_text()


def test_the_users_flags_change_nothing(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DESTDIR", "MAKEFLAGS", "CFLAGS"):
        monkeypatch.setenv(name, "--broken")
    staged = Build(tree, tmp_path / "final", "x").run(tmp_path / "stage", Silent(), free_threaded=True)
    assert (staged / "bin/python3.14t").is_file()


def test_what_a_source_is(tree: Path, tmp_path: Path) -> None:
    assert source_tree(tree) == source_tree(tree.parent) == tree
    assert source_version(tree) == "3.14.2"
    (tree / "configure").unlink()
    with pytest.raises(DownloadFailed, match="no source of CPython"):
        source_tree(tree)
    with pytest.raises(DownloadFailed, match="no source of CPython"):
        source_tree(tmp_path / "missing")


def test_missing_tools_are_named_as_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing_packages()[:3] == ("gcc", "make", "libc6-dev")
    assert "libssl-dev" in missing_packages(), "all at once, not one more on each try"


def test_missing_headers_are_named_as_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_build, "_HEADERS", (("stdio.h", "libc6-dev"), ("no/such.h", "libnosuch-dev")))
    assert missing_packages() == ("libnosuch-dev",)
