"""Building CPython from its source into its final place, with a progress bar and a kept log."""

import os
import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ftmigrate.host.files import remove_tree
from ftmigrate.host.folders import logs_folder
from ftmigrate.host.processes import clean_environment, run
from ftmigrate.model.errors import NO_SPACE, DownloadFailed, MachineError
from ftmigrate.model.progress import Progress, Task

# The header that shows a library is there, and Debian's package that brings it.
_HEADERS = (
    ("stdlib.h", "libc6-dev"),
    ("openssl/ssl.h", "libssl-dev"),
    ("zlib.h", "zlib1g-dev"),
    ("ffi.h", "libffi-dev"),
    ("sqlite3.h", "libsqlite3-dev"),
    ("lzma.h", "liblzma-dev"),
    ("bzlib.h", "libbz2-dev"),
    ("readline/readline.h", "libreadline-dev"),
    ("uuid/uuid.h", "uuid-dev"),
)
_PROGRAMS = (("gcc", "gcc"), ("make", "make"))
_COMPILED = re.compile(r"-o (?:\S+/)?\w+\.o\b")


def missing_packages() -> tuple[str, ...]:
    """Debian's names of what a build needs and this machine lacks; empty when it can start."""
    absent = [package for program, package in _PROGRAMS if not _program_there(program)]
    if "gcc" in absent:  # without it no header can be looked for; what is there already does no harm
        return (*absent, *(package for _, package in _HEADERS))
    return (*absent, *_missing_headers())


def _program_there(name: str) -> bool:
    try:
        return run([name, "--version"], timeout=10).ok
    except OSError:
        return False


def _missing_headers() -> Iterator[str]:
    """The compiler itself is asked, all at once: it knows where headers lie on this system."""
    questions = (
        f"#if !__has_include(<{header}>)\nmissing {package}\n#endif\n" for header, package in _HEADERS
    )
    done = run(["gcc", "-E", "-P", "-x", "c", "-"], stdin="".join(questions), timeout=20)
    for line in done.stdout.splitlines():
        if line.startswith("missing "):
            yield "".join(line.split()[1:])


def source_tree(folder: Path) -> Path:
    """Where the source's `configure` lies: `folder` or the one folder in it; raises DownloadFailed."""
    inside = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    for tree in (folder, *inside):
        if (tree / "configure").is_file() and (tree / "Include/patchlevel.h").is_file():
            return tree
    raise DownloadFailed("this is no source of CPython.", where=str(folder))


def source_version(tree: Path) -> str:
    """`3.13.15` or `3.15.0a2`, from Include/patchlevel.h."""
    text = (tree / "Include/patchlevel.h").read_text(encoding="utf-8", errors="replace")
    match = re.search(r'^#define\s+PY_VERSION\s+"([^"+]+)', text, re.MULTILINE)
    return match[1] if match else ""


class Build:
    """One build: each stage writes to one log, which is deleted only when all went well."""

    def __init__(self, tree: Path, prefix: Path, name: str) -> None:
        self._tree = tree
        self._prefix = prefix
        self._name = name
        self.log = logs_folder() / f"build-{name}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.log"

    def run(self, staging: Path, progress: Progress, *, free_threaded: bool) -> Path:
        """Configure, make, install under `staging` (DESTDIR); returns the tree to put at the prefix."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with progress.task(f"Building {self._name} from source") as task:
            task.update(note="configure")
            self._stage(self._configure(free_threaded), task, 900)
            task.update(total=self._objects(), note="compiling")
            self._stage(["make", f"-j{os.cpu_count() or 1}"], task, 7200)
            task.update(note="installing")
            self._stage(["make", "install", f"DESTDIR={staging}"], task, 1800)
        return staging / str(self._prefix).lstrip("/")

    def _configure(self, free_threaded: bool) -> list[str]:
        """The user's own words come last, as with python-build: `--enable-optimizations` makes a build
        that takes more than twice as long and runs faster.

        https://github.com/pyenv/pyenv/tree/master/plugins/python-build#special-environment-variables
        """
        options = ["--disable-gil"] if free_threaded else []
        return [
            "./configure", f"--prefix={self._prefix}", "--disable-test-modules", "--with-ensurepip=install",
            *options, "OPT=-DNDEBUG -O2 -fwrapv -Wall",
            *shlex.split(os.environ.get("PYTHON_CONFIGURE_OPTS", "")),
        ]  # fmt: skip

    def _objects(self) -> float | None:
        """How many files will be compiled, for the bar."""
        plan = run(["make", "--dry-run"], cwd=self._tree, env=_environment(), timeout=60)
        return float(len(set(_COMPILED.findall(plan.stdout)))) or None

    def _stage(self, command: Sequence[str], task: Task, timeout: float) -> None:
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(command)}\n")
            done = run(
                command,
                cwd=self._tree,
                env=_environment(),
                timeout=timeout,
                on_line=_listener(log.write, task),
            )
        if not done.ok:
            reason = "took too long" if done.timed_out else f"ended with exit {done.exit_code}"
            last = [
                line for line in done.tail(40).splitlines() if NO_SPACE in line or "rror" in line
            ] or done.tail(1).splitlines()
            raise MachineError(
                f"`{command[0]}` of {self._name} {reason}: {(last or ['no output'])[0].strip()[:160]}.",
                hint=f"The whole log is in {self.log}",
            )

    def finished(self) -> None:
        self.log.unlink(missing_ok=True)
        remove_tree(self._tree)


def _listener(write: Callable[[str], object], task: Task) -> Callable[[str], None]:
    def on_line(line: str) -> None:
        write(line + "\n")
        if _COMPILED.search(line):
            task.update(advance=1)

    return on_line


def _environment() -> dict[str, str]:
    """Nothing of the user's that would change what is compiled; a proxy plays no part here."""
    unwanted = ("CFLAGS", "CPPFLAGS", "LDFLAGS", "MAKEFLAGS", "DESTDIR", "CONFIG_SITE")
    return {key: value for key, value in clean_environment().items() if key not in unwanted}
