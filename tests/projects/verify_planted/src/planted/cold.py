from planted.pools import spread

NAMES = {}


def name_of(number):
    if not NAMES:
        for code in range(200):
            NAMES[code] = f"name {code}"
    return NAMES.get(number, "unknown")


def work(number):
    return name_of(number)


def run():
    return spread(work, [199, 150, 100, 50])
