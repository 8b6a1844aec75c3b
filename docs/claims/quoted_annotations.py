"""Claim: "with 3.14 you can delete the quotes around every annotation."

Not around those that never resolve, and not without looking at who reads them.
"""

import sys
import typing

LATER = """
class Node:
    def next(self) -> {quote}Node{quote}: ...
"""
NEVER = """
import typing
if typing.TYPE_CHECKING:
    from decimal import Decimal
def price() -> {quote}Decimal{quote}: ...
"""


def outcome(source: str, read: str) -> str:
    space: dict[str, typing.Any] = {}
    try:
        exec(source, space)
        return str(eval(read, space | {"typing": typing}))
    except NameError as error:
        return f"NameError: {error}"


if sys.version_info >= (3, 14):
    for quote in ("'", ""):
        later = outcome(LATER.format(quote=quote), "typing.get_type_hints(Node.next)")
        never = outcome(NEVER.format(quote=quote), "price.__annotations__")
        print(f"quotes {quote or 'none'}: defined later: {later}; only for type checkers: {never}")
        assert "Node" in later
        assert ("NameError" in never) is (not quote)
else:
    print(f"{sys.version.split()[0]}: annotations are evaluated at once here, so the quotes must stay")
    assert "NameError" in outcome(LATER.format(quote=""), "1")
