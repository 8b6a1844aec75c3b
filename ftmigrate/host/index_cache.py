"""Index answers with their dates, so that a second audit asks nothing and `--offline` can answer."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from ftmigrate.host.files import write_atomically
from ftmigrate.host.index_configuration import redacted
from ftmigrate.model.package_index import IndexFile

# What indexes themselves tell clients to keep a project page for.
FRESH = timedelta(minutes=10)
_VERSION = 2


@dataclass(frozen=True, slots=True)
class CachedPage:
    """`files` is None where the index said that it has no such project."""

    fetched: str
    etag: str
    files: tuple[IndexFile, ...] | None

    @property
    def fresh(self) -> bool:
        age = datetime.now(UTC) - datetime.fromisoformat(self.fetched)
        return timedelta(0) <= age < FRESH


def load(folder: Path, url: str) -> CachedPage | None:
    """What the index last said; None where nothing was kept or it can't be read."""
    try:
        document = json.loads(_path(folder, url).read_bytes())
        if document["version"] != _VERSION:
            return None
        files = document["files"]
        datetime.fromisoformat(document["fetched"])
        return CachedPage(
            fetched=document["fetched"],
            etag=document["etag"],
            files=None if files is None else tuple(IndexFile(*row) for row in files),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def store(folder: Path, url: str, page: CachedPage) -> None:
    """Keep an answer; a cache that can't be written is no reason to fail."""
    rows = None if page.files is None else [list(asdict(file).values()) for file in page.files]
    document = {
        "version": _VERSION,
        "url": redacted(url),
        "fetched": page.fetched,
        "etag": page.etag,
        "files": rows,
    }
    try:
        write_atomically(_path(folder, url), json.dumps(document, separators=(",", ":")).encode())
    except OSError:
        return


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _path(folder: Path, url: str) -> Path:
    # Another user of the same URL may see other files: the credentials are part of the key.
    return folder / f"{sha256(url.encode()).hexdigest()[:32]}.json"
