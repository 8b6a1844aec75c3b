"""What a user asks for: a version of Python and one of its two builds."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from ftmigrate.model.errors import UsageError

_GRAMMAR = re.compile(
    r"""
    (?P<operator>>=|==|~=|)\s*
    (?P<version>3\.\d+(?:\.\d+)?(?:(?:a|b|rc)\d+)?)
    (?P<t>t?)
    (?P<flags>(?:\+(?:gil|freethreaded|jit|debug))*)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Target:
    """A request for an interpreter, in the one grammar of config, command line and JSON.

    `3.14` is always the GIL build; `3.14t` and `3.14+freethreaded` the free-threaded one.
    `specifier` is a PEP 440 specifier ("==3.14.*"), empty where `path` names the interpreter;
    `free_threaded` is None only for a path.
    """

    text: str
    specifier: str
    free_threaded: bool | None
    jit: bool = False
    debug: bool = False
    path: str | None = None

    @property
    def name(self) -> str:
        """The short name used in folder names and reports: `3.14`, `3.14t`, `3.14.2t`."""
        match = _GRAMMAR.fullmatch(self.text)
        if match is None:
            return self.text
        suffix = "".join(f"+{flag}" for flag, on in (("jit", self.jit), ("debug", self.debug)) if on)
        return f"{match['version']}{'t' if self.free_threaded else ''}{suffix}"

    @property
    def minor(self) -> tuple[int, int] | None:
        """`(3, 14)`, or None for a path."""
        match = _GRAMMAR.fullmatch(self.text)
        if match is None:
            return None
        major, minor, *_ = re.findall(r"\d+", match["version"])
        return int(major), int(minor)

    @classmethod
    def parse(cls, text: str) -> "Target":
        """Read a request; raises UsageError that names the nearest right one."""
        text = text.strip()
        if "/" in text or "\\" in text:
            return cls(text=text, specifier="", free_threaded=None, path=text)
        match = _GRAMMAR.fullmatch(text)
        flags = set(filter(None, match["flags"].split("+"))) if match else set()
        if match is None or {"gil", "freethreaded"} <= flags or (match["t"] and "gil" in flags):
            raise UsageError(f"{text!r} is no interpreter request.", hint=_nearest(text))
        return cls(
            text=text,
            specifier=_specifier(match["operator"], match["version"]),
            free_threaded=bool(match["t"]) or "freethreaded" in flags,
            jit="jit" in flags,
            debug="debug" in flags,
        )


def _specifier(operator: str, version: str) -> str:
    exact = version.count(".") == 2 or re.search("[a-z]", version)
    if operator in ("", "=="):
        return f"=={version}" if exact else f"=={version}.*"
    return f"{operator}{version}"


def _nearest(text: str) -> str:
    """The request that was probably meant, always one that can be read."""
    lowered = text.lower()
    number = re.search(r"(?:>=|~=)?\s*3[.,]?(\d{1,2})((?:\.\d+)?)", lowered)
    version = f"3.{int(number[1])}{number[2]}" if number else "3.14"
    operator = ">=" if re.match(r"\s*>", lowered) else ""
    free = re.search(r"\d+t|no-?gil|free|\W(?:\d+)?t\b", lowered) and not re.search(r"\+gil\b", lowered)
    flags = "".join(f"+{flag}" for flag in ("jit", "debug") if _resembles(flag, lowered))
    request = f"{operator}{version}{'t' if free else ''}{flags}"
    return f"Did you mean {request!r}? Write 3.14, 3.14t, 3.14.2t, 3.14+gil, 3.14+jit, >=3.14 or a path."


def _resembles(flag: str, text: str) -> bool:
    """Is one of the words of `text` a misspelled `flag`?"""
    words = re.findall(r"[a-z]+", text)
    return bool(get_close_matches(flag, [word for word in words if word != "gil"], cutoff=0.65))
