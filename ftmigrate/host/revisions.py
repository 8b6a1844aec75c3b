"""The files of a project as a git revision has them."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from ftmigrate.host.processes import Completed, clean_environment, run
from ftmigrate.model.errors import UsageError

_SECONDS = 120.0


def changed_since(project: Path, revision: str) -> dict[str, bytes | None]:
    """What differs from `revision` below `project`: relative path to the old bytes, None for no file.

    Untracked files are left as they are. Raises UsageError where git does not know the revision.
    """
    prefix = _git(project, "rev-parse", "--show-prefix").stdout.strip()
    listed = _git(project, "diff", "--name-status", "--no-renames", "--relative", "-z", revision)
    words = listed.stdout.split("\0")
    states = dict(zip(words[1::2], words[::2], strict=False))
    present = [path for path, state in states.items() if state != "A"]
    old = _contents(project, revision, prefix, present)
    return {path: old.get(path) for path in states}


def _contents(project: Path, revision: str, prefix: str, paths: Sequence[str]) -> dict[str, bytes]:
    """Through an index and a folder of our own, so that the user's are not touched."""
    if not paths:
        return {}
    with tempfile.TemporaryDirectory(prefix="ftmigrate-revision-") as name:
        folder = Path(name)
        index = {"GIT_INDEX_FILE": str(folder / "index")}
        _git(project, "read-tree", revision, variables=index)
        out = folder / "files"
        listing = "".join(f"{path}\0" for path in paths)
        arguments = ("checkout-index", "-f", "-z", "--stdin", f"--prefix={out}/")
        _git(project, *arguments, variables=index, stdin=listing)
        files = {path: out / prefix / path for path in paths}
        return {path: file.read_bytes() for path, file in files.items() if file.is_file()}


def _git(
    project: Path, *words: str, variables: dict[str, str] | None = None, stdin: str | None = None
) -> Completed:
    try:
        done = run(
            ["git", "-c", "core.quotepath=off", *words],
            cwd=project,
            env=clean_environment(variables),
            timeout=_SECONDS,
            stdin=stdin,
        )
    except FileNotFoundError:
        raise UsageError("git is not installed, so there is no state before to compare with.") from None
    if not done.ok:
        raise UsageError(
            f"git can't tell the state before: {_reason(done)}.",
            where=str(project),
            hint="Name a revision that exists with --against, or commit the state before first.",
        )
    return done


def _reason(done: Completed) -> str:
    """The first line of what git says: usage advice follows it."""
    lines = done.stderr.strip().splitlines()
    return lines[0].removeprefix("fatal: ").rstrip(".") if lines else f"it exits {done.exit_code}"
