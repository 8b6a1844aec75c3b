"""Tells, when asked by a signal, where every thread and task stands and which locks are whose.

SIGUSR2 is answered by Python code, in the main thread: for each thread the place where it waits,
what for, and the locks of the `with` blocks that it is in. SIGUSR1 is answered by faulthandler,
which needs nobody's help: for processes that run no Python code any more.
"""

import ast
import faulthandler
import json
import linecache
import os
import signal
import sys
import threading

_SECONDS_OF_CALLS = {"acquire", "wait", "wait_for", "get", "put", "join", "result", "exception"}
_MACHINERY = ("threading", "queue", "concurrent.futures", "multiprocessing", "asyncio", "selectors")
_TREE = []


def install(folder, tree):
    """Answer the signals from now on; where the program takes them for itself, nobody answers.

    Only files of `tree` are read for what they say of locks: an answer must be quick.
    """
    _TREE.append(tree + os.sep)
    if not hasattr(signal, "SIGUSR2") or threading.current_thread() is not threading.main_thread():
        return
    path = os.path.join(folder, f"stacks-{os.getpid()}.txt")
    stacks = open(f"{path}.part", "w", encoding="utf-8")  # noqa: SIM115
    faulthandler.register(signal.SIGUSR1, file=stacks, all_threads=True)
    signal.signal(signal.SIGUSR2, lambda number, frame: _answer_quietly(folder, frame))
    # The supervisor asks whom it finds a file of: a signal before this would end the process.
    os.rename(f"{path}.part", path)


def _answer_quietly(folder, frame):
    """An answer that can't be given is none: an error would be raised in the midst of the program."""
    try:
        _answer(folder, frame)
    except Exception:
        return


def _answer(folder, frame):
    number = 1
    while os.path.exists(path := os.path.join(folder, f"hang-{os.getpid()}-{number}.json")):
        number += 1
    answer = {"threads": threads(frame), "tasks": tasks()}
    with open(f"{path}.part", "w", encoding="utf-8") as file:
        json.dump(answer, file)
    os.rename(f"{path}.part", path)


def threads(interrupted=None):
    """A dict a thread; `interrupted` is the frame of this one that the signal came upon."""
    names = {thread.ident: thread.name for thread in list(threading._active.values())}
    frames = dict(sys._current_frames())
    if interrupted is not None:
        frames[threading.get_ident()] = interrupted
    return [_thread(names.get(ident, f"thread {ident}"), frame) for ident, frame in frames.items()]


def _thread(name, frame):
    stack = []
    while frame is not None:
        stack.append(frame)
        frame = frame.f_back
    ours = next((f for f in stack if not _machinery(f)), None)
    waits = _waits(ours, stack[0]) if ours is not None else None
    holds = [hold for frame in stack for hold in _holds(frame) if waits is None or hold["id"] != waits["id"]]
    if waits is not None and any(kind in waits["text"] for kind in (".wait(", ".wait_for(")):
        holds = [hold for hold in holds if hold["object"] != waits["object"]]
    lines = [(f.f_code.co_filename, f.f_lineno, f.f_code.co_name) for f in stack[:25]]
    top = stack[0]
    return {"name": name, "stack": lines, "waits": waits, "holds": holds, "at": [id(top), top.f_lasti]}


def _machinery(frame):
    module = frame.f_globals.get("__name__", "")
    return module.startswith(_MACHINERY) or frame.f_code.co_filename.startswith("<frozen")


def _waits(frame, top):
    """What the thread asks for at its innermost line outside the machinery of waiting."""
    node = _current_expression(frame)
    if node is None:
        return None
    waited, blocking = node, frame is not top
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        waited, blocking = node.func.value, blocking or node.func.attr in _SECONDS_OF_CALLS
    elif not isinstance(node, ast.Call):
        blocking = blocking or _is_lock(_value(node, frame))
    if not blocking:
        return None
    value = _value(waited, frame)
    kind = type(value).__name__ if value is not None else ""
    place = {"file": frame.f_code.co_filename, "line": frame.f_lineno}
    return {
        "text": ast.unparse(node)[:80],
        "object": id(value),
        "id": _identity(value),
        "kind": kind,
        **place,
    }


def _current_expression(frame):
    """The expression that the frame is evaluating, from the positions in its code (PEP 657)."""
    positions = list(frame.f_code.co_positions())
    index = frame.f_lasti // 2
    if not 0 <= index < len(positions) or None in positions[index]:
        return None
    line, end_line, column, end_column = positions[index]
    lines = [linecache.getline(frame.f_code.co_filename, n).encode() for n in range(line, end_line + 1)]
    if not lines or not lines[0]:
        return None
    lines[-1] = lines[-1][:end_column]
    lines[0] = lines[0][column:]
    try:
        return ast.parse(b"".join(lines).decode().strip(), mode="eval").body
    except SyntaxError:
        return None


def _holds(frame):
    """The locks of the `with` blocks that surround the frame's line."""
    if not frame.f_code.co_filename.startswith(tuple(_TREE)):
        return
    source = "".join(linecache.getlines(frame.f_code.co_filename))
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.With) and node.body[0].lineno <= frame.f_lineno <= node.end_lineno:
            if not frame.f_code.co_firstlineno <= node.lineno:
                continue
            for item in node.items:
                value = _value(item.context_expr, frame)
                if _is_lock(value):
                    place = {"file": frame.f_code.co_filename, "line": node.lineno}
                    text = ast.unparse(item.context_expr)
                    yield {"text": text, "object": id(value), "id": _identity(value), **place}


def _value(node, frame):
    """The value of a name or of attributes of one; None for anything that would have to be called."""
    if isinstance(node, ast.Name):
        for names in (frame.f_locals, frame.f_globals):
            if node.id in names:
                return names[node.id]
    if isinstance(node, ast.Attribute):
        owner = _value(node.value, frame)
        return None if owner is None else getattr(owner, node.attr, None)
    return None


def _is_lock(value):
    return hasattr(value, "acquire") and hasattr(value, "release")


def _identity(value):
    """A Condition is its lock."""
    lock = getattr(value, "_lock", None)
    return id(lock) if isinstance(value, threading.Condition) and lock is not None else id(value)


def tasks():
    """A dict a task of the loop that runs in this thread; empty where none runs."""
    asyncio = sys.modules.get("asyncio")
    running = getattr(asyncio, "_get_running_loop", None)  # the signal may come while it is imported
    loop = running() if running is not None else None
    if loop is None:
        return []
    return [_task(task) for task in asyncio.all_tasks(loop)]


def _task(task):
    chain, children, coroutine = [], [], task.get_coro()
    while coroutine is not None:
        frame = getattr(coroutine, "cr_frame", None) or getattr(coroutine, "gi_frame", None)
        if frame is None:
            break
        chain.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_qualname))
        children += [child.get_name() for child in getattr(frame.f_locals.get("self"), "_tasks", ())]
        coroutine = getattr(coroutine, "cr_await", None) or getattr(coroutine, "gi_yieldfrom", None)
    waiter = getattr(task, "_fut_waiter", None)
    if hasattr(waiter, "get_name"):
        children.append(waiter.get_name())
    children += [child.get_name() for child in getattr(waiter, "_children", ()) if hasattr(child, "get_name")]
    ours = [entry for entry in chain if f"{os.sep}asyncio{os.sep}" not in entry[0]]
    place = ours[-1] if ours else (chain[-1] if chain else ("", 0, ""))
    frame_text = linecache.getline(place[0], place[1]).strip()
    return {
        "name": task.get_name(),
        "place": place,
        "text": frame_text,
        "waits_for": sorted(set(children)),
        "timer": bool(getattr(task.get_loop(), "_scheduled", ())),
    }
