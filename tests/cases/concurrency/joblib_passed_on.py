from joblib import Parallel, delayed

SEEN: list[int] = []


def work(n: int) -> int:
    return n * 2


def other(parallel: Parallel) -> None:
    parallel(delayed(SEEN.append)(n) for n in range(3))


def main() -> list[int]:
    parallel = Parallel(n_jobs=4)
    print(parallel)
    other(parallel)
    return list(parallel(delayed(work)(n) for n in range(3)))
