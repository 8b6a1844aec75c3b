"""A pool of two threads started, used once, ended."""

from concurrent.futures import ThreadPoolExecutor

START = 1  # operations of the first try: each takes long


def prepare() -> None:
    return None


def run(state: None, count: int) -> None:
    for _ in range(count):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(abs, (-1, -2)))
