from shelfmark.text import commonest, likeness, reading_ease, sentences, shingles, syllables, words


def test_words_are_lower_case() -> None:
    assert words("The Captain's letter!") == ["the", "captain's", "letter"]


def test_sentences_end_at_their_marks() -> None:
    assert sentences("One. Two! Three?") == ["One.", "Two!", "Three?"]


def test_syllables_of_a_silent_e() -> None:
    assert [syllables(word) for word in ("engine", "the", "remembered")] == [2, 1, 4]


def test_easy_text_is_easier() -> None:
    assert reading_ease("The cat sat. The dog ran.") > reading_ease("Incomprehensible administrative regulations.")


def test_likeness_of_equal_and_of_different_sentences() -> None:
    one, other = shingles("the old river crossed"), shingles("a narrow window opened")
    assert likeness(one, one) == 1.0
    assert likeness(one, other) == 0.0


def test_commonest_breaks_ties_by_name() -> None:
    assert commonest("river water river water stone") == [("river", 2), ("water", 2), ("stone", 1)]
