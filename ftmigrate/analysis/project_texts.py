"""Words looked for in all texts of a project, read but not parsed."""

import re
from collections.abc import Callable, Iterable
from functools import cached_property

_DEFINITION = re.compile(r"def \w+\(")


class Texts:
    """The texts at `paths`, read when first asked for."""

    def __init__(self, paths: Callable[[], Iterable[str]], read: Callable[[str], str | None]) -> None:
        self._paths = paths
        self._read = read

    def containing(self, word: str, pattern: str = "") -> list[str]:
        """The paths of the texts that hold `word` and `pattern`, a regular expression."""
        found = self._definitions.get(word, []) if _DEFINITION.fullmatch(word) else self._holding(word)
        return [path for path in found if not pattern or re.search(pattern, self._texts[path])]

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {path: self._read(path) or "" for path in self._paths()}

    def _holding(self, word: str) -> list[str]:
        return [path for path, text in self._texts.items() if word in text]

    @cached_property
    def _definitions(self) -> dict[str, list[str]]:
        """The same for `def name(`, which is asked for so often that one reading files them all."""
        definitions: dict[str, list[str]] = {}
        for path, text in self._texts.items():
            for found in dict.fromkeys(_DEFINITION.findall(text)):
                definitions.setdefault(found, []).append(path)
        return definitions
