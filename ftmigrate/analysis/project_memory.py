"""Which of a project's parsed modules are kept, and what stays of those that are forgotten."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from ftmigrate.analysis.module import Module

_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Recollection:
    """What stays of a module that was forgotten: its full name, its `classes` and what it has `taken`."""

    name: str
    classes: Sequence[str]
    taken: Mapping[str, str]


class Memory:
    """Parsed modules by their paths, until they outweigh `keep` characters of trees (None: all are kept)."""

    def __init__(self, keep: int | None) -> None:
        self.modules: dict[str, Module] = {}
        self.forgotten: dict[str, Recollection] = {}
        self._keep = keep
        self._weights: dict[str, int] = {}
        self._held = 0
        """The sum of the weights."""
        self._file, self._since = "", 0
        self._used: dict[str, int] = {}
        """When others asked for a module last."""
        self._clock = count(1)

    def begin(self, path: str) -> None:
        """The file that is looked at from now on: modules that it does not ask for may be forgotten."""
        self._file, self._since = path, next(self._clock)

    def used(self, path: str) -> None:
        """Another module asked for this one."""
        self._used[path] = next(self._clock)

    def put(self, path: str, module: Module) -> None:
        self.modules[path] = module
        self._weigh(path)
        self._used.setdefault(path, 0)  # others may never ask for it

    def forget(self) -> None:
        """Make room where there is too little. Not while several files are looked at."""
        if self._keep is not None:
            if self._file in self.modules:
                self._weigh(self._file)  # bodies may have been put in
                if not self._used[self._file] and not self.modules[self._file].is_package:
                    self._drop((self._file,), 0)
            self._drop(self.modules, self._keep)

    def make_room(self, path: str, whole: int, outline: int) -> None:
        """For a text that is about to be parsed, amid the file that began: what it has asked for stays.

        `whole` and `outline`: its characters, and those without what is cut out. Of the file that is
        looked at, the whole text may come to be parsed.
        """
        coming = whole if path == self._file else outline
        keep = max(0, self._keep - coming) if self._keep is not None and self._since else self._held
        if self._held > keep:
            old = [one for one in self.modules if self._used[one] < self._since and one != self._file]
            self._drop(old, keep)

    def _weigh(self, path: str) -> None:
        weight = self.modules[path].parsed.weight
        self._held += weight - self._weights.get(path, 0)
        self._weights[path] = weight

    def _drop(self, paths: Iterable[str], keep: int) -> None:
        """Where more than `keep` is held, those asked for longest ago, until an eighth less is."""
        if self._held <= keep:
            return
        for path in sorted(paths, key=self._used.__getitem__):
            module = self.modules.pop(path)
            self._held -= self._weights.pop(path)
            # Of those that only were looked at themselves, others hardly ask what they import.
            taken = module.taken if self._used[path] else _NOTHING
            self.forgotten[path] = Recollection(module.name, module.classes, taken)
            if self._held <= keep - keep // 8:
                return
