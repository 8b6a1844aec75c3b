"""The demo project: copied out of the templates, put under git, ready to migrate."""

import shutil
from pathlib import Path

from ftmigrate.host import processes
from ftmigrate.host.files import copy_tree
from ftmigrate.host.templates import templates_folder
from ftmigrate.model.errors import UsageError

DEFAULT_NAME = "ftmigrate-demo"


def unused_folder(parent: Path) -> Path:
    """`ftmigrate-demo`, or the first `ftmigrate-demo-N` that is not there yet."""
    names = (DEFAULT_NAME, *(f"{DEFAULT_NAME}-{number}" for number in range(2, 1000)))
    return next(path for name in names if not (path := parent / name).exists())


def copy_demo(folder: Path) -> Path:
    """Copy the demo project to `folder`, which must be absent or empty, and commit it there.

    Without git the demo works all the same; there is just no `git diff` to look at.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            "the demo needs a folder that is empty or not there yet.",
            where=str(folder),
            hint="Name another one: ftmigrate demo FOLDER",
        )
    copy_tree(templates_folder() / "demo", folder)
    if git := shutil.which("git"):
        _commit(git, folder)
    return folder


def _commit(git: str, folder: Path) -> None:
    identity = ("-c", "user.name=ftmigrate", "-c", "user.email=ftmigrate@localhost")
    for words in (
        ("init", "-q"),
        ("add", "-A"),
        (*identity, "commit", "-qm", "The demo, before its migration"),
    ):
        done = processes.run([git, *words], cwd=folder)
        if not done.ok:
            raise UsageError(f"git {words[-1]} failed: {done.tail(1)}", where=str(folder))
