"""The comments of a text, found without parsing more than tokens."""

import contextlib
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

_IGNORE = re.compile(r"#\s*ftmigrate:\s*(?P<kind>ignore-file|ignore)(?:\s*\[(?P<rules>[^\]]*)\])?")
_NOQA = re.compile(r"#\s*noqa\s*:\s*(?P<codes>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comment:
    """`column` is a 0-based character offset; `text` begins with `#`."""

    line: int
    column: int
    text: str


def comments(text: str) -> tuple[Comment, ...]:
    """All comments in order; a text that cannot be tokenized has those before its fault."""
    # The tokenizer sees LF only; nothing is read back from it but lines, columns and comments.
    lines = io.StringIO(re.sub(r"\r\n?", "\n", text))
    return tuple(
        Comment(token.start[0], token.start[1], token.string)
        for token in _tokens(lines)
        if token.type == tokenize.COMMENT
    )


def _tokens(lines: io.StringIO) -> Iterator[tokenize.TokenInfo]:
    with contextlib.suppress(tokenize.TokenError, SyntaxError):
        yield from tokenize.generate_tokens(lines.readline)


@dataclass(frozen=True, slots=True)
class Suppressions:
    """What `# ftmigrate: ignore[...]` comments switch off: rule prefixes by line, and file-wide.

    An empty prefix stands for every rule.
    """

    lines: dict[int, frozenset[str]]
    file: frozenset[str]

    def cover(self, rule: str, first: int, last: int) -> bool:
        """Whether a finding of `rule` on lines `first` to `last` is switched off."""
        if any(rule.startswith(prefix) for prefix in self.file):
            return True
        if not self.lines:
            return False
        return any(
            rule.startswith(prefix) for line in range(first, last + 1) for prefix in self.lines.get(line, ())
        )


def suppressions(text: str) -> Suppressions:
    """`# ftmigrate: ignore[ANN001, MPT]` on a line of the finding (or alone on the line above),
    and `# ftmigrate: ignore-file[...]` anywhere; without brackets: every rule."""
    lines: dict[int, frozenset[str]] = {}
    file: frozenset[str] = frozenset()
    if "ftmigrate:" not in text:
        return Suppressions(lines, file)
    source = re.sub(r"\r\n?", "\n", text).split("\n")
    for comment in comments(text):
        if (match := _IGNORE.search(comment.text)) is None:
            continue
        rules = frozenset(word.strip().upper() for word in (match["rules"] or "").split(","))
        if match["kind"] == "ignore-file":
            file |= rules
            continue
        alone = not source[comment.line - 1][: comment.column].strip()
        line = comment.line + alone
        lines[line] = lines.get(line, frozenset()) | rules
    return Suppressions(lines, file)


def noqa_codes(text: str) -> dict[int, frozenset[str]]:
    """The codes of `# noqa: CODE` comments by line; a blanket `# noqa` names none."""
    if "noqa" not in text.lower():
        return {}
    return {
        comment.line: frozenset(re.split(r"[,\s]+", match["codes"].upper()))
        for comment in comments(text)
        if (match := _NOQA.search(comment.text)) is not None
    }
