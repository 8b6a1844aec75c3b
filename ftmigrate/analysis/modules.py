"""One parsed source file, and the project it belongs to. Pure: files come from a `Reader`."""

import ast
import re
import sys
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Protocol, TypeVar

from ftmigrate.analysis.parsed import Parsed
from ftmigrate.analysis.scopes import Binding, BindingKind
from ftmigrate.analysis.scoping import Scoping, build
from ftmigrate.analysis.typeexpressions import Shape
from ftmigrate.model.finding import Edit, Finding, Reason, Safety
from ftmigrate.syntax import outline
from ftmigrate.syntax.positions import Positions

_WALRUS = re.compile(":=")
_Found = TypeVar("_Found")
# Deeper answers may be cut short, and where depends on how deep they began.
_REMEMBERED = 4
Located = ast.stmt | ast.expr | ast.arg | ast.keyword | ast.alias | ast.excepthandler | ast.pattern


class Reader(Protocol):
    """How the analysis sees other files of the project."""

    def read(self, path: str) -> str | None:
        """The decoded text of a project-relative path (forward slashes), None where there is none."""
        ...


class Module:
    """A source file: `path` relative to the project with forward slashes, `text`, `outline`, `tree`.

    `cuts` and what is raised: as in `Parsed`. `strings`: no annotation in quotes is among what was cut.
    """

    def __init__(
        self, path: str, text: str, name: str = "", cuts: Sequence[Edit] = (), *, strings: bool = True
    ) -> None:
        self.path = path
        self.text = text
        self.name = name or _dotted(path)
        self.is_package = path.rpartition("/")[2] in ("__init__.py", "__init__.pyi")
        self.is_stub = path.endswith(".pyi")
        self.parsed = Parsed(path, text, cuts)
        self.strings = strings
        self._found: dict[Hashable, object] = {}

    @property
    def outline(self) -> ast.Module:
        return self.parsed.outline

    @property
    def tree(self) -> ast.Module:
        return self.parsed.tree

    @cached_property
    def positions(self) -> Positions:
        return Positions(self.text)

    def recall(self, question: Hashable, answer: Callable[[], _Found]) -> _Found:
        """What `answer()` gives about this text, worked out once, for the rules that come after too."""
        if question not in self._found:
            self._found[question] = answer()
        return self._found[question]  # type: ignore[return-value]

    @property
    def package(self) -> str:
        """The package that relative imports start from; empty at top level."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    @property
    def classes(self) -> tuple[str, ...]:
        """The names that the module binds once, and by a class statement that always runs."""
        every = self.scoping.module.bindings
        return tuple(
            name
            for name, found in every.items()
            if len(found) == 1 and found[0].kind is BindingKind.CLASS and found[0].arm is None
        )

    @property
    def taken(self) -> dict[str, str]:
        """The names that the module binds once, and by taking them under that name from another module of
        the same top-level package: that module's dotted name."""
        top = self.name.partition(".")[0]
        found: dict[str, str] = {}
        for name, every in self.scoping.module.bindings.items():
            live = [one for one in every if not one.dead]
            if len(live) != 1 or getattr(live[0].node, "name", "") != name:
                continue
            if isinstance(statement := live[0].statement, ast.ImportFrom):
                source = self.absolute_import(statement)
                if source.partition(".")[0] == top:
                    found[name] = sys.intern(source)
        return found

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Each node's parent; the tree's root has none."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def scoping(self) -> Scoping:
        """The scopes and annotation sites of the file."""
        found = _WALRUS.finditer(self.text) if ":=" in self.text else ()
        return build(self.parsed, [*self.positions.lines(match.start() for match in found)])

    def start(self, node: Located) -> int:
        """The character offset where a node begins (a decorated definition: at `def` or `class`)."""
        return self.positions.offset(node.lineno, node.col_offset)

    def end(self, node: Located) -> int:
        """The character offset just past a node."""
        line, column = node.end_lineno, node.end_col_offset
        assert line is not None and column is not None
        return self.positions.offset(line, column)

    def segment(self, node: Located) -> str:
        """A node's own text."""
        return self.text[self.start(node) : self.end(node)]

    def replace(self, node: Located, replacement: str) -> Edit:
        return Edit(self.start(node), self.end(node), replacement)

    def finding(
        self,
        rule: str,
        node: Located,
        safety: Safety,
        message: str,
        *,
        reasons: Iterable[Reason] = (),
        edits: Iterable[Edit] = (),
    ) -> Finding:
        """A finding that points at `node`."""
        line, column = self.positions.location(self.start(node))
        end_line, end_column = self.positions.location(self.end(node))
        return Finding(
            rule, line, column, end_line, end_column, safety, message, tuple(reasons), tuple(edits)
        )

    def imported(self, binding: Binding) -> str:
        """The dotted name that an import binding stands for."""
        alias, statement = binding.node, binding.statement
        assert isinstance(alias, ast.alias)
        if isinstance(statement, ast.ImportFrom):
            return f"{self.absolute_import(statement)}.{alias.name}"
        return alias.name if alias.asname else alias.name.partition(".")[0]

    def absolute_import(self, node: ast.ImportFrom) -> str:
        """The dotted module that a `from ... import` names, relative ones made absolute."""
        if not node.level:
            return node.module or ""
        package = self.package.split(".") if self.package else []
        kept = package[: len(package) - node.level + 1]
        return ".".join([*kept, *([node.module] if node.module else [])])


_DEFINITION = re.compile(r"def \w+\(")


@dataclass(frozen=True, slots=True)
class Recollection:
    """What stays of a module that was forgotten: its full name, its `classes` and what it has `taken`."""

    name: str
    classes: Sequence[str]
    taken: Mapping[str, str]


_NOTHING: Mapping[str, str] = {}


class Project:
    """The other modules of a project, parsed when first asked for and kept until they outweigh `keep`
    characters of trees (None: all are kept).

    `roots` are the folders (relative, forward slashes, "" for the project itself) in which
    top-level packages and modules lie. A module that cannot be parsed is as good as absent. Of those
    forgotten a `Recollection` is kept, for what is asked most.
    """

    def __init__(self, reader: Reader, roots: Iterable[str] = ("", "src"), keep: int | None = None) -> None:
        self._keep = keep
        self._reader = reader
        self._roots = tuple(dict.fromkeys((*roots, "")))
        self._modules: dict[str, Module] = {}
        self._weights: dict[str, int] = {}
        self._held = 0
        """The sum of the weights."""
        self._lock = threading.Lock()
        self._forgotten: dict[str, Recollection] = {}
        self._absent: set[str] = set()
        self._packages: dict[str, bool] = {}
        self._texts: dict[str, str] | None = None
        self._definitions: dict[str, list[str]] | None = None
        self._trace = threading.local()
        self._found: dict[Hashable, tuple[object, tuple[str, ...]]] = {}
        self._tops: dict[str, tuple[str, ...]] = {}
        self._places: dict[str, tuple[str, ...]] = {}
        self._file, self._since = "", 0
        self._used: dict[str, int] = {}
        """When others asked for a module last."""
        self._clock = count(1)
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
        found = self._modules.get(path)
        if found is None and path not in self._absent:
            found = self._load(path)
            if found is None:
                self._absent.add(path)
        if found is not None:
            self._used[path] = next(self._clock)
        return found

    def begin(self, path: str) -> None:
        """The file that is looked at from now on: modules that it does not ask for may be forgotten."""
        self._file, self._since = path, next(self._clock)

    def forget(self) -> None:
        """Make room where there is too little. Not while several files are looked at."""
        if self._keep is not None:
            if self._file in self._modules:
                self._weigh(self._file)  # bodies may have been put in
            self._drop(self._modules, self._keep)

    def _weigh(self, path: str) -> None:
        weight = self._modules[path].parsed.weight
        self._held += weight - self._weights.get(path, 0)
        self._weights[path] = weight

    def _make_room(self, coming: int) -> None:
        """For so many characters, amid the file that began: what it has asked for stays."""
        keep = max(0, self._keep - coming) if self._keep is not None and self._since else self._held
        if self._held > keep:
            old = [one for one in self._modules if self._used[one] < self._since and one != self._file]
            self._drop(old, keep)

    def _drop(self, paths: Iterable[str], keep: int) -> None:
        """Where more than `keep` is held, those asked for longest ago, until an eighth less is."""
        if self._held <= keep:
            return
        for path in sorted(paths, key=self._used.__getitem__):
            module = self._modules.pop(path)
            self._held -= self._weights.pop(path)
            # Of those that only were looked at themselves, others hardly ask what they import.
            taken = module.taken if self._used[path] else _NOTHING
            self._forgotten[path] = Recollection(module.name, module.classes, taken)
            if self._held <= keep - keep // 8:
                return

    def forgotten(self, name: str) -> Recollection | None:
        """Of a dotted name's module what is kept where that was forgotten; None where it is parsed, too."""
        for path in self._candidates(name) if name else ():
            self._asked(path)
            if path in self._modules:
                return None
            if (found := self._forgotten.get(path)) is not None:
                return found
            if path not in self._absent:
                if self._reader.read(path) is not None:
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
        for path in self._candidates(name) if name else ():
            if (found := self.at(path)) is not None:
                return found
        return None

    def may_hold(self, dotted: str) -> bool:
        """Whether the project has a package or module of a dotted name's first part."""
        top = dotted.partition(".")[0]
        self._asked(f"/{top}")
        return bool(self._roots_with(top))

    def _candidates(self, name: str) -> tuple[str, ...]:
        """The files that may hold the module of a dotted name."""
        if not self.may_hold(name):
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

    def containing(self, word: str, pattern: str = "") -> list[str]:
        """The dotted names of the modules whose text holds `word` (and `pattern`), read but not parsed.

        Empty where the reader cannot list files.
        """
        if self._texts is None:
            listed: Iterable[str] = getattr(self._reader, "paths", tuple)()
            self._texts = {path: self._reader.read(path) or "" for path in listed}
        found = self._defining(word) if _DEFINITION.fullmatch(word) else self._holding(word)
        return [self.name_of(path) for path in found if not pattern or re.search(pattern, self._texts[path])]

    def _holding(self, word: str) -> list[str]:
        return [path for path, text in (self._texts or {}).items() if word in text]

    def _defining(self, word: str) -> list[str]:
        """The same for `def name(`, which is asked for so often that one reading files them all."""
        if self._definitions is None:
            self._definitions = {}
            for path, text in (self._texts or {}).items():
                for found in dict.fromkeys(_DEFINITION.findall(text)):
                    self._definitions.setdefault(found, []).append(path)
        return self._definitions.get(word, [])

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

    def open(
        self, path: str, text: str, cuts: Sequence[Edit] | None = None, *, strings: bool = True
    ) -> Module:
        """Parse `text` as the file at `path`, without `cuts`; SyntaxError where it is not valid.

        `strings`: annotations in quotes matter, in the bodies of functions too.
        The first text of a path is what other modules see of it from then on.
        """
        known = self._modules.get(path)
        if known is not None and known.text == text and known.strings >= strings:
            return known
        cuts = outline.cuts(text, strings=strings) if cuts is None else cuts
        # Of the file that is looked at, the whole text may come to be parsed.
        self._make_room(len(text) - (0 if path == self._file else outline.length(cuts)))
        module = Module(path, text, self.name_of(path), cuts, strings=strings)
        if known is None or known.text == text:
            with self._lock:
                self._modules[path] = module
                self._weigh(path)
                self._used.setdefault(path, 0)  # others may never ask for it
        return module

    def _is_package(self, folder: str) -> bool:
        self._asked(f"{folder}/__init__.py")
        if folder not in self._packages:
            self._packages[folder] = any(
                self._reader.read(f"{folder}/__init__.{end}") is not None for end in ("py", "pyi")
            )
        return self._packages[folder]

    def _load(self, path: str) -> Module | None:
        text = self._reader.read(path)
        if text is None:
            return None
        try:
            return self.open(path, text, strings=False)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _dotted(path: str) -> str:
    name = path.rpartition(".")[0].replace("/", ".")
    return name.removesuffix(".__init__") if name != "__init__" else ""
