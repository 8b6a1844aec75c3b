from joblib import Parallel, delayed


def work(n: int) -> int:
    return n * 2


def main() -> list[int]:
    parallel = Parallel(n_jobs=4)
    for _ in range(2):
        parallel = Parallel(n_jobs=2)
    return list(parallel(delayed(work)(n) for n in range(3)))
