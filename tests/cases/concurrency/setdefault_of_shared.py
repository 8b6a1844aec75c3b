from multiprocessing import Pool


class C:
    n = 0


SHARED = {"x": C()}


def work(k):
    xs = {"a": "b"}
    xs.setdefault("x", SHARED["x"])
    xs["x"].n += k
    return 1


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
