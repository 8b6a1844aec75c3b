"""Answers of probes, kept until the file that gave them changes.

The key is the candidate's path; an entry holds while the size and modification time of the
candidate, of the executable that answered (a launcher script stays the same when what it starts
does not) and the probe script's own hash are the same. A candidate that failed is asked again after
ten minutes; one that timed out after one, since the machine may only have been busy.
"""

import json
import time
from pathlib import Path
from typing import Any

from ftmigrate.host.files import write_atomically
from ftmigrate.host.folders import cache_folder
from ftmigrate.host.probe import Answer, script_hash

_RETRY_SECONDS = 600.0
_RETRY_PASSING_SECONDS = 60.0
_KEEP = 500


class ProbeCache:
    """Read once, asked many times, written once by `save` if something is new."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or cache_folder() / "probes.json"
        self._entries: dict[str, dict[str, Any]] = self._read()
        self._changed = False

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            document = json.loads(self._path.read_bytes())
            if document["script"] == script_hash():
                return dict(document["entries"])
        except (OSError, ValueError, KeyError, TypeError):
            pass  # absent, of another version, or damaged: everything is asked anew
        return {}

    def get(self, python: Path) -> Answer | None:
        entry = self._entries.get(str(python))
        try:
            if entry is None or entry["stamps"] != _stamps(entry["stamps"]):
                return None
            retry = _RETRY_PASSING_SECONDS if entry["passing"] else _RETRY_SECONDS
            if entry["facts"] is None and not 0 <= time.time() - entry["when"] < retry:
                return None
            return Answer(entry["facts"], entry["reason"], entry["passing"])
        except (KeyError, TypeError, AttributeError):
            return None

    def put(self, python: Path, answer: Answer) -> None:
        files = {str(python)}
        if answer.facts is not None:
            files |= {answer.facts["executable"], answer.facts["base_executable"]}
        self._entries.pop(str(python), None)
        self._entries[str(python)] = {
            "stamps": _stamps(dict.fromkeys(sorted(filter(None, files)))),
            "facts": answer.facts,
            "reason": answer.reason,
            "passing": answer.passing,
            "when": time.time(),
        }
        self._changed = True

    def save(self) -> None:
        """A folder that can't be written costs only time: the next run asks again."""
        if not self._changed:
            return
        recent = dict(list(self._entries.items())[-_KEEP:])
        try:
            text = json.dumps({"script": script_hash(), "entries": recent})
            write_atomically(self._path, text.encode())
        except OSError:
            pass
        self._changed = False


def _stamps(files: dict[str, Any]) -> dict[str, list[int] | None]:
    return {name: _stamp(name) for name in files}


def _stamp(name: str) -> list[int] | None:
    try:
        status = Path(name).stat()  # follows links: what a link points to is what runs
    except OSError:
        return None
    return [status.st_mtime_ns, status.st_size, status.st_ino]
