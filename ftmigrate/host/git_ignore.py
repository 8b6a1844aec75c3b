"""Whether git would show what we made, and .gitignore where it would."""

from collections.abc import Sequence
from pathlib import Path

from ftmigrate.host.files import write_atomically
from ftmigrate.host.processes import run

_SECONDS = 30.0


def not_ignored(project: Path, paths: Sequence[Path]) -> tuple[Path, ...]:
    """Those of `paths` that git would show as new; none where the project is not under git."""
    if not paths:
        return ()
    try:
        answer = run(["git", "check-ignore", "--", *paths], cwd=project, timeout=_SECONDS)
    except OSError:
        return ()
    if answer.exit_code not in (0, 1):  # 128: no repository
        return ()
    ignored = set(answer.stdout.splitlines())
    return tuple(path for path in paths if str(path) not in ignored)


def add_ignored(project: Path, names: Sequence[str]) -> Path | None:
    """Append `names` to the project's .gitignore, those that are not in it; None if all are."""
    path = project / ".gitignore"
    before = path.read_bytes() if path.exists() else b""
    ends = b"\r\n" if b"\r\n" in before else b"\n"
    there = {line.strip() for line in before.splitlines()}
    missing = [name.encode() for name in names if name.encode() not in there]
    if not missing:
        return None
    gap = ends if before and not before.endswith(b"\n") else b""
    write_atomically(path, before + gap + b"".join(name + ends for name in missing))
    return path
