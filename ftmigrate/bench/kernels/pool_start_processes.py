"""A pool of two processes started the way this Python starts them by default, used once, ended."""

from concurrent.futures import ProcessPoolExecutor

START = 1  # operations of the first try: each takes long


def prepare() -> None:
    return None


def run(state: None, count: int) -> None:
    for _ in range(count):
        with ProcessPoolExecutor(2) as pool:
            list(pool.map(abs, (-1, -2)))
