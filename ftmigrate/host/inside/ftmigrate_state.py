"""What a process has of its own that a worker process would have changed only for itself."""

import hashlib
import os
import re
import sys
import types
import warnings

_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
_LONGEST = 100_000


def state(modules):
    """`{(kind, name): a short text}` of the process, and of the variables of `modules` (names)."""
    found = {("environ", name): value for name, value in os.environ.items()}
    found["cwd", ""] = _folder()
    found["warnings", ""] = repr(warnings.filters)
    if "locale" in sys.modules:
        found["locale", ""] = sys.modules["locale"].setlocale(sys.modules["locale"].LC_ALL)
    if "random" in sys.modules:
        found["random", ""] = _digest(repr(sys.modules["random"].getstate()))
    if "socket" in sys.modules:
        found["socket timeout", ""] = repr(sys.modules["socket"].getdefaulttimeout())
    for module in modules:
        for name, value in list(vars(sys.modules.get(module, types.ModuleType("none"))).items()):
            if not name.startswith("__") and not isinstance(
                value, (type, types.ModuleType, types.FunctionType)
            ):
                found["variable", f"{module}.{name}"] = _digest(_text(value))
    return found


def changes(before, after):
    """`[kind, name, old, new]` of what is not as it was; what only came to be by an import is left out."""
    known = {kind for kind, _ in before}
    return [
        [kind, name, before.get((kind, name), ""), after.get((kind, name), "")]
        for kind, name in sorted(before.keys() | after.keys())
        if kind in known and before.get((kind, name)) != after.get((kind, name))
    ]


def _folder():
    try:
        return os.getcwd()
    except FileNotFoundError:
        return "a folder that is gone"


def _text(value):
    try:
        text = _ADDRESS.sub("", repr(value))
    except Exception as error:
        return type(error).__name__
    own = getattr(value, "__dict__", None)
    return text[:_LONGEST] + (repr(own)[:_LONGEST] if isinstance(own, dict) else "")


def _digest(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
