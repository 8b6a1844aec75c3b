from planted.pools import spread

WORDS = {"ash": 1, "birch": 2, "cedar": 3}
ORDER = ["ash", "birch", "cedar"]


class Rates:
    def __init__(self):
        self.by_name = dict(WORDS)


RATES = Rates()


def work(name):
    total = sum(WORDS[word] for word in ORDER if word in WORDS)
    for word, value in WORDS.items():
        total += value + RATES.by_name[word]
    return total + len(ORDER) + (1 if WORDS else 0)


def run():
    return spread(work, ORDER * 3)
