"""Makes the documentation: the pages of docs/, and reference pages out of the program itself."""

import argparse
import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ftmigrate.cli import main
from ftmigrate.cli.commands import COMMANDS
from ftmigrate.renderers.json.schemas import DOCUMENTS, schema
from ftmigrate.renderers.template_sets import SETS
from ftmigrate.steps import rule_pages

CHECKOUT = Path(__file__).resolve().parent.parent
_SETTINGS = {
    "site_name": "ftmigrate",
    "docs_dir": "pages",
    "site_dir": "site",
    "use_directory_urls": False,
    # Nothing is asked of any network when a page is read.
    "theme": {"name": "mkdocs", "highlightjs": False, "color_mode": "auto", "user_color_mode_toggle": True},
    "plugins": ["search"],
    "validation": {"links": {"not_found": "warn", "anchors": "warn", "absolute_links": "warn"}},
    "nav": [
        {"Start": "index.md"},
        {"Tutorial": "tutorial.md"},
        {"A team": "team.md"},
        {"Behind a firewall": "firewall.md"},
        {"What the blogs get wrong": "claims.md"},
        {"Rules": "rules.md"},
        {"Commands": "commands.md"},
        {"JSON": "json.md"},
    ],
}


def build(folder: Path) -> Path:
    """Write the pages and the site below `folder` and return the site; any warning of mkdocs is an error."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(CHECKOUT / "docs", folder / "pages", ignore=shutil.ignore_patterns("__pycache__"))
    for place, text in generated().items():
        path = folder / "pages" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    # JSON is YAML: no YAML library is needed to write it.
    (folder / "mkdocs.yml").write_text(json.dumps(_SETTINGS, indent=2), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL)
    return folder / "site"


def generated() -> dict[str, str]:
    """The reference: path below the pages, and text."""
    rules = {f"rules/{row[0]}.md": rule_pages.page(row[0]) for row in rule_pages.rows()}
    schemas = {f"schemas/{name}.json": json.dumps(schema(name), indent=2) for name in DOCUMENTS}
    return {"rules.md": _rules(), "commands.md": _commands(), "json.md": _json(), **rules, **schemas}


def _rules() -> str:
    rows = [
        f"| [{code}](rules/{code}.md) | {name} | {'on' if default else 'off'} | {summary} |"
        for code, name, summary, default in rule_pages.rows()
    ]
    return "# Rules\n\n| rule | name | default | what it finds |\n| --- | --- | --- | --- |\n" + "\n".join(
        rows
    )


def _commands() -> str:
    sections = [f"# Commands\n\n```text\n{help_of()}```\n"]
    for command in COMMANDS:
        sections.append(f"## {command.name}\n\n```text\n{help_of(command.name)}```\n")
        sections += [
            f"### {command.name} {action}\n\n```text\n{help_of(command.name, action)}```\n"
            for action in _actions(command.name)
        ]
        if command.name == "onboard":
            sections += [
                "| set | writes |\n| --- | --- |",
                *(f"| {one.name} | {one.summary} |" for one in SETS),
            ]
            sections.append("")
    return "\n".join(sections)


def _actions(name: str) -> Iterator[str]:
    parser = argparse.ArgumentParser()
    next(command for command in COMMANDS if command.name == name).load().configure(parser)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices


def help_of(*words: str) -> str:
    """What `ftmigrate WORDS --help` prints, 88 columns wide and without colours."""
    said = io.StringIO()
    settings = {"COLUMNS": "88", "NO_COLOR": "1"}
    before = {key: os.environ.get(key) for key in settings}
    os.environ.update(settings)
    try:
        with contextlib.redirect_stdout(said):
            status = main.main([*words, "--help"])
        raise SystemExit(f"ftmigrate {' '.join(words)} --help ended with {status}")
    except SystemExit as end:
        if end.code:
            raise
    finally:
        for key, value in before.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value
    return said.getvalue()


def _json() -> str:
    rows = [f"| `ftmigrate.{name}/1` | [schemas/{name}.json](schemas/{name}.json) |" for name in DOCUMENTS]
    head = """\
# JSON

With `--json` every command prints one document on stdout and nothing else there. Its `schema` key names its
kind and version; within a version keys are only ever added. `ftmigrate schema NAME` prints the JSON Schema.

| document | schema |
| --- | --- |
"""
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(build(CHECKOUT / "build" / "docs"))
