"""Words, sentences and how hard they are to read."""

import re
from collections import Counter

WORD = re.compile(r"[a-z']+")
SENTENCE = re.compile(r"[^.!?]+[.!?]")
VOWELS = re.compile(r"[aeiouy]+")


def words(text: "str") -> "list[str]":
    return WORD.findall(text.lower())


def sentences(text: "str") -> "list[str]":
    return [sentence.strip() for sentence in SENTENCE.findall(text)]


def syllables(word: "str") -> "int":
    groups = len(VOWELS.findall(word))
    if word.endswith("e") and groups > 1:
        groups -= 1
    return max(groups, 1)


def reading_ease(text: "str") -> "float":
    """Flesch reading ease: 0 is hard, 100 is easy."""
    found = words(text)
    if not found:
        return 0.0
    per_sentence = len(found) / max(len(sentences(text)), 1)
    per_word = sum(syllables(word) for word in found) / len(found)
    return 206.835 - 1.015 * per_sentence - 84.6 * per_word


def shingles(sentence: "str", size: "int" = 2) -> "frozenset[tuple[str, ...]]":
    found = words(sentence)
    return frozenset(tuple(found[at : at + size]) for at in range(len(found) - size + 1))


def likeness(a: "frozenset[tuple[str, ...]]", b: "frozenset[tuple[str, ...]]") -> "float":
    """The Jaccard index of two sets of shingles."""
    return len(a & b) / len(a | b) if a or b else 0.0


def commonest(text: "str", count: "int" = 5) -> "list[tuple[str, int]]":
    ranked = Counter(word for word in words(text) if len(word) > 4)
    return sorted(ranked.items(), key=lambda item: (-item[1], item[0]))[:count]
