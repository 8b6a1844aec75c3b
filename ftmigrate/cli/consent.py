"""Asking a person: only on a terminal, and never with --yes."""

import sys
from collections.abc import Callable

from ftmigrate.cli.context import Context


def consent(context: Context) -> Callable[[str], bool]:
    """A function that answers a yes-or-no question: yes with --yes, no where nobody can be asked."""

    def ask(question: str) -> bool:
        if context.yes:
            return True
        if context.json or not (sys.stdin.isatty() and sys.stderr.isatty()):
            return False
        print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in {"y", "yes"}

    return ask
