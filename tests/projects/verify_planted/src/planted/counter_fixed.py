import threading

from planted.pools import spread

done = 0
_lock = threading.Lock()


def work(number):
    global done
    with _lock:
        done += 1
    return number * number


def run():
    return spread(work, range(8))
