"""`ProcessPoolExecutor` whose workers behave the same in threads becomes a choice by the GIL."""

from ftmigrate.rules.concurrency.pools import PoolRule


class ProcessPoolExecutor(PoolRule):
    kind = "executor"
    code = "MPT002"
    name = "process-pool-executor"
    summary = "ProcessPoolExecutor whose workers are safe in threads"


RULE = ProcessPoolExecutor()
