"""An argument parser whose complaints look like every other error, and name what was meant."""

import argparse
import difflib
import re
from collections.abc import Iterator
from typing import NoReturn

from ftmigrate.model.errors import UsageError


class Parser(argparse.ArgumentParser):
    """Raises UsageError where argparse would print its usage and exit; subparsers are of this class too.

    `command` is the one that was typed: what is left over after it was parsed is reported by the top parser.
    """

    command = ""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{_sentence(message)}.", hint=self._hint(message))

    def _hint(self, message: str) -> str:
        """What was meant, and where to see what there is."""
        program = self.prog
        near: list[str] = []
        if choice := re.search(r"invalid choice: '([^']*)'", message):
            choices = re.findall(r"[\w-]+", message.partition("choose from")[2])
            near = difflib.get_close_matches(choice[1], choices, n=1)
        elif leftover := re.search(r"unrecognized arguments: ([^\s=]+)", message):
            near = difflib.get_close_matches(leftover[1], list(_options(self)), n=1)
            program = f"{self.prog} {self.command}".strip()
        meant = f"Did you mean {near[0]}?\n" if near else ""
        return f"{meant}All there is to choose from: {program} --help"


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
