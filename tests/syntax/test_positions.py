"""Lines that are counted are those of the table."""

import pytest

from ftmigrate.syntax.positions import Positions


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_offsets_are_those_of_their_locations(end: str) -> None:
    text = end.join(["a = 1", "", "b = 'é'", "\x0c", "c"])
    offsets = range(len(text))
    counted = [*Positions(text).lines(offsets)]
    assert counted == [Positions(text).location(offset)[0] for offset in offsets]
    assert counted[-1] == 5
