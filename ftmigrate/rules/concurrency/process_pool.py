"""`multiprocessing.Pool` whose workers behave the same in threads becomes a choice by the GIL."""

from ftmigrate.rules.concurrency.pools import ProcessPool

RULE = ProcessPool("pool", "MPT001", "process-pool", "multiprocessing.Pool whose workers are safe in threads")
