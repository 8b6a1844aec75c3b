"""Schemas of what is found, proved and measured."""

from ftmigrate.model.auditing import Go, Kind, Readiness
from ftmigrate.model.checking import CheckStatus, Outcome, Verdict
from ftmigrate.model.finding import FileStatus, Safety
from ftmigrate.model.measuring import Quantity, Speed
from ftmigrate.renderers.json.schemas.project import ENVIRONMENT
from ftmigrate.renderers.json.schemas.shapes import (
    BOOLEAN,
    INTEGER,
    NUMBER,
    TEXT,
    many,
    mapping,
    maybe,
    record,
    said,
    word,
)

_ON_TARGET = record(
    **{"class": word(Kind)},
    status=word(Readiness),
    version=TEXT,
    wheel=maybe(TEXT),
    evidence=many(TEXT),
    proof=TEXT,
    gil_on_import=said(maybe(BOOLEAN), "Null: not tried."),
    alternative=maybe(TEXT),
    way_out=many(TEXT),
    platforms=mapping(word(Readiness)),
)
AUDIT = record(
    verdict=word(Go),
    profile=TEXT,
    packages=many(
        record(
            name=TEXT,
            version=TEXT,
            chain=many(TEXT, "From a direct dependency to this one."),
            targets=mapping(_ON_TARGET),
        )
    ),
    code=many(record(kind=TEXT, path=TEXT, line=INTEGER, message=TEXT, advice=TEXT)),
    reasons=many(TEXT, "Weightiest first."),
    limits=many(TEXT),
    targets=many(TEXT),
    indexes=many(TEXT),
    as_of=TEXT,
)
_FINDING = record(
    rule=TEXT,
    line=said(INTEGER, "1-based."),
    column=said(INTEGER, "0-based, in characters."),
    end_line=INTEGER,
    end_column=INTEGER,
    verdict=word(Safety),
    message=TEXT,
    reasons=many(record(code=TEXT, message=TEXT, path=TEXT, line=INTEGER)),
    applied=BOOLEAN,
)
CODEMOD = record(
    files=many(
        record(
            path=said(TEXT, "Relative, with forward slashes."),
            status=word(FileStatus),
            reason=TEXT,
            findings=many(_FINDING),
        )
    ),
    summary=record(
        files=INTEGER,
        changed=INTEGER,
        skipped=INTEGER,
        failed=INTEGER,
        findings=INTEGER,
        applied=INTEGER,
        seconds=NUMBER,
    ),
)
_PLACE = record(path=TEXT, line=INTEGER, text=TEXT)
VERIFY = record(
    verdict=word(Verdict),
    checks=many(
        record(id=TEXT, target=TEXT, status=word(CheckStatus), detail=TEXT, seconds=NUMBER, lines=many(TEXT))
    ),
    runs=many(
        record(
            target=TEXT,
            phase=TEXT,
            command=TEXT,
            exit_code=INTEGER,
            seconds=NUMBER,
            timed_out=BOOLEAN,
            gil_enabled=maybe(BOOLEAN),
            outcomes=mapping(word(Outcome), "By test."),
            messages=mapping(TEXT),
        )
    ),
    offences=many(
        record(
            "An annotation that reads differently than before.",
            target=TEXT,
            module=TEXT,
            qualname=TEXT,
            name=TEXT,
            path=TEXT,
            line=INTEGER,
            reason=TEXT,
        )
    ),
    races=many(
        record(
            target=TEXT,
            kind=TEXT,
            name=TEXT,
            places=many(_PLACE),
            seed=INTEGER,
            test=TEXT,
            seen=INTEGER,
            runs=INTEGER,
        )
    ),
)
BENCH = record(
    verdict=word(Speed),
    reason=TEXT,
    host=mapping({"type": ["string", "number", "boolean"]}),
    measurements=many(
        record(
            kernel=TEXT,
            variant=TEXT,
            target=TEXT,
            workers=INTEGER,
            unit=TEXT,
            quantity=word(Quantity),
            command=TEXT,
            values=many(NUMBER),
        )
    ),
    comparisons=many(
        record(
            name=TEXT,
            ratio=maybe(NUMBER),
            low=said(maybe(NUMBER), "Null: the interval has no such end."),
            high=maybe(NUMBER),
            verdict=word(Speed),
            reason=TEXT,
            confidence=NUMBER,
            pairs=INTEGER,
            quantity=word(Quantity),
            group=TEXT,
            judged=BOOLEAN,
            p_value=NUMBER,
            notes=many(TEXT),
        )
    ),
    skipped=many(TEXT),
    failed=many(TEXT),
    notes=many(TEXT),
    resolution=maybe(NUMBER),
    budget=NUMBER,
    seconds=NUMBER,
    builds=mapping(TEXT, "By target: how its interpreter was built."),
)
REPORT = record(
    project=TEXT,
    when=TEXT,
    version=TEXT,
    environments=many(ENVIRONMENT),
    unavailable=mapping(many(TEXT), "By target: why each provider could not."),
    failures=mapping(TEXT),
    audit=maybe(AUDIT),
    codemod=maybe(CODEMOD),
    written=BOOLEAN,
    verify=maybe(VERIFY),
    bench=maybe(BENCH),
    next_steps=many(TEXT),
)
