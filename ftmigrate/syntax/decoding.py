"""Source bytes to text and back, byte for byte (PEP 263, byte order marks, any newline)."""

import codecs
import contextlib
import io
import re
import tokenize
from dataclasses import dataclass


class UndecodableSource(ValueError):
    """The bytes are no source text; the message is one sentence for people."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text` without the byte order mark, newlines untouched; `encode` gives the bytes back."""

    text: str
    encoding: str = "utf-8"
    bom: bool = False

    def encode(self, text: str) -> bytes:
        """`text` in the file's own encoding; UnicodeEncodeError where it does not fit."""
        data = text.encode(self.encoding)
        return codecs.BOM_UTF8 + data if self.bom else data


def decode(data: bytes) -> Decoded:
    """Read a file's bytes as the compiler would, or raise UndecodableSource."""
    if not data.startswith(codecs.BOM_UTF8) and b"coding" not in b"".join(data.split(b"\n", 2)[:2]):
        with contextlib.suppress(UnicodeDecodeError):  # nearly always; else to be told why not
            return Decoded(data.decode())
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise UndecodableSource(f"its bytes are in no known encoding: {error.msg}") from error
    bom = encoding == "utf-8-sig"
    name = "utf-8" if bom else encoding
    body = data[len(codecs.BOM_UTF8) :] if bom else data
    try:
        text = body.decode(name)
    except (UnicodeDecodeError, LookupError) as error:
        raise UndecodableSource(f"it is not {name}: {error}") from error
    decoded = Decoded(text, name, bom)
    if decoded.encode(text) != data:
        raise UndecodableSource(f"its {name} bytes do not survive decoding and encoding")
    return decoded


_DECLARATION = re.compile(r"(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n?|\n))?[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


def declared_encoding(text: str) -> str:
    """What a comment on the first two lines declares (PEP 263); empty where none does."""
    found = _DECLARATION.match(text)
    return found[1] if found else ""
