"""Claim: "replace multiprocessing.Pool by ThreadPool, it has the same interface."

It has, and another meaning: a process gets a copy of its argument, a thread the very object.
"""

import multiprocessing
import multiprocessing.pool


def drain(basket: list[str]) -> int:
    taken = 0
    while basket:
        basket.pop()
        taken += 1
    return taken


def main() -> None:
    for kind in (multiprocessing.Pool, multiprocessing.pool.ThreadPool):
        baskets = [["apple", "pear"], ["plum"]]
        with kind(2) as pool:
            taken = pool.map(drain, baskets)
        name = "processes" if kind is multiprocessing.Pool else "threads"
        print(f"{name}: taken {taken}, and the caller's baskets are now {baskets}")
        assert taken == [2, 1]
        assert (baskets == [[], []]) is (name == "threads")


if __name__ == "__main__":
    main()
