"""A verification as JUnit XML: a suite a target, a case a check, and a case a test compared."""

from xml.sax.saxutils import escape, quoteattr

from ftmigrate.model.checking import Check, CheckStatus, Outcome, TestRun, Verification

_BAD = {Outcome.FAILED, Outcome.ERROR}


def document(verification: Verification) -> str:
    """UTF-8 text as Jenkins and GitLab read it. "unknown" is an error there: it is never a pass."""
    targets = list(dict.fromkeys(check.target for check in verification.checks))
    suites = "".join(_suite(target, verification) for target in targets)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="ftmigrate verify">\n'
    return f"{head}{suites}</testsuites>\n"


def _suite(target: str, verification: Verification) -> str:
    cases = [_check(check) for check in verification.checks if check.target == target]
    runs = [run for run in verification.runs if run.target == target]
    before = next((run for run in runs if run.phase == "before"), None)
    after = next((run for run in reversed(runs) if run.phase == "after"), None)
    if before is not None and after is not None:
        cases += [_test(test, before, after) for test in after.outcomes]
    counts = " ".join(
        f'{name}="{sum(f"<{tag}" in case for case in cases)}"'
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    )
    head = f'  <testsuite name={_attribute(target)} tests="{len(cases)}" {counts}>\n'
    return head + "".join(cases) + "  </testsuite>\n"


def _check(check: Check) -> str:
    tag = {
        CheckStatus.FAIL: "failure",
        CheckStatus.ERROR: "error",
        CheckStatus.UNKNOWN: "error",
        CheckStatus.SKIP: "skipped",
    }.get(check.status)
    body = _element(tag, check.detail, "\n".join(check.lines)) if tag else ""
    return _case("ftmigrate", check.id, check.seconds, body)


def _test(test: str, before: TestRun, after: TestRun) -> str:
    outcome, message = after.outcomes[test], after.messages.get(test, "")
    body = ""
    if outcome in _BAD and before.outcomes.get(test) not in _BAD:
        body = _element("failure", "newly failing", message)
    elif outcome in _BAD:
        body = _element("skipped", "failed before the migration already", message)
    elif outcome is Outcome.SKIPPED:
        body = _element("skipped", message, "")
    group, _, name = test.rpartition("::")
    return _case(group or "tests", name, 0.0, body)


def _case(group: str, name: str, seconds: float, body: str) -> str:
    head = f'    <testcase classname={_attribute(group)} name={_attribute(name)} time="{seconds:.3f}"'
    return f"{head}>{body}</testcase>\n" if body else f"{head}/>\n"


def _element(tag: str, message: str, text: str) -> str:
    return f"<{tag} message={_attribute(message)}>{escape(_printable(text))}</{tag}>"


def _attribute(text: str) -> str:
    return quoteattr(_printable(text))


def _printable(text: str) -> str:
    """XML 1.0 has no way to write most control characters."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _unprintable(ord(letter)) else letter for letter in text)


def _unprintable(code: int) -> bool:
    return (code < 32 and code not in (9, 10)) or 0xD800 <= code <= 0xDFFF
