"""Hints that resolve only while type checking, and did so before."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


def price() -> "Decimal":
    raise NotImplementedError
