"""What providers could not get, remembered for a day, so that they are not asked on every run."""

import contextlib
import json
import os
import time
from hashlib import sha256
from pathlib import Path

from ftmigrate.host.files import write_atomically
from ftmigrate.host.folders import cache_folder

_DAY = 24 * 3600.0


def recent_refusals(request: str, providers: tuple[str, ...]) -> tuple[str, ...]:
    """The explanations of the last day for the same request and providers; empty if there are none."""
    try:
        record = json.loads(_file(request).read_bytes())
        fresh = 0 <= time.time() - record["when"] < _DAY
        if fresh and record["providers"] == list(providers) and record["settings"] == _settings():
            return tuple(map(str, record["explanations"]))
    except (OSError, ValueError, KeyError, TypeError):
        pass  # none, or not readable: ask again
    return ()


def remember_refusals(request: str, providers: tuple[str, ...], explanations: tuple[str, ...]) -> None:
    record = {
        "when": time.time(),
        "providers": providers,
        "settings": _settings(),
        "explanations": explanations,
    }
    with contextlib.suppress(OSError):  # a cache that can't be written costs time only
        write_atomically(_file(request), json.dumps(record).encode())


def _settings() -> str:
    """A hash of the variables that change what can be got: mirrors and proxies (which hold secrets)."""
    prefixes = ("UV_", "PYTHON_BUILD_", "PYENV_", "CONDA_", "HOMEBREW_")
    relevant = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(prefixes) or name.lower().endswith("_proxy")
    }
    return sha256(json.dumps(relevant, sort_keys=True).encode()).hexdigest()


def _file(request: str) -> Path:
    return cache_folder() / "refusals" / f"{request.replace('/', '_')}.json"
