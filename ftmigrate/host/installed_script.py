"""Run inside the environment's own interpreter: prints what is installed there, as JSON.

Standard library only; it must run on every Python that an environment may have.
"""

import importlib.machinery
import importlib.metadata
import json
import mmap
import sys
import sysconfig
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

# cpython-314t-x86_64-linux-gnu names the build in the file's name; plain .so and .pyd do not.
SUFFIXES = sorted(importlib.machinery.EXTENSION_SUFFIXES, key=len, reverse=True)
PLAIN = {".so", ".pyd"}
LIBRARIES = (".so", ".dylib", ".dll", ".pyd")


def described(distribution: importlib.metadata.Distribution) -> dict[str, Any]:
    """One distribution as a dictionary with the fields of model.installed."""
    extensions: set[str] = set()
    libraries: set[str] = set()
    modules: set[PurePosixPath] = set()
    namespaced: set[PurePosixPath] = set()
    for file in distribution.files or ():
        path = PurePosixPath(str(file).replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or path.parts[0].endswith((".dist-info", ".data")):
            continue
        module = extension_name(distribution, path)
        if module is not None:
            extensions.add(module)
        elif path.name.endswith(LIBRARIES) or ".so." in path.name:
            libraries.add(str(path))
        if path.suffix == ".py" and all(part.isidentifier() for part in path.with_suffix("").parts):
            (modules if path.name == "__init__.py" or len(path.parts) == 1 else namespaced).add(path)
    metadata = distribution.metadata
    return {
        "name": metadata["Name"],
        "version": distribution.version,
        "requires": distribution.requires or [],
        "wheel_tags": tags(distribution),
        "extensions": sorted(extensions),
        "modules": top_level(modules, namespaced),
        "native_libraries": sorted(libraries),
        "direct_folder": direct_folder(distribution),
    }


def extension_name(distribution: importlib.metadata.Distribution, path: PurePosixPath) -> str | None:
    """The dotted name of an extension module, None for any other file."""
    for suffix in SUFFIXES:
        if path.name.endswith(suffix):
            stem = path.name[: -len(suffix)]
            parts = (*path.parts[:-1], stem)
            if not all(part.isidentifier() for part in parts):
                return None
            if suffix in PLAIN and not has_init(Path(str(distribution.locate_file(path))), stem):
                return None
            return ".".join(parts)
    return None


def has_init(file: Path, stem: str) -> bool:
    """A plain shared library is a module only if it exports an init function (PEP 489, PEP 793)."""
    try:
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return any(data.find(prefix + stem.encode()) >= 0 for prefix in (b"PyInit_", b"PyModExport_"))
    except (OSError, ValueError):
        return False


def top_level(packages: set[PurePosixPath], namespaced: set[PurePosixPath]) -> list[str]:
    """The shallowest importable names: `google.protobuf`, not `google` (a namespace package)."""
    names = {".".join(p.parts[:-1]) if p.name == "__init__.py" else p.stem for p in packages}
    found = {name for name in names if not any(name.startswith(f"{other}.") for other in names)}
    for path in namespaced:
        name = ".".join(path.with_suffix("").parts)
        if not any(name == top or name.startswith(f"{top}.") for top in found | names):
            found.add(name)
    return sorted(found)


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


def main() -> None:
    paths = sysconfig.get_paths()
    roots = list(dict.fromkeys([paths["purelib"], paths["platlib"]]))
    found: dict[str, dict[str, Any]] = {}
    for distribution in importlib.metadata.distributions(path=roots):
        name = distribution.metadata["Name"]
        if name:  # a half-removed distribution has none
            found.setdefault(name.lower(), described(distribution))
    sys.stdout.write(sys.argv[1] + json.dumps(list(found.values())) + sys.argv[1] + "\n")


if __name__ == "__main__":
    main()
