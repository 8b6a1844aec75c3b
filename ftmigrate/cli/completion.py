"""`ftmigrate completion SHELL`: a script that completes commands, actions, options and their choices."""

import argparse
from collections.abc import Callable, Iterator

from ftmigrate.cli.commands import COMMANDS
from ftmigrate.cli.context import Context
from ftmigrate.cli.options import add_global_options
from ftmigrate.model.errors import ExitCode

# From the words before the cursor (`init`, `python install`, `report --format`) to what may follow.
Table = dict[str, list[str]]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=sorted(_SCRIPTS), metavar="SHELL", help=", ".join(sorted(_SCRIPTS)))


def run(arguments: argparse.Namespace, context: Context) -> ExitCode:
    script = _SCRIPTS[arguments.shell](table())
    if context.json:
        context.emit("completion", {"shell": arguments.shell, "script": script})
    else:
        print(script, end="")
    return ExitCode.OK


def table() -> Table:
    """Everything there is to complete, read from the commands themselves."""
    top = argparse.ArgumentParser(add_help=False)
    add_global_options(top, top=True)
    found: Table = {"": [*(command.name for command in COMMANDS), "--help", "--version", *_options(top)]}
    for command in COMMANDS:
        parser = argparse.ArgumentParser()
        add_global_options(parser, top=False)
        command.load().configure(parser)
        found.update(_entries(command.name, parser))
    return found


def _entries(path: str, parser: argparse.ArgumentParser) -> Iterator[tuple[str, list[str]]]:
    words = _options(parser)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            words += list(action.choices)
            for name, child in action.choices.items():
                yield from _entries(f"{path} {name}", child)
        elif action.choices and action.option_strings:
            yield f"{path} {action.option_strings[-1]}", [str(choice) for choice in action.choices]
        elif action.choices:
            words += [str(choice) for choice in action.choices]
    yield path, words


def _options(parser: argparse.ArgumentParser) -> list[str]:
    return [
        option for action in parser._actions for option in action.option_strings if option.startswith("--")
    ]


def _cases(entries: Table) -> str:
    return "\n".join(f"    '{path}') words='{' '.join(words)}' ;;" for path, words in sorted(entries.items()))


# The path is made of words that are no options; the word before the cursor may be an option with choices.
# It must run in bash and in zsh's emulation of sh, which is how zsh's bashcompinit runs it.
_SHARED = """\
  local path= word= last= words=
  for word in "${before[@]}"; do
    last=$word
    case $word in
      -*) ;;
      *) [ -z "$path" ] && path=$word || case $path in %(nested)s) path="$path $word" ;; esac ;;
    esac
  done
  case "$path $last" in
%(choices)s
  esac
  [ -n "$words" ] || case $path in
%(paths)s
  esac
"""


def _shared(entries: Table) -> str:
    choices = {path: words for path, words in entries.items() if " --" in path}
    paths = {path: words for path, words in entries.items() if " --" not in path}
    nested = sorted({path.split()[0] for path in paths if " " in path})
    return _SHARED % {"nested": "|".join(nested), "choices": _cases(choices), "paths": _cases(paths)}


def _bash(entries: Table) -> str:
    return (
        "_ftmigrate() {\n"
        "  local before\n"
        '  before=("${COMP_WORDS[@]:1:$((COMP_CWORD - 1))}")\n'
        f"{_shared(entries)}"
        '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))\n'
        "}\n"
        "complete -o default -F _ftmigrate ftmigrate\n"
    )


def _zsh(entries: Table) -> str:
    return f"autoload -U +X bashcompinit && bashcompinit\n{_bash(entries)}"


def _fish(entries: Table) -> str:
    lines = ["complete -c ftmigrate -f -n __fish_use_subcommand -a '" + " ".join(entries[""]) + "'"]
    for path, words in sorted(entries.items()):
        names = [name for name in path.split() if not name.startswith("--")]
        if not names:
            continue
        seen = " && ".join(f"__fish_seen_subcommand_from {name}" for name in names)
        if " --" in path:
            option = path.rpartition("--")[2]
            lines.append(f"complete -c ftmigrate -n '{seen}' -l {option} -x -a '{' '.join(words)}'")
        else:
            lines.append(f"complete -c ftmigrate -n '{seen}' -a '{' '.join(words)}'")
    return "\n".join(lines) + "\n"


_SCRIPTS: dict[str, Callable[[Table], str]] = {"bash": _bash, "fish": _fish, "zsh": _zsh}
