import threading

from planted.pools import spread

prices = {"ash": 1, "birch": 2, "cedar": 3}
_lock = threading.Lock()


def work(number):
    with _lock:
        prices[f"tree {number}"] = number
        names = list(prices)
    total = 0
    for name in names:
        total += len(name)
    return total > 0


def run():
    return spread(work, range(8))
