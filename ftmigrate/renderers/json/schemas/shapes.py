"""The words in which the schemas are written."""

from enum import StrEnum
from typing import Any

Shape = dict[str, Any]

TEXT: Shape = {"type": "string"}
NUMBER: Shape = {"type": "number"}
INTEGER: Shape = {"type": "integer"}
BOOLEAN: Shape = {"type": "boolean"}


def record(about: str = "", /, **properties: Shape) -> Shape:
    """An object with at least these keys."""
    shape: Shape = {"type": "object", "properties": properties, "required": list(properties)}
    return {**shape, "description": about} if about else shape


def many(items: Shape, about: str = "") -> Shape:
    shape: Shape = {"type": "array", "items": items}
    return {**shape, "description": about} if about else shape


def mapping(values: Shape, about: str = "") -> Shape:
    """An object whose keys are data."""
    shape: Shape = {"type": "object", "additionalProperties": values}
    return {**shape, "description": about} if about else shape


def maybe(shape: Shape) -> Shape:
    """The shape, or null."""
    return {"anyOf": [shape, {"type": "null"}]}


def word(kind: type[StrEnum]) -> Shape:
    """One of the words that the model knows."""
    return {"enum": [item.value for item in kind]}


def said(shape: Shape, about: str) -> Shape:
    return {**shape, "description": about}
