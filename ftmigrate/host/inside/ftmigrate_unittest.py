"""`python -m unittest`, with each outcome written as a JSON line.

Arguments are unittest's own, and pytest's `--deselect=TEST` for a test that is left out.
"""

import json
import os
import sys
import time
import unittest


class Outcomes(unittest.TextTestResult):
    """Writes beside what it shows. A failed subtest makes its test a failed one."""

    path = os.path.join(os.environ["FTMIGRATE_WATCH"], f"unittest-{os.getpid()}-{time.time_ns()}.jsonl")

    def write(self, **record):
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")

    def outcome(self, test, outcome, message=""):
        self.spoken = True
        self.write(kind="outcome", test=_name(test), when="call", outcome=outcome, message=message[:400])

    def startTest(self, test):
        super().startTest(test)
        self.spoken = False
        self.write(kind="running", test=_name(test))
        races = sys.modules.get("ftmigrate_races")
        if races is not None:
            races.next_epoch(_name(test))

    def addSuccess(self, test):
        super().addSuccess(test)
        self.outcome(test, "passed")

    def addError(self, test, err):
        super().addError(test, err)
        self.outcome(test, "error", _line(err))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.outcome(test, "failed", _line(err))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.outcome(test, "skipped", reason)

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.outcome(test, "xfailed", _line(err))

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.outcome(test, "xpassed")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            failed = issubclass(err[0], test.failureException)
            self.outcome(test, "failed" if failed else "error", _line(err))


def _name(test):
    """The dotted name; a module that could not be imported keeps its own name, not unittest's."""
    return test.id().removeprefix("unittest.loader._FailedTest.")


def _line(err):
    """How the exception ends, in one line."""
    text = str(err[1]).strip()
    last = text.splitlines()[-1] if text else ""
    return f"{err[0].__name__}: {last}"


def _without(suite, left_out):
    """The suite less the tests of these names."""
    kept = type(suite)()
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            kept.addTest(_without(test, left_out))
        elif _name(test) not in left_out:
            kept.addTest(test)
    return kept


class Runner(unittest.TextTestRunner):
    left_out = frozenset()

    def run(self, test):
        return super().run(_without(test, self.left_out) if self.left_out else test)


_DESELECT = "--deselect="


if __name__ == "__main__":
    Runner.left_out = {word.removeprefix(_DESELECT) for word in sys.argv if word.startswith(_DESELECT)}
    words = [word for word in sys.argv[1:] if not word.startswith(_DESELECT)]
    program = unittest.main(
        module=None, argv=["python -m unittest", *words], testRunner=Runner(resultclass=Outcomes), exit=False
    )
    result = program.result
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    with open(Outcomes.path, "a", encoding="utf-8") as records:
        records.write(json.dumps({"kind": "session", "gil": gil, "collected": result.testsRun}) + "\n")
    sys.exit(5 if result.testsRun == 0 and not result.errors else not result.wasSuccessful())
