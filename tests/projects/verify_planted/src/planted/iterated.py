from planted.pools import spread

prices = {"ash": 1, "birch": 2, "cedar": 3}


def work(number):
    prices[f"tree {number}"] = number
    total = 0
    for name in prices:
        total += len(name)
    return total > 0


def run():
    return spread(work, range(8))
