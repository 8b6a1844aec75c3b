"""A pytest plugin that writes each outcome as a JSON line, the moment it is known.

Loaded by PYTEST_PLUGINS. A worker of pytest-xdist writes only the state of its GIL: the
controller hears of its tests.
"""

import json
import os
import sys
import time


class Outcomes:
    def __init__(self, folder, config):
        self.path = os.path.join(folder, f"pytest-{os.getpid()}-{time.time_ns()}.jsonl")
        self.worker = hasattr(config, "workerinput")

    def write(self, **record):
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")

    def pytest_runtest_logstart(self, nodeid):
        if not self.worker:
            self.write(kind="running", test=nodeid)
        races = sys.modules.get("ftmigrate_races")
        if races is not None:
            races.next_epoch(nodeid)

    def pytest_runtest_logreport(self, report):
        if self.worker:
            return
        outcome = _outcome(report)
        if outcome is not None:
            self.write(
                kind="outcome",
                test=report.nodeid,
                when=report.when,
                outcome=outcome,
                message=_message(report),
                seconds=report.duration,
            )

    def pytest_collectreport(self, report):
        if not self.worker and report.outcome != "passed":
            outcome = "error" if report.failed else "skipped"
            self.write(
                kind="outcome", test=report.nodeid, when="collect", outcome=outcome, message=_message(report)
            )

    def pytest_sessionfinish(self, session, exitstatus):
        enabled = getattr(sys, "_is_gil_enabled", lambda: True)()
        self.write(kind="session", gil=enabled, exit=int(exitstatus), collected=session.testscollected)


def _outcome(report):
    """The test's outcome so far, None while there is none; a later report may overrule it."""
    expected = hasattr(report, "wasxfail")
    if report.skipped:
        return "xfailed" if expected else "skipped"
    if report.failed:
        return "failed" if report.when == "call" else "error"
    if report.when == "call":
        return "xpassed" if expected else "passed"
    return None


def _message(report):
    """One line: the reason of a skip, or how the failure ended."""
    text = report.longrepr
    if text is None:
        return ""
    if isinstance(text, tuple):
        text = text[2]
    crash = getattr(text, "reprcrash", None)
    if crash is not None:
        text = f"{crash.message} ({crash.path}:{crash.lineno})"
    lines = [line.strip() for line in str(text).splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("E  ")]
    if errors:
        return errors[-1].removeprefix("E").strip()[:400]
    return (lines[0] if lines else "")[:400] if crash is not None or len(lines) < 2 else lines[-1][:400]


def pytest_configure(config):
    folder = os.environ.get("FTMIGRATE_WATCH")
    # A suite may test a pytest plugin by running pytest inside itself: those tests are not its own.
    nested = os.environ.get("FTMIGRATE_PYTEST") and not hasattr(config, "workerinput")
    if folder and not nested:
        os.environ["FTMIGRATE_PYTEST"] = "running"
        config.pluginmanager.register(Outcomes(folder, config), "ftmigrate-outcomes")
