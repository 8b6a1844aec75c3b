"""What every build from source has in common, wherever the source came from."""

import sys
from pathlib import Path

from ftmigrate.host.installations import Claim, put_in_place
from ftmigrate.host.interpreter_check import check_modules
from ftmigrate.host.source_build import Build, missing_packages, source_version
from ftmigrate.model.errors import MachineError
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Installation
from ftmigrate.model.target import Target


def install_source(
    tree: Path, claim: Claim, target: Target, provider: str, made_of: str, progress: Progress
) -> Path:
    """Build `tree` for the target's build into a place of its own; returns the executable."""
    check_tools()
    version = source_version(tree)
    letter = "t" if target.free_threaded else ""
    final = claim.place(f"cpython-{version}{letter}-{provider}-source")
    if " " in str(final):
        raise MachineError("CPython can't be built into a path with a space in it.", where=str(final))
    build = Build(tree, final, f"{version}{letter}")
    root = build.run(claim.staging / "root", progress, free_threaded=bool(target.free_threaded))
    minor = ".".join(version.split(".")[:2])
    record = Installation(final, final / f"bin/python{minor}{letter}", provider, target.name, (made_of,))
    python = put_in_place(claim, root, record, check_modules)
    build.finished()
    return python


def check_tools() -> None:
    """A clear list before anything starts; the names are Debian's, whose packages are checked."""
    missing = missing_packages()
    if missing:
        command = f"sudo apt-get install {' '.join(missing)}" if sys.platform == "linux" else ""
        raise MachineError(f"building from source needs {', '.join(missing)}.", hint=command)
