"""`multiprocessing.Pool` whose workers behave the same in threads becomes a choice by the GIL."""

from ftmigrate.rules.concurrency.pools import PoolRule


class ProcessPool(PoolRule):
    kind = "pool"
    code = "MPT001"
    name = "process-pool"
    summary = "multiprocessing.Pool whose workers are safe in threads"


RULE = ProcessPool()
