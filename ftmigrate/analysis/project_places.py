"""Where the modules of a project lie: dotted names to files, and files to dotted names."""

from collections.abc import Callable, Iterable
from typing import Protocol


class Reader(Protocol):
    """How the analysis sees other files of the project."""

    def read(self, path: str) -> str | None:
        """The decoded text of a project-relative path (forward slashes), None where there is none."""
        ...

    def exists(self, path: str) -> bool:
        """Whether there is a file at such a path."""
        ...


class Places:
    """The modules under `roots`: folders (relative, forward slashes, "" for the project itself).

    `asked` is told each path that an answer rests on; `/name` stands for which roots hold a top-level
    package or module of that name.
    """

    def __init__(self, reader: Reader, roots: Iterable[str], asked: Callable[[str], None]) -> None:
        self._reader = reader
        self._roots = tuple(dict.fromkeys((*roots, "")))
        self._asked = asked
        self._packages: dict[str, bool] = {}
        self._tops: dict[str, tuple[str, ...]] = {}
        self._places: dict[str, tuple[str, ...]] = {}

    def may_hold(self, dotted: str) -> bool:
        """Whether the project has a package or module of a dotted name's first part."""
        top = dotted.partition(".")[0]
        self._asked(f"/{top}")
        return bool(self._roots_with(top))

    def listed(self, name: str) -> bool:
        """Whether a folder lists a module or package of a dotted name; True where the reader cannot list."""
        parent, _, last = name.replace(".", "/").rpartition("/")
        names = getattr(self._reader, "names", None)
        roots = self._roots_with(name.partition(".")[0])
        return any(names is None or last in names(f"{root}/{parent}".strip("/")) for root in roots)

    def of(self, name: str) -> tuple[str, ...]:
        """The files that may hold the module of a dotted name."""
        if not name or not self.may_hold(name):
            return ()
        if name not in self._places:
            top = name.partition(".")[0]
            relative = name.replace(".", "/")
            found: list[str] = []
            for root in self._roots_with(top):
                prefix = f"{root}/{relative}" if root else relative
                found += (f"{prefix}/__init__.py", f"{prefix}.py")
            self._places[name] = tuple(found)
        return self._places[name]

    def _roots_with(self, top: str) -> tuple[str, ...]:
        """The roots that hold something of that name; all where the reader cannot list folders."""
        if top not in self._tops:
            names = getattr(self._reader, "names", None)
            self._tops[top] = tuple(root for root in self._roots if names is None or top in names(root))
        return self._tops[top]

    def name_of(self, path: str) -> str:
        """The dotted name of a file: from the outermost folder that is a package."""
        parts = path.rpartition(".")[0].split("/")
        if parts[-1] == "__init__":
            parts.pop()
        folder = path.rpartition("/")[0]
        depth = folder.count("/") + 1 if folder else 0
        keep = depth
        while keep and self._is_package("/".join(path.split("/")[:keep])):
            keep -= 1
        if keep == depth:  # no package: a namespace folder under a root, or a plain script
            root = next((r for r in self._roots if r and path.startswith(f"{r}/")), "")
            keep = root.count("/") + 1 if root else 0
        return ".".join(parts[keep:])

    def _is_package(self, folder: str) -> bool:
        self._asked(f"{folder}/__init__.py")
        if folder not in self._packages:
            self._packages[folder] = any(
                self._reader.exists(f"{folder}/__init__.{end}") for end in ("py", "pyi")
            )
        return self._packages[folder]
