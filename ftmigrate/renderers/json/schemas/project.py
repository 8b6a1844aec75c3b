"""Schemas of setting up a project: environments, team files, rules, undo."""

from ftmigrate.model.environment_state import Condition
from ftmigrate.model.onboarding import FileState
from ftmigrate.model.project_setup import Action
from ftmigrate.renderers.json.schemas.shapes import (
    BOOLEAN,
    INTEGER,
    TEXT,
    many,
    mapping,
    maybe,
    record,
    said,
    word,
)

ENVIRONMENT = record(
    target=TEXT,
    label=said(TEXT, "The target, and what stands in for it."),
    path=TEXT,
    python=TEXT,
    version=TEXT,
    free_threaded=BOOLEAN,
    stand_in=BOOLEAN,
    interpreter=said(TEXT, "The path of the base interpreter."),
)
ENVIRONMENTS = record(
    environments=many(record(path=TEXT, condition=word(Condition), environment=maybe(ENVIRONMENT)))
)
ENVIRONMENT_PATH = record(environment=ENVIRONMENT)
_READINESS = record(
    verdict=TEXT,
    profile=TEXT,
    packages=INTEGER,
    counts=mapping(mapping(INTEGER), "By target, then by status."),
    reasons=many(TEXT),
)
_DRY_RUN = record(
    files=INTEGER, changed=INTEGER, failed=INTEGER, safe=INTEGER, conditional=INTEGER, unsafe=INTEGER
)
SETUP = record(
    project=TEXT,
    dry_run=BOOLEAN,
    nothing_to_do=BOOLEAN,
    steps=many(record(name=TEXT, action=word(Action), detail=TEXT, commands=many(TEXT))),
    environments=many(ENVIRONMENT),
    unavailable=mapping(many(TEXT), "By target: why each provider could not."),
    failures=mapping(TEXT),
    findings=many(TEXT),
    notes=many(TEXT),
    written=many(TEXT),
    audit=maybe(_READINESS),
    codemod=maybe(_DRY_RUN),
    next_steps=many(TEXT),
)
_RULE = {"code": TEXT, "name": TEXT, "summary": TEXT, "default": BOOLEAN}
RULES = record(rules=many(record(**_RULE)))
RULE_PAGE = record(**_RULE, page=said(TEXT, "Markdown."))
UNDONE = record(restored=many(TEXT), kept=many(record(path=TEXT, reason=TEXT)))
ONBOARDING = record(
    sets=many(TEXT, "Those asked for, else those in use."),
    check=BOOLEAN,
    files=many(
        record(
            set=TEXT,
            path=TEXT,
            state=word(FileState),
            written=BOOLEAN,
            replaced=said(TEXT, "Where the old file was put, relative to the project; may be empty."),
            note=TEXT,
            diff=said(TEXT, "From the file that is there to the one we would write; may be empty."),
        )
    ),
    available=many(record(name=TEXT, summary=TEXT)),
)
SCHEMAS = record(schemas=mapping({"type": "object"}, "By name, each a JSON Schema."))
COMPLETION = record(shell=TEXT, script=TEXT)
