"""Does a recorded pool call once more, in fresh processes: `python -m ftmigrate_replay SETTINGS.json`.

With `seeds` there is a round in threads for each: all workers start behind a barrier, before anything
serial could fill a cache, and with a seed other than 0 they are held up (ftmigrate_races). A round is a
process that has imported nothing of the project: forked, where forking can be trusted, from one that
has not either. Without seeds, each item is done in a process of its own, and then all in one.

The outcomes are written as JSON, `OUT-NUMBER` a round. Threads compare theirs with those in
`references` right there, where the classes of the results can be imported, and tell what changed in
the process meanwhile.
"""

import base64
import faulthandler
import json
import multiprocessing
import os
import pickle
import re
import sys
import threading
import time

from ftmigrate_state import changes, state

_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
_SWITCH_SECONDS = 1e-6
_GRACE_SECONDS = 3.0
# macOS can't be trusted with forking.
_FORKS = sys.platform not in ("win32", "darwin")


def main(path):
    with open(path, encoding="utf-8") as file:
        settings = json.load(file)
    sys.path += [entry for entry in settings["paths"] if entry not in sys.path]
    if not settings["seeds"]:
        write(settings, 0, {"outcomes": in_processes(*load(settings["call"]))})
    elif len(settings["seeds"]) == 1:
        one_round(settings, 0)
    else:
        import ftmigrate_races  # noqa: F401  # once for all: it is not of the project

        for number in range(len(settings["seeds"])):
            child = os.fork()
            if not child:
                one_round(settings, number)
                os._exit(0)
            os.waitpid(child, 0)


def write(settings, number, found):
    path = f"{settings['out']}-{number}"
    with open(f"{path}.part", "w", encoding="utf-8") as file:
        json.dump(found, file)
    os.replace(f"{path}.part", path)


def one_round(settings, number):
    """Whatever happens, it ends: what hangs while importing is ended by faulthandler."""
    faulthandler.dump_traceback_later(settings["seconds"] + _GRACE_SECONDS, exit=True)
    races, seed = [], settings["seeds"][number]
    if seed:
        import ftmigrate_races

        watched = {"seed": seed, "files": settings["files"]}
        ftmigrate_races.install(watched, lambda **record: races.append(record))
    sys._is_gil_enabled = lambda: False  # what chooses its kind of pool by the GIL shall choose threads
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        initializer, items = load(settings["call"])
        before = state(settings["files"].values())
        outcomes, stuck = in_threads(initializer, items, settings["workers"], settings["seconds"])
        found = judged(outcomes, settings["references"])
        found |= {"changed": changes(before, state(settings["files"].values())), "stuck": stuck}
    except Exception as error:
        found = {"error": f"{type(error).__name__}: {error}"[:300], "stuck": []}
    write(settings, number, found | {"races": [race for race in races if race["kind"] == "race"]})
    if found["stuck"]:
        os._exit(0)  # threads that never end would keep the interpreter from its end


def load(path):
    """`((initializer, its arguments), [(function, arguments, named), ...])`."""
    items = []
    with open(path, "rb") as file:
        unpickler = pickle.Unpickler(file)
        initializer = unpickler.load()
        while True:
            try:
                items.append(unpickler.load())
            except EOFError:
                return initializer, items


def in_threads(initializer, items, workers, seconds):
    """Outcomes in the order of items, and where threads stand that did not end in time."""
    count = max(2, min(workers, len(items)))
    barrier, turn, lock = threading.Barrier(count), iter(range(len(items))), threading.Lock()
    outcomes = [None] * len(items)

    def work():
        failed = outcome(initializer[0], initializer[1], {}) if initializer[0] else None
        barrier.wait()
        while True:
            with lock:
                index = next(turn, None)
            if index is None:
                return
            outcomes[index] = failed if failed and failed[0] == "error" else outcome(*items[index])

    threads = [threading.Thread(target=work, name=f"worker {n}", daemon=True) for n in range(count)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    return outcomes, [line for thread in threads if thread.is_alive() for line in where(thread)]


def where(thread):
    """The innermost line of a thread that is not the standard library's."""
    frame = sys._current_frames().get(thread.ident)
    while frame is not None and frame.f_code.co_filename.startswith(
        (os.path.dirname(os.__file__), "<frozen")
    ):
        frame = frame.f_back
    if frame is not None:
        yield [thread.name, frame.f_code.co_filename, frame.f_lineno]


def in_processes(initializer, items):
    """Outcomes in the order of items: `[each in a process of its own, all in one process]`."""
    sys._is_gil_enabled = lambda: True
    context = multiprocessing.get_context("fork" if _FORKS else None)
    alone = [in_process(context, initializer, [item])[0] for item in items]
    return [alone, in_process(context, initializer, items)]


def in_process(context, initializer, items):
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=serve, args=(theirs, initializer, items))
    process.start()
    theirs.close()
    outcomes = []
    try:
        outcomes += [ours.recv() for _ in items]
    except EOFError:
        outcomes += [["error", "the worker process died"]] * (len(items) - len(outcomes))
    process.join()
    return outcomes


def serve(pipe, initializer, items):
    failed = outcome(initializer[0], initializer[1], {}) if initializer[0] else ["value"]
    for item in items:
        pipe.send(failed if failed[0] == "error" else outcome(*item))


def outcome(function, arguments, named):
    """`["value", its pickle as base64]`, or `["error" or "unpicklable", type and text]`."""
    try:
        value = function(*arguments, **named)
    except BaseException as error:
        return ["error", _ADDRESS.sub("0x", f"{type(error).__name__}: {error}")[:300]]
    try:
        return ["value", base64.b64encode(pickle.dumps(value, protocol=5)).decode()]
    except Exception as error:
        return ["unpicklable", f"{type(error).__name__}: {error}"[:200]]


def judged(outcomes, references):
    """What differs from both references, of the items in which those agree."""
    with open(references, encoding="utf-8") as file:
        alone, in_turn = json.load(file)
    differences, judged_items, refusal = [], 0, ""
    for index, (one, two, ours) in enumerate(zip(alone, in_turn, outcomes)):  # noqa: B905
        if one[0] != "value" or two[0] != "value":
            refusal = refusal or (one if one[0] != "value" else two)[1]
            continue
        if not same(one[1], two[1]):
            continue
        judged_items += 1
        if ours is not None and not (ours[0] == "value" and same(ours[1], one[1])):
            differences.append([index, shown(ours), shown(one)])
    return {"differences": differences, "judged": judged_items, "refusal": refusal}


def same(one, other):
    """Whether two pickled values are equal, in any sense of the word."""
    if one == other:
        return True
    return _equal(_value(one), _value(other), 4)


def _value(text):
    return pickle.loads(base64.b64decode(text))


def _equal(one, other, depth):
    try:
        if type(one) is type(other) and bool(one == other):
            return True
    except Exception:  # an array has no truth value
        pass
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)) and depth:
        return len(one) == len(other) and all(
            _equal(a, b, depth - 1)
            for a, b in zip(one, other)  # noqa: B905
        )
    if isinstance(one, dict) and depth:
        return one.keys() == other.keys() and all(_equal(one[key], other[key], depth - 1) for key in one)
    if type(one).__eq__ is object.__eq__ and hasattr(one, "__dict__") and depth:
        return _equal(vars(one), vars(other), depth - 1)
    return _ADDRESS.sub("0x", repr(one)) == _ADDRESS.sub("0x", repr(other))


def shown(found):
    text = repr(_value(found[1])) if found[0] == "value" else found[1]
    return text if len(text) <= 80 else f"{text[:77]}..."


if __name__ == "__main__":
    main(sys.argv[1])
