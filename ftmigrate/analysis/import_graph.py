"""Which modules of a project are imported when one is, by the text alone: a whole project may be asked."""

import re
import sys
from collections.abc import Iterator

from ftmigrate.analysis.module import Module
from ftmigrate.analysis.project import Project

# A line at the left margin, or the beginning of an import below one.
_LINE = re.compile(r"^(?:(?P<margin>[^ \t#\n\r\f][^\n]*)|[ \t]+(?=(?:from|import)\b))", re.MULTILINE)
_FROM = re.compile(
    r"from\s+(?P<dots>\.*)\s*(?P<module>[\w.]*)\s*import\s*"
    r"(?:\((?P<many>[^)]*)|(?P<few>(?:\\\n|[^#;\n])*))"
)
_PLAIN = re.compile(r"import\s+(?P<few>(?:\\\n|[^#;\n])*)")
_COMMENT = re.compile(r"#[^\n]*|\\\n")
_BLOCKS = ("try", "except", "finally", "else", "elif", "if", "with")
_NAME = re.compile(r"[^\W\d][\w.]*")


def imports_in_turn(dotted: str, project: Project) -> frozenset[str]:
    """The paths of a module, of the modules of the project that it imports while it runs, and of those that
    these import.

    Imports in functions and classes and under TYPE_CHECKING do not count; what looks like an import at the
    beginning of a line of a string does.
    """
    return project.recall(("imports in turn", dotted), lambda: _reached(dotted, project))


def _reached(dotted: str, project: Project) -> frozenset[str]:
    pending, seen, paths = [dotted], {dotted}, set()
    while pending:
        path, imported = _imports(pending.pop(), project)
        paths.add(path)
        pending += [name for name in imported if name not in seen]
        seen.update(imported)
    return frozenset(paths - {""})


def _imports(dotted: str, project: Project) -> tuple[str, tuple[str, ...]]:
    """A module's path, and the dotted names of the project's modules that it imports while it runs; nothing
    where the project has no such module."""
    return project.recall(("imports", dotted), lambda: _read_imports(dotted, project))


def _read_imports(dotted: str, project: Project) -> tuple[str, tuple[str, ...]]:
    found = project.text(dotted)
    if found is None:
        return "", ()
    path, text = found
    package = dotted if path.endswith("/__init__.py") else dotted.rpartition(".")[0]
    # One string for each name: many import the same.
    return path, tuple(map(sys.intern, filter(project.lists, sorted(named(text, package)))))


def loads(module: Module, dotted: str, project: Project) -> bool:
    """Whether a module has been imported when another one has run: by that, or by what that imports."""
    own = frozenset(named(module.text, module.package) | _with_packages({module.name}))
    return dotted in own or any(dotted in _imports(name, project)[1] for name in own)


def named(text: str, package: str) -> set[str]:
    """The dotted names that a text imports when it runs, packages on the way among them."""
    return _with_packages({name for at in _statements(text) for name in _of_statement(text, at, package)})


def _with_packages(names: set[str]) -> set[str]:
    parts = (name.split(".") for name in names)
    return {".".join(part[:end]) for part in parts for end in range(1, len(part) + 1)} - {""}


def _statements(text: str) -> Iterator[int]:
    """Where the imports begin."""
    head = ""
    for found in _LINE.finditer(text, 0, text.rfind("import") + len("import ")):
        if (line := found["margin"]) is not None:
            head = line
            if line.startswith(("from", "import")):
                yield found.start()
        elif _runs(head):
            yield found.end()


def _runs(head: str) -> bool:
    """Whether what stands below the last line at the left margin runs with the module."""
    word = _NAME.match(head)
    return word is not None and word[0] in _BLOCKS and "TYPE_CHECKING" not in head


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
