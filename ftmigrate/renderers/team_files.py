"""Team files as text: templates filled in, and the header by which a file of ours is recognised.

A generated file says which command made it and ends that line with a hash of all its other lines:
`# Made by: ftmigrate onboard --set tox [sha256:0123456789abcdef]`.
"""

import dataclasses
import hashlib
import json
import re
import shlex
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined

from ftmigrate.model.finding import FileOutcome, FileStatus
from ftmigrate.model.onboarding import Choices, FileState, TeamFacts, TeamFile
from ftmigrate.renderers.diff import unified

_HEADER = re.compile(
    r"^(?:#|//) Made by: ftmigrate onboard(?P<options>(?: .*)?) \[sha256:(?P<hash>[0-9a-f]{16})\]$",
    re.MULTILINE,
)
_BLANK = "0" * 16


@dataclass(frozen=True, slots=True)
class Header:
    """What a generated file says of itself; `intact` if nobody changed it since."""

    set: str
    choices: Choices
    hash: str
    intact: bool


def render(template: str, path: str, name: str, facts: TeamFacts, choices: Choices) -> str:
    """The file `path` of the set `name`, from its template. LF line ends, one at the end."""
    comment = "//" if path.endswith(".json") else "#"
    options = _options(template, name, choices)
    header = (
        f"{comment} Made by: ftmigrate onboard {options} [sha256:{_BLANK}]\n"
        f"{comment} An edit is recognised by the hash, and never overwritten without --force."
    )
    values = {field.name: getattr(facts, field.name) for field in dataclasses.fields(facts)}
    text = _templates().from_string(template).render(**values, header=header, until=choices.until)
    text = text.rstrip("\n") + "\n"
    return text.replace(_BLANK, _hash(text), 1)


def read_header(text: str) -> Header | None:
    """The header of a generated file; None for any other file."""
    match = _HEADER.search(_plain(text))
    if match is None:
        return None
    try:
        words = shlex.split(match["options"])
    except ValueError:  # a header that somebody edited
        words = []
    known = dict(zip(words[::2], words[1::2], strict=False))
    choices = Choices(until=known.get("--until", ""), requirement=known.get("--from", ""))
    return Header(known.get("--set", ""), choices, match["hash"], match["hash"] == _hash(text))


def compare(before: str | None, after: str) -> FileState:
    """How the text that is there relates to the one we would write."""
    if before is None:
        return FileState.MISSING
    if _plain(before) == after:
        return FileState.CURRENT
    header, wanted = read_header(before), read_header(after)
    if header is None or wanted is None:
        return FileState.FOREIGN
    if header.intact:
        return FileState.OUTDATED
    return FileState.KEPT if header.hash == wanted.hash else FileState.EDITED


def diff(file: TeamFile) -> str:
    """From the file that is there to the one we would write; empty where they agree or are kept so."""
    if file.state in (FileState.CURRENT, FileState.KEPT, FileState.WIRED):
        return ""
    before = (file.before or "").replace("\r\n", "\n")
    return unified(FileOutcome(file.path, FileStatus.CHANGED, before=before, after=file.after))


def _options(template: str, name: str, choices: Choices) -> str:
    """The options that this very file depends on, so that another one's never make it differ."""
    words = ["--set", name]
    if choices.until and "<@ until" in template:
        words += ["--until", choices.until]
    if choices.requirement and "requirement" in template:
        words += ["--from", choices.requirement]
    return shlex.join(words)


def _hash(text: str) -> str:
    """Of all lines but the header's, whatever a checkout did to the line ends."""
    return hashlib.sha256(_HEADER.sub("", _plain(text), count=1).encode()).hexdigest()[:16]


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").removeprefix("\ufeff")


@cache
def _templates() -> Environment:
    # The usual {{ }} and {% %} mean something in most of the files that are generated.
    templates = Environment(
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<@",
        variable_end_string="@>",
        comment_start_string="<!#",
        comment_end_string="#!>",
        undefined=StrictUndefined,
        autoescape=False,  # not HTML: each file type has its own filter below
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters.update(
        json=_json, sh=shlex.quote, python=repr, powershell=_powershell, ini=_ini, just=_just
    )
    return templates


def _json(value: Any) -> str:
    """JSON, which is YAML too: strings come out quoted, so that 3.14 never is a number."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _powershell(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _ini(value: str) -> str:
    """Text in a tox.ini: braces would be substitutions, and a # after a blank a comment."""
    return re.sub(r"([{}])", r"\\\1", value).replace(" #", " \\#")


def _just(value: str) -> str:
    return value.replace("{{", "{{{{")
