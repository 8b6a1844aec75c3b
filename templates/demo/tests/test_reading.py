from pathlib import Path
from typing import get_type_hints

from shelfmark.book import Book, Shelf, echoes, read_book
from shelfmark.reading import read_shelf
from shelfmark.sample import write_samples


def test_a_sentence_said_twice_is_an_echo() -> None:
    found = echoes("The old river crossed the garden. Winter came. The old river crossed the garden.")
    assert [(echo.first, echo.second) for echo in found] == [(0, 2)]


def test_the_pool_reads_what_one_reader_reads(tmp_path: Path) -> None:
    paths = write_samples(tmp_path, 4, length=40)
    assert read_shelf(tmp_path, workers=2).books == [read_book(path) for path in paths]


def test_an_empty_folder_is_an_empty_shelf(tmp_path: Path) -> None:
    assert read_shelf(tmp_path, workers=1).books == []


def test_the_hardest_book() -> None:
    easy, hard = Book("easy", 1, 90.0, [], []), Book("hard", 1, 10.0, [], [])
    assert Shelf().put(easy).put(hard).hardest() is hard
    assert hard.harder_than(easy)


def test_hints_are_types() -> None:
    assert get_type_hints(Shelf.put) == {"book": Book, "return": Shelf}
