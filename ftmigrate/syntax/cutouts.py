"""Annotations cut out of raw bytes: where one ends, whether it stands in code, what strings it holds.

For a look before parsing: what cannot be told is answered as if there were a type in quotes.
"""

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator

_TEXTS = (
    rb"\"\"\"[^\"\\]*(?:(?:\\.|\"(?!\"\"))[^\"\\]*)*\"\"\"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    rb"|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|#[^\n]*"
)
TEXT = re.compile(_TEXTS, re.DOTALL)
_TOKEN = re.compile(_TEXTS + rb"|[\[({]|[\])}]|\\\r?\n|[,=;:\n]", re.DOTALL)
_DEF = re.compile(rb"\bdef[ \t\\\r\n]+\w+")
# What stands before a colon, strings and comments apart, that ends a header or belongs to an expression.
_NO_TARGET = re.compile(rb"[\"']|\blambda\b|^\s*(?:else|try|finally)\s*$|\b(?:if|elif|while|for)\b")
# What follows a header's colon on its line and begins no expression.
_STATEMENT = re.compile(rb"\s*(?:return|raise|assert|yield|del|import|from|global|nonlocal)\b")
_PAIRS = ((b"[", b"]"), (b"(", b")"), (b"{", b"}"))
# What stands before something that begins no statement.
_NO_STATEMENT = re.compile(rb"[^;:\s\xef\xbb\xbf][ \t]*\Z")
_DISPLAYS = ((b"[", b"]"), (b"{", b"}"))
_CLOSING = re.compile(rb"(?:\s|#[^\n]*\n)*[\])},]")
_TYPING = re.compile(
    rb"from[ \t]+typing(?:_extensions)?[ \t]+import[ \t]*(?:\([^()]*\)|[^()\n\\]*(?:\\\r?\n[^()\n\\]*)*)"
)
_MODULES = frozenset(("typing", "typing_extensions"))
# A lambda without default values, up to its own colon.
_LAMBDA = re.compile(rb"\blambda\b[\w \t,*]*:")
_ARGUMENT = rb"(?:b?\"[^\"\\\n]*+\"|b?'[^'\\\n]*+'|[\w-]++)"
_LITERAL = rb"(?<![\w.])(?:typing\.)?+Literal\[(?:\s*+" + _ARGUMENT + rb"\s*+(?:,|(?=\])))++\]"
_NAMES = rb"(?:(?!Literal\b)(?:[\w.]++(?![\[(])|[ \t|]++))*+"
# Names, literals and bars, up to what ends an annotation in a header as well as outside of one: a line that
# begins with a word goes on with no expression.
_END = rb"(?=[,):]|=(?!=)|\n\s*+(?:\)|(?!(?:if|else|and|or|is|in|not)\b)[A-Za-z_@]))"
_LITERALS = re.compile(_NAMES + rb"(?:" + _LITERAL + _NAMES + rb")++" + _END)
# What stands around a name that is bound; of an f-string with quotes in it the end may be mistaken.
_BINDS_NEXT = re.compile(rb"(?:\b(?:as|class|def|del|for|import|type)\s+|[,*(\[]\s*|^\s*)\Z")
_BINDS_LAST = re.compile(rb"\s*(?:[=:,)\]]|in\b)")
# Headers that may surround a place: a `def` in a string or comment of the header itself is passed over.
_TRIES = 3


class Cutouts:
    """One file's bytes. Places are offsets just after the colon or arrow of what may be an annotation."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._headers: dict[int, int] = {}
        self._known: dict[bytes, bool] = {}
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._read = 0
        self._imports: dict[str, bool] = {}
        self._keyword = b""

    def may_be_type(self, at: int, *, arrow: bool) -> bool:
        """Whether an annotation with a type in quotes may begin at `at`, which is in code."""
        if not arrow and (_STATEMENT.match(self._data, at) or self._ends_lambda(at)):
            return False
        if _LITERALS.match(self._data, at) and self._is_typings_own("Literal"):
            return False
        if arrow:
            return self._quoted(at, self._end(at, lines=False))
        if self._in_header(at):
            return self._quoted(at, self._end(at, lines=True))
        return self._may_be_variable(at)

    def may_be_alias(self, at: int) -> bool:
        """Whether a `type` statement that holds a string begins at `at`."""
        before = self._data[self._data.rfind(b"\n", 0, at) + 1 : at]
        if _NO_STATEMENT.search(before):
            return False
        value = self._end(at, lines=False)
        parameters = self._data[at:value]
        end = self._end(value + 1, lines=False)
        quoted = b'"' in parameters or b"'" in parameters or self._quoted(value + 1, end)
        return quoted and not self.in_text(at + 1)

    def may_hold_string(self, start: int) -> bool:
        """Whether there is a string in the brackets that begin at `start`."""
        depth = 0
        for token in _TOKEN.finditer(self._data, start):
            first = token[0][:1]
            if first in (b'"', b"'"):
                return True
            depth += (first in (b"[", b"(", b"{")) - (first in (b"]", b")", b"}"))
            if depth == 0:
                return False
        return True

    def in_text(self, at: int) -> bool:
        """Within a string or a comment."""
        self._read_texts(at)
        index = bisect_right(self._starts, at - 1) - 1
        return index >= 0 and at - 1 < self._ends[index]

    def _ends_lambda(self, at: int) -> bool:
        start = self._data.rfind(b"lambda", self._data.rfind(b"\n", 0, at) + 1, at)
        return start >= 0 and _LAMBDA.fullmatch(self._data, start, at) is not None

    def _may_be_variable(self, at: int) -> bool:
        data = self._data
        line = self._code_before(at - 1).rpartition(b":")[2]
        if _NO_TARGET.search(line) or any(line.count(one) > line.count(other) for one, other in _PAIRS):
            return False
        end = self._end(at, lines=False)
        if data[end : end + 1] not in (b"=", b";", b"\n", b""):
            return False  # an entry of a dict, an argument: the expression goes on
        if data[end : end + 1] == b"\n" and _CLOSING.match(data, end):
            return False  # the last entry
        return self._quoted(at, end) and not self._in_display(at)

    def _code_before(self, at: int) -> bytes:
        """The rest of a line, without strings and comments, and without the end of a string from above."""
        start = self._data.rfind(b"\n", 0, at) + 1
        line = TEXT.sub(b"", self._data[start:at])
        if (b'"' in line or b"'" in line) and self.in_text(start + 1):
            end = self._ends[bisect_right(self._starts, start) - 1]
            line = TEXT.sub(b"", self._data[end:at])
        return line

    def _in_display(self, at: int) -> bool:
        """Surely in a dict or a subscript that began above, if not before the last blank line."""
        start = max(0, self._data.rfind(b"\n\n", 0, at))
        if self.in_text(start + 1):
            return False
        code = TEXT.sub(b"", self._data[start : at - 1])
        return any(code.count(one) > code.count(other) for one, other in _DISPLAYS)

    def _read_texts(self, until: int) -> None:
        """Find the strings and comments that begin before a place: no further than anybody asks."""
        if (self._ends[-1] if self._ends else -1) >= until or self._read >= until:
            return
        for match in TEXT.finditer(self._data, self._ends[-1] if self._ends else 0):
            start, end = match.span()
            self._starts.append(start)
            self._ends.append(end)
            if start >= until:
                break
        self._read = until

    def _in_header(self, at: int) -> bool:
        for start in self._definitions_before(at):
            if start not in self._headers:
                self._headers[start] = self._header_end(start)
            if at <= self._headers[start]:
                return True
        return False

    def _definitions_before(self, at: int) -> Iterator[int]:
        if not self._keyword:
            odd = b"def\t" in self._data or b"def\\" in self._data
            self._keyword = b"def" if odd else b"def "  # nearly always; it passes over `default`
        end, tried = at, 0
        while tried < _TRIES and (end := self._data.rfind(self._keyword, 0, end)) >= 0:
            if _DEF.match(self._data, end) and not self._data[end - 1 : end].isalnum():
                tried += 1
                yield end

    def _header_end(self, start: int) -> int:
        """The colon that ends a function's header, or where its brackets stop making sense."""
        depth = 0
        for token in _TOKEN.finditer(self._data, start):
            first = token[0][:1]
            if first in (b"(", b"[", b"{"):
                depth += 1
            elif first in (b")", b"]", b"}"):
                depth -= 1
            if depth < 0 or (depth == 0 and first in (b":", b"\n", b";", b"=")):
                return token.start()
        return len(self._data)

    def _end(self, at: int, *, lines: bool) -> int:
        """Where the expression at `at` ends; with `lines` it is in brackets, and may go over lines."""
        depth = 0
        for token in _TOKEN.finditer(self._data, at):
            first = token[0][:1]
            if first in (b"(", b"[", b"{"):
                depth += 1
            elif first in (b")", b"]", b"}"):
                depth -= 1
                if depth < 0:
                    return token.start()
            elif depth == 0 and (first in (b",", b"=", b":", b";") or (first == b"\n" and not lines)):
                return token.start()
        return len(self._data)

    def _quoted(self, at: int, end: int) -> bool:
        text = self._data[at:end]
        if text not in self._known:
            self._known[text] = self._holds_type(text)
        return self._known[text]

    def _holds_type(self, text: bytes) -> bool:
        if b'"' not in text and b"'" not in text:
            return False
        source = text.strip().removeprefix(b"*").decode("latin-1")
        try:
            tree = ast.parse(f"({source}\n)", mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return True
        return self._has_type(tree.body)

    def _has_type(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Constant):
            return isinstance(node.value, str)
        if isinstance(node, ast.Subscript):
            if self._is_typing(node.value, "Literal"):
                return False
            if self._is_typing(node.value, "Annotated") and isinstance(node.slice, ast.Tuple):
                return self._has_type(node.slice.elts[0])
        return any(self._has_type(child) for child in ast.iter_child_nodes(node))

    def _is_typing(self, node: ast.expr, name: str) -> bool:
        """Surely typing's own: nothing else in the file bears the name, or it is `typing.NAME`."""
        if isinstance(node, ast.Attribute):
            return node.attr == name and isinstance(node.value, ast.Name) and node.value.id in _MODULES
        return isinstance(node, ast.Name) and node.id == name and self._is_typings_own(name)

    def _is_typings_own(self, name: str) -> bool:
        if name not in self._imports:
            self._imports[name] = self._only_imported(name.encode())
        return self._imports[name]

    def _only_imported(self, name: bytes) -> bool:
        """Each mention that is no subscript is in an import from typing, or in prose."""
        # It begins with the name, which can be searched for faster than a word boundary.
        mention = rb"%s(?![\w\[])(?<!\w%s)" % (name, name)
        mentions = [match.start() for match in re.finditer(mention, self._data)]
        imports = (match[0] for match in _TYPING.finditer(self._data))
        plain = rb"\b%s\b(?![ \t]+as\b)" % name
        listed = sum(len(re.findall(plain, one)) for one in imports) if mentions else 0
        if len(mentions) > listed > 0:
            mentions = [at for at in mentions if not self._in_prose(at, at + len(name))]
        return len(mentions) == listed > 0

    def _in_prose(self, start: int, end: int) -> bool:
        """In a string or comment, and nothing around that binds a name, should that be a mistake."""
        line = self._data[self._data.rfind(b"\n", 0, start) + 1 : start]
        binds = _BINDS_NEXT.search(line) or _BINDS_LAST.match(self._data, end)
        return not binds and self.in_text(start + 1)
