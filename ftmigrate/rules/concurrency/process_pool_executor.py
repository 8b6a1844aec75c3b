"""`ProcessPoolExecutor` whose workers behave the same in threads becomes a choice by the GIL."""

from ftmigrate.rules.concurrency.pools import ProcessPool

RULE = ProcessPool(
    "executor", "MPT002", "process-pool-executor", "ProcessPoolExecutor whose workers are safe in threads"
)
