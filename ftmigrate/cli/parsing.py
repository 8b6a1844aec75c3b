"""An argument parser whose complaints look like every other error, and name what was meant."""

import argparse
import difflib
import re
from collections.abc import Iterator
from typing import NoReturn

from ftmigrate.model.errors import UsageError


class Parser(argparse.ArgumentParser):
    """Raises UsageError where argparse would print its usage and exit; subparsers are of this class too."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{_sentence(message)}.", hint=self._hint(message))

    def _hint(self, message: str) -> str:
        written = re.search(r"invalid choice: '([^']*)'|unrecognized arguments: (\S+)", message)
        known: list[str] = []
        if written is not None:
            known = (
                list(_options(self))
                if written[2]
                else re.findall(r"[\w-]+", message.partition("choose from")[2])
            )
        near = (
            difflib.get_close_matches((written[1] or written[2]).partition("=")[0], known, n=1)
            if written
            else []
        )
        lines = [f"Did you mean {near[0]}?"] if near else []
        return "\n".join([*lines, f"All there is to choose from: {self.prog} --help"])


def _sentence(message: str) -> str:
    """argparse's words, without the list of all choices: the help has them."""
    text = re.sub(r" \(choose from .*\)$", "", message, flags=re.DOTALL)
    text = re.sub(r"^argument ([A-Z]+|[\w/ ,-]+): invalid choice: ('[^']*')$", r"there is no \1 \2", text)
    text = re.sub(r"^unrecognized arguments: ", "not understood here: ", text)
    return text.replace("there is no COMMAND", "there is no command").replace(
        "there is no ACTION", "there is no action"
    )


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    """The long options of a parser and of those below it."""
    for action in parser._actions:
        yield from (option for option in action.option_strings if option.startswith("--"))
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from _options(child)
