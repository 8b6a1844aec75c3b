"""Run inside the environment's own interpreter: prints what is installed there, as JSON.

Standard library only; it must run on every Python that an environment may have.
"""

import csv
import importlib.machinery
import importlib.metadata
import json
import mmap
import sys
import sysconfig
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

# cpython-314t-x86_64-linux-gnu names the build in the file's name; plain .so and .pyd do not.
SUFFIXES = sorted(importlib.machinery.EXTENSION_SUFFIXES, key=len, reverse=True)
PLAIN = {".so", ".pyd"}
LIBRARIES = (".so", ".dylib", ".dll", ".pyd")


def described(distribution: importlib.metadata.Distribution) -> dict[str, Any] | None:
    """One distribution as a dictionary with the fields of model.installed; None for a broken one."""
    metadata = headers(distribution)
    if not metadata["Name"] or not metadata["Version"]:  # half removed
        return None
    extensions: set[str] = set()
    libraries: set[str] = set()
    packages: set[str] = set()
    inner: set[str] = set()
    for path in files(distribution):
        folder, _, name = path.rpartition("/")
        module = extension_name(distribution, path)
        if module is not None:
            extensions.add(module)
        elif not name.endswith(".py"):
            libraries.add(path)
        elif name == "__init__.py" and dotted(folder):
            packages.add(dotted(folder))
        elif dotted(path[:-3]):
            (inner if folder else packages).add(dotted(path[:-3]))
    return {
        "name": metadata["Name"],
        "version": metadata["Version"],
        "requires": metadata.get_all("Requires-Dist") or [],
        "wheel_tags": tags(distribution),
        "extensions": sorted(extensions),
        "modules": top_level(packages, inner),
        "native_libraries": sorted(libraries),
        "direct_folder": direct_folder(distribution),
        "stamp": stamp(distribution),
    }


def headers(distribution: importlib.metadata.Distribution) -> Message:
    """Its metadata without the description, which may be longer than all the rest."""
    text = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or ""
    return HeaderParser().parsestr(text.partition("\n\n")[0])


def dotted(path: str) -> str:
    """`a/b` as `a.b`; empty where that could not be imported."""
    return path.replace("/", ".") if all(part.isidentifier() for part in path.split("/")) else ""


def files(distribution: importlib.metadata.Distribution) -> Iterator[str]:
    """What it installed that can matter here. `distribution.files` would stat each file: slow."""
    text = distribution.read_text("RECORD")
    names = (row[0] for row in csv.reader(text.splitlines()) if row) if text else distribution.files or ()
    for name in names:
        path = str(name).replace("\\", "/")
        if path.startswith(("/", "../")) or path.partition("/")[0].endswith((".dist-info", ".data")):
            continue
        if path.endswith((".py", *LIBRARIES)) or ".so." in path:
            yield path


def extension_name(distribution: importlib.metadata.Distribution, path: str) -> str | None:
    """The dotted name of an extension module, None for any other file."""
    for suffix in SUFFIXES:
        if path.endswith(suffix):
            name = dotted(path[: -len(suffix)])
            if name and suffix in PLAIN and not has_init(Path(str(distribution.locate_file(path))), name):
                return None
            return name or None
    return None


def has_init(file: Path, name: str) -> bool:
    """A plain shared library is a module only if it exports an init function (PEP 489, PEP 793)."""
    stem = name.rpartition(".")[2].encode()
    try:
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return any(data.find(prefix + stem) >= 0 for prefix in (b"PyInit_", b"PyModExport_"))
    except (OSError, ValueError):
        return False


def top_level(packages: set[str], inner: set[str]) -> list[str]:
    """The shallowest importable names: `google.protobuf`, not `google` (a namespace package)."""
    found = {name for name in packages if not any(parent in packages for parent in parents(name))}
    # A folder without __init__.py that holds modules is a namespace: its modules are the top.
    loose = {name for name in inner if not any(parent in packages for parent in parents(name))}
    return sorted(found | loose)


def parents(name: str) -> Iterator[str]:
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def tags(distribution: importlib.metadata.Distribution) -> list[str]:
    text = distribution.read_text("WHEEL") or ""
    return [line[4:].strip() for line in text.splitlines() if line.startswith("Tag:")]


def direct_folder(distribution: importlib.metadata.Distribution) -> str | None:
    """The local folder this was installed from (PEP 610), else None."""
    try:
        record = json.loads(distribution.read_text("direct_url.json") or "{}")
    except ValueError:
        return None
    if "dir_info" not in record:
        return None
    return url2pathname(unquote(urlsplit(record["url"]).path))


def stamp(distribution: importlib.metadata.Distribution) -> str:
    """Changes whenever the distribution is installed again, the same version too."""
    for name in ("RECORD", "METADATA"):
        path = Path(str(getattr(distribution, "_path", ""))) / name
        if path.is_file():
            status = path.stat()
            return f"{status.st_mtime_ns}-{status.st_size}"
    return ""


def main() -> None:
    paths = sysconfig.get_paths()
    roots = list(dict.fromkeys([paths["purelib"], paths["platlib"]]))
    found: dict[str, dict[str, Any]] = {}
    for distribution in importlib.metadata.distributions(path=roots):
        entry = described(distribution)
        if entry is not None:
            found.setdefault(entry["name"].lower(), entry)
    sys.stdout.write(sys.argv[1] + json.dumps(list(found.values())) + sys.argv[1] + "\n")


if __name__ == "__main__":
    main()
