import threading

from planted.pools import spread

_table = None
_making = threading.Lock()


class Table:
    def __init__(self):
        self.rows = {number: number * 2 for number in range(50)}


def table():
    global _table
    if _table is None:
        with _making:
            if _table is None:
                _table = Table()
    return _table


def work(number):
    return table().rows[number]


def run():
    return spread(work, range(6))
