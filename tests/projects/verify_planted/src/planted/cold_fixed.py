from planted.pools import spread

NAMES = {}


def name_of(number):
    global NAMES
    if not NAMES:
        names = {code: f"name {code}" for code in range(200)}
        NAMES = names
    return NAMES.get(number, "unknown")


def work(number):
    return name_of(number)


def run():
    return spread(work, [199, 150, 100, 50])
