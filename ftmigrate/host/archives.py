"""Unpacking archives that came from elsewhere: nothing is written outside the folder."""

import os
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from ftmigrate.model.errors import DownloadFailed


def unpack_archive(archive: Path, folder: Path) -> Path:
    """Unpack a .tar (gz, bz2, xz) or .zip into `folder`, which is returned.

    Raises DownloadFailed for anything else, and for members that would land outside (PEP 706).
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as bundle:
                bundle.extractall(folder)  # drops "..", drive letters and leading slashes itself
        else:
            with tarfile.open(archive) as tar:
                _extract(tar, folder)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, ValueError) as error:
        raise DownloadFailed(f"this archive can't be unpacked: {error}.", where=str(archive)) from error
    except OSError as error:
        if error.errno is not None:
            raise  # no space, no permission: the machine's fault, not the archive's
        raise DownloadFailed(f"this archive is damaged: {error}.", where=str(archive)) from error
    return folder


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    """With the filter of PEP 706, which Python has since 3.11.4; Debian 12's 3.11.2 needs ours."""
    if hasattr(tarfile, "data_filter"):
        tar.extractall(folder, filter="data")
    else:
        tar.extractall(folder, members=list(_inside(tar, folder.resolve())))


def _inside(tar: tarfile.TarFile, folder: Path) -> Iterator[tarfile.TarInfo]:
    """The members; raises TarError for a special file, and for a path or link that leaves `folder`."""
    for member in tar:
        place = (folder / member.name).resolve()
        ends = [place]
        if member.issym():
            ends.append((place.parent / member.linkname).resolve())
        elif member.islnk():
            ends.append((folder / member.linkname).resolve())
        elif not (member.isfile() or member.isdir()):
            raise tarfile.TarError(f"{member.name!r} is a special file")
        if not all(end.is_relative_to(folder) for end in ends):
            raise tarfile.TarError(f"{member.name!r} would be outside the folder")
        yield member


def prefix_in(folder: Path) -> Path | None:
    """The folder of a ready interpreter in an unpacked archive: it has `bin/python3` or `python.exe`.

    python-build-standalone has `python/`, its full archives `python/install/`.
    """
    for root, names, files in os.walk(folder):
        depth = len(Path(root).relative_to(folder).parts)
        if "python.exe" in files or any(Path(root, "bin", name).is_file() for name in ("python3", "python")):
            return Path(root)
        names[:] = sorted(names) if depth < 2 else []
    return None
