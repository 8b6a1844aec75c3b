"""The other modules of a project. Pure: files come from a `Reader`."""

import threading
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.project_memory import Memory, Recollection
from ftmigrate.analysis.project_places import Places, Reader
from ftmigrate.analysis.project_texts import Texts
from ftmigrate.analysis.typeexpressions import Shape
from ftmigrate.model.finding import Edit
from ftmigrate.syntax import outline

_Found = TypeVar("_Found")
# Deeper answers may be cut short, and where depends on how deep they began.
_REMEMBERED = 4


class Project:
    """The other modules of a project, parsed when first asked for and kept until they outweigh `keep`
    characters of trees (None: all are kept).

    `roots` are the folders (relative, forward slashes, "" for the project itself) in which
    top-level packages and modules lie. A module that cannot be parsed is as good as absent. Of those
    forgotten a `Recollection` is kept, for what is asked most.
    """

    def __init__(self, reader: Reader, roots: Iterable[str] = ("", "src"), keep: int | None = None) -> None:
        self._reader = reader
        self._memory = Memory(keep)
        self._places = Places(reader, roots, self._asked)
        self._texts = Texts(getattr(reader, "paths", tuple), reader.read)
        self._lock = threading.Lock()
        self._absent: set[str] = set()
        self._trace = threading.local()
        self._found: dict[Hashable, tuple[object, tuple[str, ...]]] = {}
        self.shapes: dict[str, Shape] = {}
        """What the texts of annotations were found to be."""

    def trace(self) -> set[str]:
        """The paths (present or absent) that this thread asks for from now on, as they come.

        `/name` among them: which roots hold a top-level package or module of that name.
        """
        paths: set[str] = set()
        self._trace.paths = paths
        return paths

    def _asked(self, path: str) -> None:
        paths = getattr(self._trace, "paths", None)
        if paths is not None:
            paths.add(path)

    def recall(self, question: Hashable, answer: Callable[[], _Found], depth: int = 0) -> _Found:
        """What `answer()` gives, worked out once; each who asks rests on the files that it looked into.

        `depth`: how many names were followed to come to the question.
        """
        if depth > _REMEMBERED:
            return answer()
        outer = getattr(self._trace, "paths", None)
        known = self._found.get(question)
        if known is None:
            own = self.trace() if outer is not None else ()
            try:
                known = self._found[question] = (answer(), tuple(own))
            finally:
                self._trace.paths = outer
        if outer is not None:
            outer.update(known[1])
        return known[0]  # type: ignore[return-value]

    def at(self, path: str) -> Module | None:
        """The module in a file of the project."""
        self._asked(path)
        found = self._memory.modules.get(path)
        if found is None and path not in self._absent:
            found = self._load(path)
            if found is None:
                self._absent.add(path)
        if found is not None:
            self._memory.used(path)
        return found

    def begin(self, path: str) -> None:
        """The file that is looked at from now on: modules that it does not ask for may be forgotten."""
        self._memory.begin(path)

    def forget(self) -> None:
        """Make room where there is too little. Not while several files are looked at."""
        self._memory.forget()

    def forgotten(self, name: str) -> Recollection | None:
        """Of a dotted name's module what is kept where that was forgotten; None where it is parsed, too."""
        for path in self._places.of(name):
            self._asked(path)
            if path in self._memory.modules:
                return None
            if (found := self._memory.forgotten.get(path)) is not None:
                return found
            if path not in self._absent:
                if self._reader.exists(path):
                    return None
                self._absent.add(path)
        return None

    def known_class(self, dotted: str) -> str:
        """The full name of a class of a forgotten module, where that binds it once and for certain; else
        empty."""
        name, _, last = dotted.rpartition(".")
        found = self.forgotten(name)
        return f"{found.name}.{last}" if found is not None and last in found.classes else ""

    def module_name(self, dotted: str) -> str:
        """The full name of the module that a dotted name means; empty where there is none."""
        found = self.forgotten(dotted) or self.module(dotted)
        return found.name if found is not None else ""

    def module(self, name: str) -> Module | None:
        """The module of a dotted name, looked for under each root."""
        for path in self._places.of(name):
            if (found := self.at(path)) is not None:
                return found
        return None

    def text(self, name: str) -> tuple[str, str] | None:
        """The path and the text of a dotted name's module, which need not be parsed."""
        for path in self._places.of(name):
            self._asked(path)
            known = self._memory.modules.get(path)
            text = known.text if known is not None else self._reader.read(path)
            if text is not None:
                return path, text
        return None

    def lists(self, dotted: str) -> bool:
        """Whether a module or package of a dotted name lies in the project, as far as folders tell."""
        return self._places.listed(dotted)

    def may_hold(self, dotted: str) -> bool:
        """Whether the project has a package or module of a dotted name's first part."""
        return self._places.may_hold(dotted)

    def name_of(self, path: str) -> str:
        """The dotted name of a file: from the outermost folder that is a package."""
        return self._places.name_of(path)

    def containing(self, word: str, pattern: str = "") -> list[str]:
        """The dotted names of the modules whose text holds `word` (and `pattern`), read but not parsed.

        Empty where the reader cannot list files.
        """
        return [self.name_of(path) for path in self._texts.containing(word, pattern)]

    def open(
        self, path: str, text: str, cuts: Sequence[Edit] | None = None, *, strings: bool = True
    ) -> Module:
        """Parse `text` as the file at `path`, without `cuts`; SyntaxError where it is not valid.

        `strings`: annotations in quotes matter, in the bodies of functions too.
        The first text of a path is what other modules see of it from then on.
        """
        known = self._memory.modules.get(path)
        if known is not None and known.text == text and known.strings >= strings:
            return known
        cuts = outline.cuts(text, strings=strings) if cuts is None else cuts
        self._memory.make_room(path, len(text), len(text) - outline.length(cuts))
        module = Module(path, text, self.name_of(path), cuts, strings=strings)
        if known is None or known.text == text:
            with self._lock:
                self._memory.put(path, module)
        return module

    def _load(self, path: str) -> Module | None:
        text = self._reader.read(path)
        if text is None:
            return None
        try:
            return self.open(path, text, strings=False)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
