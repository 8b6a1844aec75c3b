"""Texts to try shelfmark on, the same on every machine."""

import random
from pathlib import Path

NOUNS = "river lantern captain harbour letter garden winter engine morning shadow window market".split()
VERBS = "carried followed remembered answered covered crossed opened measured forgot watched".split()
WORDS_BETWEEN = "the quiet old narrow distant broken silver early patient northern".split()


def sentence(chance: "random.Random") -> "str":
    def phrase() -> "str":
        return " ".join([*chance.sample(WORDS_BETWEEN, chance.randint(1, 3)), chance.choice(NOUNS)])

    return f"{phrase().capitalize()} {chance.choice(VERBS)} {phrase()}."


def write_samples(folder: "Path", count: "int", length: "int" = 250) -> "list[Path]":
    """Write `count` texts of `length` sentences and return their paths."""
    paths = []
    for number in range(count):
        chance = random.Random(number)
        path = folder / f"sample-{number:02}.txt"
        path.write_text(" ".join(sentence(chance) for _ in range(length)), encoding="utf-8")
        paths.append(path)
    return paths
