import threading

from planted.pools import spread

shelves = threading.Lock()
books = threading.Lock()


def lend():
    with shelves:
        with books:
            return "lent"


def give_back():
    with books:
        with shelves:
            return "back"


def work(number):
    return lend() if number % 2 else give_back()


def run():
    return spread(work, [0, 1], workers=2)
