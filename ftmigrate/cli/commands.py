"""The commands, in the order that `--help` shows them.

A command is a module of this package with `configure(parser)`, which adds its arguments, and
`run(arguments, context) -> ExitCode`. Modules are imported only when their command is called,
so that `--help` stays quick.
"""

import argparse
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from ftmigrate.cli.context import Context
from ftmigrate.model.errors import ExitCode


class CommandModule(Protocol):
    def configure(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace, context: Context) -> ExitCode: ...


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    module: str
    summary: str

    def load(self) -> CommandModule:
        return cast(CommandModule, import_module(f"ftmigrate.cli.{self.module}"))


COMMANDS = (
    Command("init", "init", "interpreters, environments, configuration: the way in"),
    Command("migrate", "migrate", "init, audit, codemod, verify, bench and report in one go"),
    Command("demo", "demo", "copy a small real project to a folder and migrate it"),
    Command("python", "python", "interpreters: list, find, install, providers"),
    Command("env", "env", "the side-by-side environments: sync, list, run, path, remove"),
    Command("audit", "audit", "which dependencies and code are ready, with evidence"),
    Command("codemod", "codemod", "rewrite annotations and process pools (shows a diff by default)"),
    Command("rules", "rules", "the codemod's rules"),
    Command("explain", "explain", "one rule's page"),
    Command("verify", "verify", "prove that hints, tests and the GIL are as they should be"),
    Command("bench", "bench", "the smoke benchmark"),
    Command("report", "report", "show the last results again: terminal, markdown, HTML"),
    Command("undo", "undo", "put back what the last `codemod --write` changed"),
    Command(
        "onboard",
        "onboard",
        "team files from templates: CI, pre-commit, tox, nox, scripts for new colleagues",
    ),
    Command("schema", "schema", "the JSON Schemas of what --json prints"),
    Command("completion", "completion", "a script that completes the command line: bash, fish, zsh"),
)
