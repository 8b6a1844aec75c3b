from joblib import Parallel, delayed


def work(n: int) -> int:
    return n * 2


def main() -> list[int]:
    with Parallel(n_jobs=4) as parallel:
        return parallel(delayed(work)(n) for n in range(3))
