from multiprocessing import Pool


def fill(found: list[str], n: int) -> None:
    found.append(str(n))
    found.extend(["a", "b"])
    found.insert(0, "c")


def work(n: int) -> int:
    found = ["x"]
    fill(found, n)
    more = found
    more += ["d"]
    return sum(len(one.upper()) for one in found)


def main(given: list) -> list:
    with Pool() as pool:
        return pool.map(work, given)
