"""Does recorded pool calls again in fresh interpreters: in processes as before, in threads as after."""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ftmigrate.host.processes import run
from ftmigrate.host.race_runs import instrumented, place, races_of
from ftmigrate.host.watched import watched
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.racing import Change, PoolCall, Replay

_GRACE_SECONDS = 5.0
_FORKS = sys.platform not in ("win32", "darwin")  # as in ftmigrate_replay


@dataclass(frozen=True, slots=True)
class Replaying:
    """One call with a folder of its own. `error` says why processes gave no answers for it; else
    they are in the folder's `references.json`."""

    call: PoolCall
    folder: Path
    environment: Environment
    error: str = ""


@contextmanager
def replaying(
    call: PoolCall, before: Path, after: Path, environment: Environment, *, timeout: float
) -> Iterator[Replaying]:
    """Ask the tree before what each item gives in processes: each alone, and all in one.

    Only what both agree on can be judged: the rest depends on chance, or on what a worker did earlier.
    """
    with tempfile.TemporaryDirectory(prefix="ftmigrate-replay-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "call.pickle").write_bytes(call.data)
        asked = Replaying(call, folder, environment)
        found = _once(asked, before, {"seeds": [], "paths": _paths(call, after, before)}, timeout)
        if isinstance(found, str):
            yield Replaying(call, folder, environment, f"in processes: {found}")
            return
        (folder / "references.json").write_text(json.dumps(found[0]["outcomes"]), encoding="utf-8")
        yield asked


def replay(
    asked: Replaying, tree: Path, files: Mapping[str, str], *, seeds: Sequence[int], timeout: float
) -> Iterator[Replay]:
    """The call once a seed, in threads that start behind a barrier before anything else has run.

    With a seed other than 0 they are held up at shared accesses in `files`, as the seed says;
    `timeout` is seconds for one round.
    """
    settings = {"paths": _paths(asked.call, tree, tree), "files": instrumented(tree, files)}
    groups = [list(seeds)] if _FORKS else [[seed] for seed in seeds]
    for group in groups:
        found = _once(asked, tree, settings | {"seeds": group}, timeout)
        if isinstance(found, str):
            yield from (Replay(seed, error=found) for seed in group)
        else:
            yield from (_round(asked, tree, seed, one) for seed, one in zip(group, found, strict=True))


def _round(asked: Replaying, tree: Path, seed: int, found: dict[str, Any]) -> Replay:
    if error := found.get("error"):
        return Replay(seed, error=error)
    root = tree.resolve()
    return Replay(
        seed=seed,
        judged=found["judged"],
        refusal=found["refusal"],
        differences=tuple((index, ours, theirs) for index, ours, theirs in found["differences"]),
        changes=tuple(Change(*change) for change in found["changed"]),
        stuck=tuple(place([path, line, name], root) for name, path, line in found["stuck"]),
        races=tuple(races_of(found["races"], root, asked.environment.label)),
    )


def _once(
    asked: Replaying, tree: Path, settings: Mapping[str, Any], timeout: float
) -> list[dict[str, Any]] | str:
    """What each round of one interpreter found, or why there is nothing."""
    folder = Path(tempfile.mkdtemp(dir=asked.folder))
    out, file = folder / "out", folder / "settings.json"
    common = {
        "call": str(asked.folder / "call.pickle"),
        "references": str(asked.folder / "references.json"),
        "out": str(out),
        "workers": asked.call.workers,
        "seconds": timeout,
    }
    file.write_text(json.dumps(common | dict(settings)), encoding="utf-8")
    rounds = max(1, len(settings["seeds"]))
    with watched(tree, asked.environment) as watch:
        words: list[str | Path] = [asked.environment.python, "-m", "ftmigrate_replay", file]
        done = run(words, cwd=tree, env=watch.variables, timeout=rounds * (timeout + _GRACE_SECONDS))
    paths = [Path(f"{out}-{number}") for number in range(rounds)]
    said = f"no end within {timeout:.0f} s" if done.timed_out else done.tail(1) or "it gave no answer"
    if not any(path.exists() for path in paths):
        return said
    return [json.loads(path.read_bytes()) if path.exists() else {"error": said} for path in paths]


def _paths(call: PoolCall, recorded: Path, tree: Path) -> list[str]:
    """The import path of the process that ran in the tree `recorded`, with the same folders of `tree`."""
    found, recorded = [], recorded.resolve()
    for entry in call.paths:
        path = Path(entry)
        if path.is_relative_to(recorded):
            found.append(str(tree.resolve() / path.relative_to(recorded)))
        elif path.is_dir():
            found.append(entry)
    return found
