"""What a rule found in a file, and what became of the file."""

from dataclasses import dataclass, field
from enum import StrEnum


class Safety(StrEnum):
    """A rule's judgement: applied by default, with --unsafe-fixes, or never."""

    SAFE = "safe"
    CONDITIONAL = "conditional"
    UNSAFE = "unsafe"


@dataclass(slots=True, unsafe_hash=True)  # frozen, it takes three times as long to make
class Edit:
    """Replace `text[start:end]` by `replacement`; offsets are characters of the decoded text."""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is what it is.

    `code` is stable and short (`keep:type-checking-only`, `argument-mutated`), `message` a
    sentence; `path` (relative, forward slashes) and `line` (1-based) name the evidence.
    """

    code: str
    message: str
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a file. Lines are 1-based, columns 0-based character offsets.

    `edits` are applied together or not at all; `reasons` back the verdict.
    """

    rule: str
    line: int
    column: int
    end_line: int
    end_column: int
    safety: Safety
    message: str
    reasons: tuple[Reason, ...] = ()
    edits: tuple[Edit, ...] = ()
    applied: bool = False


class FileStatus(StrEnum):
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What the codemod made of one file.

    `path` is relative to the project with forward slashes; `after` is the new text where
    `status` is CHANGED, else None; `reason` says why a file was skipped or failed. `encoding` and
    `bom` are how its bytes are read and written; `digest` is the SHA-256 of the bytes that were
    read (empty where none were). `diff` stands for both texts where a run over many files kept
    neither.
    """

    path: str
    status: FileStatus
    reason: str = ""
    findings: tuple[Finding, ...] = field(default=())
    before: str | None = None
    after: str | None = None
    encoding: str = "utf-8"
    bom: bool = False
    digest: str = ""
    diff: str = ""
