"""The record in an environment that we made: what it is, and whether it was finished.

An environment is complete if and only if its record says so; the record is written first as
unfinished, before anything else is in the folder, and as complete at the very end.
"""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args, get_type_hints

from ftmigrate.host.files import write_atomically
from ftmigrate.model.interpreter import Environment, Interpreter, Jit
from ftmigrate.model.target import Target

RECORD = "ftmigrate-environment.json"
_VERSION = 2


@dataclass(frozen=True, slots=True)
class Record:
    """`fingerprint` is that of the declarations that were installed, `base_stamp` size and
    modification time (ns) of the base executable, `settings` the sha256 of pyvenv.cfg (a `venv` made
    over an environment writes another), `notes` sentences for people."""

    environment: Environment
    complete: bool
    fingerprint: str
    base_stamp: tuple[int, int]
    installer: str = ""
    built: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    settings: str = ""


def write_record(folder: Path, record: Record) -> None:
    document = {
        "record": _VERSION,
        "complete": record.complete,
        "target": record.environment.target.text,
        "stand_in": record.environment.stand_in,
        "python": str(record.environment.python),
        "interpreter": asdict(record.environment.interpreter),
        "fingerprint": record.fingerprint,
        "base_stamp": record.base_stamp,
        "installer": record.installer,
        "built": record.built,
        "notes": record.notes,
        "settings": record.settings,
    }
    write_atomically(folder / RECORD, json.dumps(document, indent=1, default=str).encode())


def read_record(folder: Path) -> Record | None:
    """The record of `folder`; None where it has none, or a damaged one (then it is not ours)."""
    try:
        document = json.loads((folder / RECORD).read_bytes())
        return _record(folder, document) if document["record"] == _VERSION else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _record(folder: Path, document: dict[str, Any]) -> Record:
    return Record(
        environment=Environment(
            target=Target.parse(document["target"]),
            interpreter=_interpreter(document["interpreter"]),
            path=folder,
            python=Path(document["python"]),
            stand_in=bool(document["stand_in"]),
        ),
        complete=document["complete"] is True,
        fingerprint=document["fingerprint"],
        base_stamp=(int(document["base_stamp"][0]), int(document["base_stamp"][1])),
        installer=document["installer"],
        built=tuple(document["built"]),
        notes=tuple(document["notes"]),
        settings=document["settings"],
    )


def _interpreter(document: dict[str, Any]) -> Interpreter:
    """Fields that another version of ftmigrate wrote are left out; absent ones get their defaults."""
    kinds = get_type_hints(Interpreter)
    known = {name: value for name, value in document.items() if name in kinds}
    return Interpreter(**{name: _value(kinds[name], value) for name, value in known.items()})


def _value(kind: Any, value: Any) -> Any:
    for made in (Path, Jit):
        if value is not None and made in (kind, *get_args(kind)):
            return made(value)
    return tuple(value) if isinstance(value, list) else value


def stamp(path: Path) -> tuple[int, int]:
    """Size and modification time (ns) of a file; (0, 0) where there is none."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns


def settings_of(folder: Path) -> str:
    """The sha256 of an environment's pyvenv.cfg; empty where it has none."""
    try:
        return sha256((folder / "pyvenv.cfg").read_bytes()).hexdigest()
    except OSError:
        return ""
