from planted.pools import spread

letters = []


def work(word):
    letters.clear()
    for letter in word:
        letters.append(letter.upper())
    return "".join(letters)


def run():
    return spread(work, ["ash", "birch", "cedar", "elm"])
