"""`python -m shelfmark FOLDER` prints a line for each text of a folder."""

import argparse
import tempfile
from pathlib import Path

from shelfmark.reading import read_shelf
from shelfmark.sample import write_samples


def print_shelf(folder: "Path") -> "None":
    for book in read_shelf(folder).books:
        common = ", ".join(word for word, _ in book.common)
        print(f"{book.name}: {book.words} words, ease {book.ease}, {len(book.echoes)} echoes; {common}")


def main() -> "None":
    parser = argparse.ArgumentParser(prog="shelfmark")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--sample", type=int, metavar="N", help="make N sample texts and read those")
    arguments = parser.parse_args()
    if arguments.sample:
        with tempfile.TemporaryDirectory() as folder:
            write_samples(Path(folder), arguments.sample)
            print_shelf(Path(folder))
    elif arguments.folder:
        print_shelf(arguments.folder)
    else:
        parser.error("name a folder of .txt files, or use --sample")


if __name__ == "__main__":
    main()
