from multiprocessing import Pool
from contextlib import contextmanager
stack = []
@contextmanager
def level(n):
    stack.append(n)
    yield
    stack.pop()
def work(n: int) -> int:
    with level(n):
        return len(stack)

def main() -> list:
    with Pool() as pool:
        return pool.map(work, range(3))
