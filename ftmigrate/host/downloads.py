"""One file from the network or the disk, whole and with the right hash, or not at all."""

import hmac
from hashlib import file_digest, sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ftmigrate import __version__
from ftmigrate.host.folders import cache_folder
from ftmigrate.host.locks import exclusive
from ftmigrate.model.errors import DownloadFailed, UsageError
from ftmigrate.model.progress import Progress, Task

_TIMEOUT = 20.0
_CHUNK = 1 << 18
_URL_SCHEMES = ("http", "https", "file")


def is_url(text: str) -> bool:
    return "://" in text


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def check_hash(path: Path, expected: str) -> None:
    """Raises DownloadFailed that names both hashes."""
    found = sha256_of(path)
    if not hmac.compare_digest(found, expected.strip().lower()):
        raise DownloadFailed(
            f"its sha256 is {found}, but {expected} was expected; nothing was installed.", where=str(path)
        )


def download(url: str, expected: str, progress: Progress) -> Path:
    """Fetch `url` into the cache; proxies and certificates are those of the user's environment.

    What a cut connection or a kill left is continued where the server can. A file with the wrong
    hash is deleted.
    """
    parts = urlsplit(url)
    if parts.scheme not in _URL_SCHEMES:
        raise UsageError(f"{parts.scheme}: is no kind of address that can be downloaded.", where=url)
    name = Path(unquote(parts.path)).name or "download"
    folder = cache_folder() / "downloads" / sha256(url.encode()).hexdigest()[:16]
    target = folder / name
    with exclusive(folder.with_suffix(".lock"), progress, f"the download of {name}"):
        if target.is_file() and sha256_of(target) == expected.lower():
            return target
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f"{name}.part"
        with progress.task(f"Downloading {name}") as task:
            _fetch(url, partial, task)
        try:
            check_hash(partial, expected)
        except DownloadFailed as error:
            partial.unlink()
            raise DownloadFailed(error.what, where=url) from None
        partial.replace(target)
    return target


def _fetch(url: str, partial: Path, task: Task) -> None:
    import ssl  # most runs download nothing, and these three are slow to load
    import urllib.error
    import urllib.request

    start = partial.stat().st_size if partial.is_file() else 0
    request = urllib.request.Request(url, headers={"User-Agent": f"ftmigrate/{__version__}"})
    if start:
        request.add_header("Range", f"bytes={start}-")
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
            continued = getattr(response, "status", None) == 206
            length = response.headers.get("Content-Length")
            offset = start if continued else 0
            task.update(total=float(offset + int(length)) if length else None, advance=float(offset))
            with partial.open("ab" if continued else "wb") as file:
                while chunk := response.read(_CHUNK):
                    file.write(chunk)
                    task.update(advance=len(chunk))
            if length and partial.stat().st_size != offset + int(length):
                raise DownloadFailed("the connection was cut; run the command again to go on.", where=url)
    except urllib.error.HTTPError as error:
        if error.code == 416:  # what is there is not a beginning of what the server has
            partial.unlink()
        raise DownloadFailed(f"the server answered {error.code} {error.reason}.", where=url) from error
    except (urllib.error.URLError, TimeoutError, ssl.SSLError, ConnectionError) as error:
        reason = getattr(error, "reason", None) or error
        raise DownloadFailed(f"it can't be downloaded: {reason}.", where=url) from error
