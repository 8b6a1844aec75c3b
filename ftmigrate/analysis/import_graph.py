"""Which modules of a project are imported when one is, by the text alone: a whole project may be asked."""

import re
from collections.abc import Iterator

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.project import Project

# A line that begins a block or is none of ours, or an import. In parentheses names may go over lines.
_LINE = re.compile(r"^(?P<head>[^\s#][^\n]*)|^[ \t]+(?P<inner>(?:from|import)\b[^\n]*)", re.MULTILINE)
_FROM = re.compile(
    r"from\s+(?P<dots>\.*)\s*(?P<module>[\w.]*)\s*import\s*"
    r"(?:\((?P<many>[^)]*)|(?P<few>(?:\\\n|[^#;\n])*))"
)
_PLAIN = re.compile(r"import\s+(?P<few>(?:\\\n|[^#;\n])*)")
_COMMENT = re.compile(r"#[^\n]*|\\\n")
_BLOCKS = ("try", "except", "finally", "else", "elif", "if", "with")
_NAME = re.compile(r"[^\W\d][\w.]*")


def imports_in_turn(names: frozenset[str], project: Project) -> frozenset[str]:
    """The paths of modules by their dotted names, of the modules of the project that these import while they
    run, and of those that these import.

    Imports in functions and classes and under TYPE_CHECKING do not count; what looks like an import at the
    beginning of a line of a string does.
    """
    return project.recall(("imports in turn", names), lambda: _reached(names, project))


def _reached(names: frozenset[str], project: Project) -> frozenset[str]:
    pending, seen, paths = [*names], {*names}, set()
    while pending:
        path, imported = _imports(pending.pop(), project)
        paths.add(path)
        pending += imported - seen
        seen |= imported
    return frozenset(paths - {""})


def _imports(dotted: str, project: Project) -> tuple[str, frozenset[str]]:
    """A module's path, and the dotted names of what may be modules and is imported while it runs; nothing
    where the project has no such module."""
    return project.recall(("imports", dotted), lambda: _read_imports(dotted, project))


def _read_imports(dotted: str, project: Project) -> tuple[str, frozenset[str]]:
    found = project.text(dotted)
    if found is None:
        return "", frozenset()
    path, text = found
    package = dotted if path.endswith("/__init__.py") else dotted.rpartition(".")[0]
    return path, frozenset(filter(project.may_hold, named(text, package)))


def imported_names(module: Module) -> frozenset[str]:
    """The dotted names of what has been imported when a module has run: its own, its packages', and what it
    imports."""
    return frozenset(named(module.text, module.package) | _with_packages({module.name}))


def named(text: str, package: str) -> set[str]:
    """The dotted names that a text imports when it runs, packages on the way among them."""
    return _with_packages({name for at in _statements(text) for name in _of_statement(text, at, package)})


def _with_packages(names: set[str]) -> set[str]:
    parts = (name.split(".") for name in names)
    return {".".join(part[:end]) for part in parts for end in range(1, len(part) + 1)} - {""}


def _statements(text: str) -> Iterator[int]:
    """Where the imports begin."""
    runs = False
    for line in _LINE.finditer(text):
        if (head := line["head"]) is None:
            if runs:
                yield line.start("inner")
        elif head.startswith(("from ", "import ")):
            yield line.start()
        else:
            word = _NAME.match(head)
            runs = word is not None and word[0] in _BLOCKS and "TYPE_CHECKING" not in head


def _of_statement(text: str, start: int, package: str) -> Iterator[str]:
    if plain := _PLAIN.match(text, start):
        yield from _listed(plain["few"])
    elif found := _FROM.match(text, start):
        parents = package.split(".") if package else []
        above = parents[: len(parents) - len(found["dots"]) + 1] if found["dots"] else []
        module = ".".join([*above, *([found["module"]] if found["module"] else [])])
        yield module
        for name in _listed(found["many"] or found["few"] or ""):
            yield f"{module}.{name}" if module else name


def _listed(names: str) -> Iterator[str]:
    for part in _COMMENT.sub("", names).split(","):
        if name := _NAME.match(part.strip()):
            yield name[0]
