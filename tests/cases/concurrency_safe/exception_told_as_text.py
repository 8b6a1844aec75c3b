from multiprocessing import Pool


def work(name: str) -> str:
    try:
        return open(name).read()
    except OSError as error:
        return f"{error}: {error.strerror.lower()}"


def main(given: list) -> list:
    with Pool() as pool:
        return pool.map(work, given)
