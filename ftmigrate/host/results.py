"""Results kept in `PROJECT/.ftmigrate`, so that `report` can show them again without running anything."""

import json
from pathlib import Path
from typing import TypeVar

from ftmigrate.host.files import write_atomically
from ftmigrate.host.folders import state_folder
from ftmigrate.model.errors import UsageError

T = TypeVar("T")


def save(project: Path, name: str, value: object) -> Path:
    """Write a model value as `.ftmigrate/NAME.json`, replacing the last one in one step."""
    from cattrs.preconf.json import make_converter

    path = state_folder(project) / f"{name}.json"
    converter = make_converter()
    converter.register_unstructure_hook(Path, str)
    write_atomically(path, json.dumps(converter.unstructure(value)).encode())
    return path


def load(project: Path, name: str, kind: type[T]) -> T | None:
    """Read back what `save` wrote; None where there is none.

    A file that another version wrote, or that was edited, is an error that says to run again.
    """
    from cattrs.errors import BaseValidationError
    from cattrs.preconf.json import make_converter

    path = project / ".ftmigrate" / f"{name}.json"
    if not path.is_file():
        return None
    converter = make_converter()
    converter.register_structure_hook(Path, lambda text, _: Path(text))
    try:
        return converter.structure(json.loads(path.read_bytes()), kind)
    except (BaseValidationError, ValueError, TypeError, KeyError) as error:
        raise UsageError(
            "this file of an earlier run can't be read.",
            where=str(path),
            hint="Delete it, then run `ftmigrate migrate` again.",
        ) from error
