import sys
from multiprocessing import Pool
from multiprocessing.pool import ThreadPool


def spread(worker, tasks, workers=3):
    """What the migration makes of `Pool(workers).map(worker, tasks)`."""
    pool = Pool if getattr(sys, "_is_gil_enabled", lambda: True)() else ThreadPool
    with pool(workers) as workers_of_it:
        return workers_of_it.map(worker, tasks, chunksize=1)
