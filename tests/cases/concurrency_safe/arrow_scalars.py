import pyarrow as pa
from multiprocessing import Pool

TABLE: pa.Table = pa.table({"a": [1]})


def work(k: int) -> list:
    return [one.as_py() for one in TABLE.slice(k, 1).column(0)]


def main():
    with Pool(4) as p:
        return p.map(work, range(9))
