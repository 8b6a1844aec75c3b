"""Why a process does not go on: locks in a cycle, tasks that wait for ever, or a busy machine."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from ftmigrate.model.hanging import Diagnosis, Pace

_STARVED = 0.3
_BUSY = 0.2
_NOT_WAITING = ("sleep(", "select(", "poll(", "recv(", "accept(")


def diagnose(
    first: Mapping[str, Any] | None,
    second: Mapping[str, Any] | None,
    cpu: float,
    delay: float,
    stacks: str,
    tree: str,
) -> Diagnosis:
    """Two answers of one process, half a second apart; `cpu` and `delay` are shares of that time."""
    if first is None or second is None:
        pace = Pace.STARVED if delay > _STARVED else Pace.SLOW if cpu > _BUSY else Pace.STUCK
        return Diagnosis(pace, "no Python code of it runs any more", tuple(stacks.splitlines()[-40:]))
    lines = tuple(_lines(second, tree))
    same = [thread["at"] for thread in first["threads"]] == [thread["at"] for thread in second["threads"]]
    if delay > _STARVED and cpu < _BUSY + delay:
        share = f"{delay:.0%} of the time it could have run and had no processor"
        return Diagnosis(Pace.STARVED, f"the machine is too busy for it: {share}", lines)
    if not same or cpu > _BUSY:
        return Diagnosis(Pace.SLOW, f"it is still working ({cpu:.0%} of a processor)", lines)
    if cycle := _cycle(second["threads"]):
        return Diagnosis(Pace.STUCK, _told(cycle, tree), lines)
    if second["tasks"]:
        return _loop(second["tasks"], lines, tree)
    waiting = [thread for thread in second["threads"] if thread["waits"]]
    if len(waiting) == len(second["threads"]) and not any(_slept(thread) for thread in waiting):
        return Diagnosis(Pace.STUCK, _nobody(waiting, tree), lines)
    return Diagnosis(Pace.SLOW, "it waits for something outside the program", lines)


def _cycle(threads: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Threads of which each waits for a lock that the next one holds, and the last for the first's."""
    holders = {hold["id"]: thread for thread in threads for hold in thread["holds"]}
    for start in threads:
        path: list[Mapping[str, Any]] = []
        thread: Mapping[str, Any] | None = start
        while thread is not None and thread["waits"] and not any(thread is one for one in path):
            path.append(thread)
            thread = holders.get(thread["waits"]["id"])
        if thread is start and path:
            return path
    return []


def _told(cycle: list[Mapping[str, Any]], tree: str) -> str:
    parts = []
    for index, thread in enumerate(cycle):
        other, wanted = cycle[(index + 1) % len(cycle)], thread["waits"]
        held = next(hold for hold in other["holds"] if hold["id"] == wanted["id"])
        parts.append(
            f"{thread['name']} waits for {wanted['text']} at {_place(wanted, tree)}, which {other['name']} "
            f"holds since {_place(held, tree)}"
        )
    return "a deadlock: " + "; ".join(parts)


def _nobody(waiting: Sequence[Mapping[str, Any]], tree: str) -> str:
    main = next((t for t in waiting if t["name"] == "MainThread"), waiting[0])
    wanted = main["waits"]
    what = f"{wanted['text']} at {_place(wanted, tree)}"
    if len(waiting) == 1:
        return f"{main['name']} waits at {what}, and no other thread is there that could end the wait"
    others = ", ".join(
        f"{t['name']} at {t['waits']['text']} ({_place(t['waits'], tree)})" for t in waiting if t is not main
    )
    return f"every thread waits for another one: {main['name']} at {what}; {others}"


def _loop(tasks: Sequence[Mapping[str, Any]], lines: tuple[str, ...], tree: str) -> Diagnosis:
    if any(task["timer"] for task in tasks):
        return Diagnosis(Pace.SLOW, "its tasks wait for a timer", lines)
    leaves = [task for task in tasks if not task["waits_for"]]
    named = "; ".join(f"{t['name']} at {_site(t['place'], tree)}: {t['text']}" for t in leaves or tasks)
    return Diagnosis(Pace.STUCK, f"every task waits and nothing will wake one: {named}", lines)


def _lines(answer: Mapping[str, Any], tree: str) -> Iterator[str]:
    for thread in answer["threads"]:
        place = thread["waits"] and f"waits at {thread['waits']['text']} ({_place(thread['waits'], tree)})"
        top = next((entry for entry in thread["stack"] if entry[0].startswith(tree)), thread["stack"][0])
        yield f"{thread['name']} {place or 'runs at ' + _site(top, tree)}"
        for hold in thread["holds"]:
            yield f"  holds {hold['text']} since {_place(hold, tree)}"
    yield from _tree(answer["tasks"], tree)


def _tree(tasks: Sequence[Mapping[str, Any]], tree: str) -> Iterator[str]:
    """The tasks, each below the one that waits for it."""
    by_name = {task["name"]: task for task in tasks}
    below = {name for task in tasks for name in task["waits_for"]}
    shown: set[str] = set()

    def branch(name: str, depth: int) -> Iterator[str]:
        if name in shown or name not in by_name:
            return
        shown.add(name)
        task = by_name[name]
        yield f"{'  ' * depth}task {name}: {task['place'][2]} at {_site(task['place'], tree)}: {task['text']}"
        for child in task["waits_for"]:
            yield from branch(child, depth + 1)

    for name in [*(name for name in by_name if name not in below), *by_name]:
        yield from branch(name, 0)


def _slept(thread: Mapping[str, Any]) -> bool:
    return any(text in thread["waits"]["text"] for text in _NOT_WAITING)


def _place(place: Mapping[str, Any], tree: str) -> str:
    return _site((place["file"], place["line"]), tree)


def _site(place: Sequence[Any], tree: str) -> str:
    path = PurePath(place[0])
    relative = path.relative_to(tree).as_posix() if path.is_relative_to(tree) else path.name
    return f"{relative}:{place[1]}"
