"""Where ftmigrate keeps things: the user's data and cache folders, and `.ftmigrate` in a project."""

from pathlib import Path

import platformdirs

from ftmigrate.host.files import write_atomically

_NAME = "ftmigrate"


def data_folder() -> Path:
    """Interpreters and logs: kept until the user removes them."""
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False))


def cache_folder() -> Path:
    """Downloads, probe answers, codemod results: may be deleted at any time."""
    return Path(platformdirs.user_cache_dir(_NAME, appauthor=False))


def own_bytecode_folder() -> Path:
    """Bytecode of ftmigrate itself, where none may lie beside its sources."""
    return cache_folder() / "bytecode"


def interpreters_folder() -> Path:
    """One folder an installed interpreter, each complete or absent."""
    return data_folder() / "interpreters"


def logs_folder() -> Path:
    return data_folder() / "logs"


def state_folder(project: Path) -> Path:
    """`PROJECT/.ftmigrate`: the last results and the undo journal; it ignores itself in git."""
    folder = project / ".ftmigrate"
    marker = folder / ".gitignore"
    if not marker.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(marker, b"*\n")
    return folder
