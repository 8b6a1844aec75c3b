"""Uses of what the standard library dropped in 3.12, 3.13 and 3.14.

Source: the "Removed" sections of What's New in Python 3.12, 3.13 and 3.14.
"""

import ast
import re
from collections.abc import Iterator

from ftmigrate.model.auditing import CodeNote

_MODULES = {
    **dict.fromkeys(("asynchat", "asyncore", "distutils", "imp", "smtpd"), "3.12"),
    **dict.fromkeys(
        ("aifc", "audioop", "cgi", "cgitb", "chunk", "crypt", "imghdr", "lib2to3", "mailcap", "msilib",
         "nis", "nntplib", "ossaudiodev", "pipes", "sndhdr", "spwd", "sunau", "telnetlib", "uu", "xdrlib"),
        "3.13",
    ),
}  # fmt: skip
_WATCHERS = "AbstractChildWatcher FastChildWatcher MultiLoopChildWatcher PidfdChildWatcher SafeChildWatcher"
_NAMES = {
    **dict.fromkeys(
        ("configparser.SafeConfigParser", "ssl.wrap_socket", "ssl.match_hostname", "locale.format",
         "pkgutil.ImpImporter", "pkgutil.ImpLoader"),
        "3.12",
    ),
    **dict.fromkeys(
        ("unittest.makeSuite", "unittest.findTestCases", "unittest.getTestCaseNames", "locale.resetlocale",
         "configparser.LegacyInterpolation", "typing.io", "typing.re"),
        "3.13",
    ),
    **dict.fromkeys(
        ("ast.Num", "ast.Str", "ast.Bytes", "ast.NameConstant", "ast.Ellipsis",
         *(f"asyncio.{name}" for name in _WATCHERS.split()), "asyncio.ThreadedChildWatcher",
         "asyncio.get_child_watcher", "asyncio.set_child_watcher",
         "importlib.abc.ResourceReader", "importlib.abc.Traversable", "importlib.abc.TraversableResources",
         "pkgutil.find_loader", "pkgutil.get_loader", "pty.master_open", "pty.slave_open",
         "sqlite3.version", "sqlite3.version_info", "urllib.parse.Quoter",
         "urllib.request.URLopener", "urllib.request.FancyURLopener"),
        "3.14",
    ),
}  # fmt: skip
_INSTEAD = {
    "importlib.abc.ResourceReader": "importlib.resources.abc has it.",
    "importlib.abc.Traversable": "importlib.resources.abc has it.",
    "importlib.abc.TraversableResources": "importlib.resources.abc has it.",
    "pkgutil.find_loader": "importlib.util.find_spec does it.",
    "pkgutil.get_loader": "importlib.util.find_spec does it.",
    "distutils": "setuptools brings its own copy; sysconfig and shutil do most of the rest.",
    "imp": "importlib does it.",
    "audioop": "The distribution audioop-lts has it.",
    "cgi": "email.message and urllib.parse do it, or the distribution legacy-cgi.",
    "crypt": "A password-hashing distribution does it better.",
    "telnetlib": "The distribution telnetlib3 does it, or a copy of the old module.",
    "ssl.wrap_socket": "SSLContext.wrap_socket does it.",
    "sqlite3.version": "sqlite3.sqlite_version says SQLite's own.",
    "sqlite3.version_info": "sqlite3.sqlite_version_info says SQLite's own.",
}
_VISITORS = {"visit_Num", "visit_Str", "visit_Bytes", "visit_NameConstant", "visit_Ellipsis"}
_IMPORT_LINE = re.compile(r"^[ \t]*(?:from|import)[ \t]+(.+)$", re.MULTILINE)
_WORD = re.compile(r"\w+")
_GUARDS = {"ImportError", "ModuleNotFoundError", "AttributeError", "Exception", "BaseException"}


def relevant(text: str) -> bool:
    """Whether a file may hold any of them: cheaper than parsing it."""
    words = {word for line in _IMPORT_LINE.findall(text) for word in _WORD.findall(line)}
    if words & _MODULES.keys() or any(name in text for name in _VISITORS):
        return True
    return any(
        module.partition(".")[0] in words and name in text
        for module, _, name in (full.rpartition(".") for full in _NAMES)
    )


def removals(path: str, tree: ast.Module) -> Iterator[CodeNote]:
    """One note a place. What stands under `try ... except ImportError` or a version test is meant."""
    finder = _Finder(path)
    finder.visit(tree)
    yield from finder.notes


class _Finder(ast.NodeVisitor):
    def __init__(self, path: str) -> None:
        self.notes: list[CodeNote] = []
        self._path = path
        self._aliases: dict[str, str] = {}
        self._guarded = 0

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            top = alias.name.partition(".")[0]
            self._aliases[alias.asname or top] = alias.name if alias.asname else top
            self._module(top, node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.level or node.module is None:
            return
        self._module(node.module.partition(".")[0], node.lineno)
        for alias in node.names:
            full = f"{node.module}.{alias.name}"
            self._aliases[alias.asname or alias.name] = full
            self._name(full, node.lineno)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        full = self._resolve(node)
        if full is not None:
            self._name(full, node.lineno)
        else:
            self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        methods = {part.name: part for part in node.body if isinstance(part, ast.FunctionDef)}
        for name in sorted(_VISITORS & methods.keys()) if "visit_Constant" not in methods else ():
            message = f"{name} is never called from 3.14 on: the parser only makes ast.Constant."
            self._note("3.14", methods[name].lineno, message, "Handle it in visit_Constant.")
        self.generic_visit(node)

    def visit_Try(self, node: ast.Try) -> None:
        guard = any(handler.type is None or _catches(handler.type) for handler in node.handlers)
        self._visit_all(node.body, guarded=guard)
        for handler in node.handlers:  # the other half of the same test
            self._visit_all(handler.body, guarded=guard)
        self._visit_all([*node.orelse, *node.finalbody], guarded=False)

    def visit_If(self, node: ast.If) -> None:
        guard = any(
            isinstance(part, ast.Attribute) and part.attr in {"version_info", "hexversion"}
            for part in ast.walk(node.test)
        )
        self.visit(node.test)
        self._visit_all([*node.body, *node.orelse], guarded=guard)

    def _visit_all(self, nodes: list[ast.stmt], *, guarded: bool) -> None:
        self._guarded += guarded
        for node in nodes:
            self.visit(node)
        self._guarded -= guarded

    def _resolve(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name):
            return self._aliases.get(node.id)
        if isinstance(node, ast.Attribute):
            inner = self._resolve(node.value)
            return None if inner is None else f"{inner}.{node.attr}"
        return None

    def _module(self, name: str, line: int) -> None:
        if name in _MODULES:
            message = f"the module {name} is gone since {_MODULES[name]}."
            self._note(_MODULES[name], line, message, _INSTEAD.get(name, ""))

    def _name(self, full: str, line: int) -> None:
        if full in _NAMES:
            message = f"{full} is gone since {_NAMES[full]}."
            self._note(_NAMES[full], line, message, _INSTEAD.get(full, ""))

    def _note(self, version: str, line: int, message: str, advice: str) -> None:
        if not self._guarded:
            self.notes.append(CodeNote(f"removed-in-{version}", self._path, line, message, advice))


def _catches(caught: ast.expr) -> bool:
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(isinstance(name, ast.Name) and name.id in _GUARDS for name in names)
