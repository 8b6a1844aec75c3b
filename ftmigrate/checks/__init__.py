"""Facts in, verdicts out: small pure functions."""
