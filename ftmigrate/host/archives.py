"""Unpacking archives that came from elsewhere: nothing is written outside the folder."""

import os
import tarfile
import zipfile
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
                tar.extractall(folder, filter="data")
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, ValueError) as error:
        raise DownloadFailed(f"this archive can't be unpacked: {error}.", where=str(archive)) from error
    except OSError as error:
        if error.errno is not None:
            raise  # no space, no permission: the machine's fault, not the archive's
        raise DownloadFailed(f"this archive is damaged: {error}.", where=str(archive)) from error
    return folder


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
