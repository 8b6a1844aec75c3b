"""One verdict from all checks."""

from collections.abc import Sequence

from ftmigrate.model.checking import Check, CheckStatus, Verdict


def verdict(checks: Sequence[Check]) -> Verdict:
    """FAIL if any failed; UNKNOWN if any could not tell, or the tests did not run; else PASS."""
    statuses = {check.status for check in checks}
    if CheckStatus.FAIL in statuses:
        return Verdict.FAIL
    untested = any(check.id == "tests" and check.status is CheckStatus.SKIP for check in checks)
    if untested or statuses & {CheckStatus.UNKNOWN, CheckStatus.ERROR} or CheckStatus.PASS not in statuses:
        return Verdict.UNKNOWN
    return Verdict.PASS
