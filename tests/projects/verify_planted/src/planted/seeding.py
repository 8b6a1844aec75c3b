import random

from planted.pools import spread


def work(seed):
    random.seed(seed)
    return [random.random() for _ in range(3)]


def run():
    return spread(work, range(6))
