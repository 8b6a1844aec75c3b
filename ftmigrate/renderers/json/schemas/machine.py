"""Schemas of what `ftmigrate python` says about this machine."""

from ftmigrate.model.interpreter import Jit
from ftmigrate.renderers.json.schemas.shapes import BOOLEAN, TEXT, many, maybe, record, said, word

INTERPRETER = record(
    path=TEXT,
    version=TEXT,
    implementation=TEXT,
    free_threaded=said(BOOLEAN, "The build: Py_GIL_DISABLED."),
    gil_enabled=said(BOOLEAN, "Whether a process that it just started has the GIL."),
    jit=word(Jit),
    debug=BOOLEAN,
    managed_by=TEXT,
    platform_tags=many(TEXT),
    provider=TEXT,
    build=TEXT,
)
LISTING = record(
    interpreters=many(INTERPRETER), rejected=many(record("Why one is never used.", path=TEXT, reason=TEXT))
)
FOUND = record(request=TEXT, interpreter=maybe(INTERPRETER))
OBTAINED = record(
    request=TEXT,
    interpreter=maybe(INTERPRETER),
    stand_in=said(BOOLEAN, "True: another minor version than the one asked for."),
    explanations=many(TEXT, "Why each provider that was asked before could not."),
)
REMOVED = record(removed=many(TEXT, "The folders that are gone."))
PROVIDERS = record(
    request=TEXT,
    providers=many(
        record(
            name=TEXT,
            can=BOOLEAN,
            runs=said(BOOLEAN, "False: the commands are for the user, ftmigrate does not run them."),
            detail=TEXT,
            commands=many(TEXT),
        )
    ),
)
