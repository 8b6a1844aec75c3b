"""Run inside a target interpreter: imports the modules that a file names, one after the other.

Before and after each import the state of the GIL is read, and each extension module that is
loaded on the way is watched, so that the one that turns the GIL on is named. The process
stops at the first module after which the GIL is on, because nothing can turn it off again:
the caller goes on in a fresh process. Warnings say it once only, and filters hide or raise
them, so none is relied on.

Standard library only. Arguments: the marker that every line of the answer starts with, and
the JSON file with the list of modules.
"""

import importlib
import importlib.machinery
import json
import os
import sys
from collections.abc import Callable
from typing import Any

state = {"culprit": ""}


def gil() -> bool:
    return bool(getattr(sys, "_is_gil_enabled", lambda: True)())


def watch_extensions() -> None:
    """Note the first extension module during whose loading the GIL comes on."""
    loader = importlib.machinery.ExtensionFileLoader
    for step in ("create_module", "exec_module"):
        setattr(loader, step, watched(getattr(loader, step)))


def watched(original: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def load(self: Any, subject: Any) -> Any:
        before = gil()
        try:
            return original(self, subject)
        finally:
            if not before and gil() and not state["culprit"]:
                state["culprit"] = getattr(subject, "name", "") or subject.__name__

    return load


def attempt(module: str) -> tuple[str, str]:
    """Import one module; returns its outcome and, where it failed, the error in one line."""
    try:
        importlib.import_module(module)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # modules may raise anything, SystemExit too
        return "failed", " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return "imported", ""


def main() -> None:
    marker = sys.argv[1]
    with open(sys.argv[2], encoding="utf-8") as file:  # noqa: PTH123 (pathlib would be imported for it)
        modules = json.load(file)
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the modules print must not look like our answer
    sys.argv = ["probe"]
    watch_extensions()
    off_at_start = not gil()

    def say(**fields: Any) -> None:
        answer.write(marker + json.dumps(fields) + "\n")
        answer.flush()

    say(gil=gil())
    for module in modules:
        say(start=module)
        outcome, detail = attempt(module)
        say(module=module, outcome=outcome, detail=detail, gil=gil(), culprit=state["culprit"])
        if off_at_start and gil():
            break
    sys.stderr.flush()
    os._exit(0)  # threads and exit hooks of what was imported are none of our business


if __name__ == "__main__":
    main()
