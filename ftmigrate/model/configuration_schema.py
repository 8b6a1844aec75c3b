"""`[tool.ftmigrate]` as TOML holds it: keys, types, and the nearest key to an unknown one."""

import dataclasses
import difflib
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import Any

from ftmigrate.model.configuration import (
    DEFAULT_PROVIDERS,
    BenchSettings,
    CodemodSettings,
    Concurrency,
    Configuration,
    VerifySettings,
)
from ftmigrate.model.errors import UsageError
from ftmigrate.model.target import Target

Reader = Callable[[Any, str], Any]


def configuration_of(table: Mapping[str, Any], where: str) -> Configuration:
    """Read a parsed table; `where` names its file for errors.

    Raises UsageError for an unknown key (with the nearest known one), a value of another type,
    or a value that makes no sense.
    """
    try:
        return Configuration(**_fields(table, _TOP, ""))
    except UsageError as error:
        raise UsageError(error.what, where=where, hint=error.hint) from None


def table_of(configuration: Configuration, present: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as TOML names and values, in the documented order.

    Only the targets, what differs from the defaults, and what `present` (the table in the file)
    holds already; None for a key that must go.
    """
    return {"targets": list(configuration.targets), **_kept(configuration, Configuration(), present)}


def _kept(value: Any, default: Any, present: Mapping[str, Any]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for field in dataclasses.fields(value):
        key = field.name.replace("_", "-")
        mine, usual = getattr(value, field.name), getattr(default, field.name)
        if mine != usual or key in present:
            table[key] = _plain(mine, usual, present.get(key))
    return table


def _plain(value: Any, default: Any, present: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return _kept(value, default, present or {})
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value) if isinstance(value, str) else value


def _fields(table: Any, readers: Mapping[str, Reader], prefix: str) -> dict[str, Any]:
    if not isinstance(table, Mapping):
        raise UsageError(f"`{prefix}` must be a table.", hint=f"Write it as [tool.ftmigrate.{prefix}].")
    found: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else key
        if key not in readers:
            raise _unknown(f"`{name}` is no setting of ftmigrate.", key, readers)
        found[key.replace("-", "_")] = readers[key](value, name)
    return found


def _unknown(what: str, name: str, known: Mapping[str, Any] | tuple[str, ...]) -> UsageError:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"Did you mean `{near[0]}`?" if near else f"Known: {', '.join(known)}."
    return UsageError(what, hint=hint)


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"`{name}` must be a text, not {_shown(value)}.")
    return value


def _texts(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise UsageError(f"`{name}` must be a list of texts, not {_shown(value)}.")
    return tuple(value)


def _seconds(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise UsageError(f"`{name}` must be a number of seconds above 0, not {_shown(value)}.")
    return float(value)


def _shown(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _target(value: Any, name: str) -> str:
    text = _text(value, name)
    try:
        Target.parse(text)
    except UsageError as error:
        raise UsageError(f"`{name}`: {error.what}", hint=error.hint) from None
    return text


def _targets(value: Any, name: str) -> tuple[str, ...]:
    texts = tuple(_target(item, name) for item in _texts(value, name))
    names = [Target.parse(text).name for text in texts]
    twice = next((one for one in names if names.count(one) > 1), None)
    if not texts or twice:
        raise UsageError(
            f"`{name}` names {twice} twice." if twice else f"`{name}` is empty.",
            hint='Write for example targets = ["3.14", "3.14t"].',
        )
    return texts


def _stand_in(value: Any, name: str) -> str:
    text = _target(value, name)
    if Target.parse(text).free_threaded is False:
        raise UsageError(
            f"`{name}` must be a free-threaded build, and {text!r} is none.", hint="Write for example 3.13t."
        )
    return text


def _providers(value: Any, name: str) -> tuple[str, ...]:
    texts = _texts(value, name)
    for text in texts:
        if text not in DEFAULT_PROVIDERS:
            raise _unknown(f"`{name}`: there is no provider {text!r}.", text, DEFAULT_PROVIDERS)
    return texts


def _environments(value: Any, name: str) -> str:
    text = _text(value, name)
    parts = PurePosixPath(text.replace("\\", "/")).parts
    if "{target}" not in text or text.replace("{target}", "").count("{"):
        raise UsageError(f"`{name}` must hold {{target}} once, as in .venv-{{target}}.")
    if PurePosixPath(text).is_absolute() or PureWindowsPath(text).drive or ".." in parts:
        raise UsageError(f"`{name}` must stay inside the project, and {text!r} leaves it.")
    return text


def _concurrency(value: Any, name: str) -> Concurrency:
    text = _text(value, name)
    if text not in {item.value for item in Concurrency}:
        raise _unknown(f"`{name}` cannot be {text!r}.", text, tuple(Concurrency))
    return Concurrency(text)


def _commands(value: Any, name: str) -> Mapping[str, str]:
    if not isinstance(value, Mapping):
        raise UsageError(f"`{name}` must be a table of command lines, not {_shown(value)}.")
    return MappingProxyType({key: _text(line, f"{name}.{key}") for key, line in value.items()})


def _table(kind: Callable[..., Any], readers: Mapping[str, Reader]) -> Reader:
    return lambda value, name: kind(**_fields(value, readers, name))


_TOP: Mapping[str, Reader] = {
    "targets": _targets,
    "stand-in": _stand_in,
    "providers": _providers,
    "environments": _environments,
    "include": _texts,
    "exclude": _texts,
    "groups": _texts,
    "platforms": _texts,
    "codemod": _table(CodemodSettings, {"select": _texts, "ignore": _texts, "concurrency": _concurrency}),
    "verify": _table(VerifySettings, {"command": _text, "timeout": _seconds, "test-timeout": _seconds}),
    "bench": _table(BenchSettings, {"budget": _seconds, "commands": _commands}),
}
