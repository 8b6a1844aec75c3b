from joblib import Parallel, delayed

SEEN: list[int] = []


def work(n: int) -> int:
    SEEN.append(n)
    return n * 2


def main() -> list[int]:
    parallel = Parallel(n_jobs=4)
    return list(parallel(delayed(work)(n) for n in range(3)))
