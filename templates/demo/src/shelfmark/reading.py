"""Reads all books of a folder, in parallel."""

from multiprocessing import Pool
from pathlib import Path

from shelfmark.book import Shelf, read_book


def read_shelf(folder: "Path", workers: "int | None" = None) -> "Shelf":
    paths = sorted(folder.glob("*.txt"))
    shelf = Shelf()
    with Pool(workers) as pool:
        for book in pool.map(read_book, paths):
            shelf.put(book)
    return shelf
