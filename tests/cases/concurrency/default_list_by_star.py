from multiprocessing import Pool


def f(x, acc=[]):
    acc.append(1)
    return len(acc)


def work(k):
    return f(*[1])


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
