"""Runs of a project's tests in which every access to shared state is watched."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ftmigrate.host.processes import run
from ftmigrate.host.test_commands import TestCommand
from ftmigrate.host.test_runs import as_run
from ftmigrate.host.watched import watched
from ftmigrate.model.checking import Outcome
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.racing import Place, PoolCall, Race, RaceRun


@contextmanager
def kept_files() -> Iterator[Path]:
    """A folder for what the tests make while their pool calls are recorded; there until these are done again.

    Short, since tests may put sockets there, whose paths have about 100 bytes.
    """
    with tempfile.TemporaryDirectory(prefix="ftm-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def watch_races(
    tree: Path,
    environment: Environment,
    command: TestCommand,
    files: Mapping[str, str],
    *,
    seed: int,
    timeout: float,
    only: Iterable[str] = (),
    kept: Path | None = None,
) -> RaceRun:
    """Run the tests with `files` (relative path to module name) rewritten to tell what threads do.

    With a `seed` other than 0 threads are also held up at shared accesses, as the seed says. In the
    run without, what pools are given to do is kept. pytest makes its `tmp_path` in the folder `kept`:
    in its own it would remove those of the fourth last run, which recorded calls may still name.
    """
    races = {"seed": seed, "files": instrumented(tree, files), "record": not seed}
    with watched(tree, environment, races=races) as watch:
        variables = {**watch.variables, **({"PYTEST_DEBUG_TEMPROOT": str(kept)} if kept else {})}
        done = run([*command.words, *only], cwd=tree, env=variables, timeout=timeout)
        records = list(watch.records())
        outcome = as_run(done, records, environment, command, "after")
        return RaceRun(
            seed=seed,
            races=tuple(races_of(records, watch.tree, environment.label)),
            instrumented=len({r["path"] for r in records if r["kind"] == "instrumented"}),
            tasks=sum(record["kind"] == "task" for record in records),
            failed=tuple(t for t, o in outcome.outcomes.items() if o in (Outcome.FAILED, Outcome.ERROR)),
            passed=sum(o is Outcome.PASSED for o in outcome.outcomes.values()),
            seconds=done.seconds,
            timed_out=done.timed_out,
            broken=tuple(f"{r['path']}: {r['error']}" for r in records if r["kind"] == "uninstrumented"),
            running=outcome.running,
            output_tail=outcome.output_tail,
            calls=tuple(_calls(records, watch.tree)),
            unrepeatable=tuple(
                f"{r['function']}: {r['error']}" for r in records if r["kind"] == "unrepeatable"
            ),
        )


def instrumented(tree: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Absolute path to module name, as ftmigrate_races takes them."""
    return {str(tree.resolve() / path): name for path, name in files.items()}


def _calls(records: list[dict[str, Any]], tree: Path) -> Iterator[PoolCall]:
    refused = [record["worker"] for record in records if record["kind"] == "unrepeatable"]
    for record in records:
        if record["kind"] == "pool_call" and record["worker"] not in refused:
            yield PoolCall(
                function=record["worker"][2],
                worker=place(record["worker"], tree),
                site=place(record["site"], tree),
                workers=record["workers"],
                data=Path(record["path"]).read_bytes(),
                paths=tuple(record["paths"]),
            )


def races_of(records: list[dict[str, Any]], tree: Path, target: str) -> list[Race]:
    return [
        Race(
            kind=record["what"],
            name=record["name"],
            one=place(record["one"], tree),
            other=place(record["other"], tree),
            seed=record["seed"],
            test=record["test"],
            target=target,
        )
        for record in records
        if record["kind"] == "race"
    ]


def place(site: list[Any], tree: Path) -> Place:
    """A file, a line and a text, as a process under watch wrote them."""
    path = Path(site[0])
    relative = path.relative_to(tree).as_posix() if path.is_relative_to(tree) else str(path)
    return Place(relative, int(site[1]), site[2])
