"""MPT rules: process parallelism that may become threads."""
