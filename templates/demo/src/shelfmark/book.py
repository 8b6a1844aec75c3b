"""What is known of one text, and of a shelf of them."""

from dataclasses import dataclass, field
from pathlib import Path

from shelfmark.text import commonest, likeness, reading_ease, sentences, shingles, words


@dataclass
class Echo:
    """Two sentences of a book that say nearly the same."""

    first: "int"
    second: "int"
    score: "float"


@dataclass
class Book:
    name: "str"
    words: "int"
    ease: "float"
    common: "list[tuple[str, int]]"
    echoes: "list[Echo]"

    def harder_than(self, other: "Book") -> "bool":
        return self.ease < other.ease


@dataclass
class Shelf:
    books: "list[Book]" = field(default_factory=list)
    above: "Shelf | None" = None

    def put(self, book: "Book") -> "Shelf":
        self.books.append(book)
        return self

    def hardest(self) -> "Book | None":
        return min(self.books, key=lambda book: book.ease, default=None)

    def by_name(self) -> "dict[str, Book]":
        return {book.name: book for book in self.books}


def echoes(text: "str", threshold: "float" = 0.5) -> "list[Echo]":
    """Every pair of sentences that share at least `threshold` of their shingles."""
    sets = [shingles(sentence) for sentence in sentences(text)]
    found = []
    for first, one in enumerate(sets):
        for second in range(first + 1, len(sets)):
            score = likeness(one, sets[second])
            if score >= threshold:
                found.append(Echo(first, second, round(score, 3)))
    return found


def read_book(path: "Path") -> "Book":
    text = path.read_text(encoding="utf-8")
    return Book(path.stem, len(words(text)), round(reading_ease(text), 2), commonest(text), echoes(text))
