import random

from planted.pools import spread


def work(seed):
    generator = random.Random(seed)
    return [generator.random() for _ in range(3)]


def run():
    return spread(work, range(6))
