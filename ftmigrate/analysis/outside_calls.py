"""What a call of a function outside the project does, by the summaries of libraries."""

import ast
from dataclasses import replace

from ftmigrate.analysis.annotated import external_result
from ftmigrate.analysis.binding import Arguments, Binding
from ftmigrate.analysis.summaries import libraries, stdlib
from ftmigrate.analysis.summaries import types as known_types
from ftmigrate.analysis.values import FRESH, NOTHING, UNKNOWN, Value


class OutsideCalls(Binding):
    """A frame that knows what outside functions do."""

    def call_external(self, dotted: str, arguments: Arguments, node: ast.AST) -> Value:
        """Calls a function outside the project, by its summary."""
        room = stdlib.PROCESS_WIDE.get(dotted) or libraries.PROCESS_WIDE.get(dotted)
        result = external_result(dotted)
        if room:
            self.effect("process-wide", f"{dotted} changes {room}, which all threads share", node)
        elif dotted in stdlib.IDENTITY:
            self.effect("worker-identity", f"{dotted} tells processes apart, not threads", node)
        elif dotted in stdlib.EXITS:
            self.effect("exits", f"{dotted} in a worker", node)
        elif libraries.shares_random_state(dotted):
            self.effect("global-random", f"{dotted} draws from a generator that all threads share", node)
        elif (dotted in stdlib.MUTATES_FIRST or libraries.changes_first(dotted)) and arguments.positional:
            self.change(arguments.positional[0], node, f"{dotted} changes its argument")
            for one in arguments.nodes[:1]:
                self.keep(one, arguments.reachable)
        elif known_types.changes(dotted) and arguments.positional:
            self.change(arguments.positional[0], node, f"{dotted} changes its argument")
        elif not libraries.harmless(dotted):
            self.effect("unknown-call", f"unknown call {dotted.removeprefix('builtins.')}", node)
            self.callbacks(arguments, node)
            return result if dotted in stdlib.RETURNS else UNKNOWN
        self.written_by_numpy(dotted, arguments, node)
        if dotted in _MAKES_KEYS and arguments.positional:
            self.keys |= arguments.positional[0].reachable
        self.callbacks(arguments, node)
        return self.external_value(dotted, result, arguments)

    def written_by_numpy(self, dotted: str, arguments: Arguments, node: ast.AST) -> None:
        """`out=` is changed, and where it stands by position too."""
        place = libraries.out_position(dotted)
        given = arguments.positional[place:] if place is not None else []
        if dotted.startswith("numpy.") and "out" in arguments.named:
            given.append(arguments.named["out"])
        for value in given:
            self.change(value, node, f"{dotted} writes its result there")

    def external_value(self, dotted: str, result: Value, arguments: Arguments) -> Value:
        if result.immutable or dotted in stdlib.FRESH_COPY:
            return result
        if result.types:
            items = result.items or (
                arguments.positional[0].items if len(arguments.positional) == 1 else frozenset()
            )
            return replace(result, held=arguments.reachable, items=items)
        if all(one.immutable for one in arguments.all):
            return FRESH
        shared = libraries.gives(dotted, arguments.named)
        if shared != "all":
            return Value(held=arguments.reachable if shared == "parts" else NOTHING)
        if libraries.changes_first(dotted):
            made = Value(held=arguments.reachable)
            return replace(made, parts=(arguments.positional[0] if arguments.positional else made, made))
        first = arguments.positional[0].items if arguments.positional else frozenset()
        kept = first if dotted in _ELEMENT_WISE else frozenset()
        types = first if dotted in _PICKS_ELEMENT and len(arguments.positional) == 1 else frozenset()
        return Value(arguments.reachable, arguments.reachable, types, kept)

    def callbacks(self, arguments: Arguments, node: ast.AST) -> None:
        raise NotImplementedError


_ELEMENT_WISE = frozenset({
    "builtins.reversed", "builtins.iter", "builtins.filter", "itertools.islice", "itertools.chain",
    "itertools.takewhile", "itertools.dropwhile", "itertools.cycle",
})  # fmt: skip


_MAKES_KEYS = frozenset({"builtins.dict.fromkeys"})
"""What is in their first argument becomes keys: it can be hashed."""


_PICKS_ELEMENT = frozenset({"builtins.sum", "builtins.max", "builtins.min", "builtins.next"})
