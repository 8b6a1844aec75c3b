from planted.pools import spread


def work(word):
    letters = []
    for letter in word:
        letters.append(letter.upper())
    return "".join(letters)


def run():
    return spread(work, ["ash", "birch", "cedar", "elm"])
