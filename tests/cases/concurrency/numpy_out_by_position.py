import numpy as np
from joblib import Parallel, delayed


def support(chunk, table, rows):
    found = np.all(table[:, chunk], axis=2)
    return np.add(found, found, rows)


def main(chunks, table, rows):
    return Parallel(n_jobs=4)(delayed(support)(chunk, table, rows) for chunk in chunks)
