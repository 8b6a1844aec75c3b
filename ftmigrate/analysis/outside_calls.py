"""What a call of a function outside the project does, by the summaries of libraries."""

import ast
from dataclasses import replace

from ftmigrate.analysis.annotated import external_result
from ftmigrate.analysis.binding import Arguments, Binding, put_in
from ftmigrate.analysis.summaries import libraries, stdlib
from ftmigrate.analysis.summaries import types as known_types
from ftmigrate.analysis.values import FRESH, NO_TYPES, NOTHING, UNKNOWN, Value, join


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
                self.keep(one, arguments.reachable, self.put_by(dotted, arguments))
        elif known_types.changes(dotted) and arguments.positional:
            self.change(arguments.positional[0], node, f"{dotted} changes its argument")
            rest = replace(arguments, positional=arguments.positional[1:])
            for one in arguments.nodes[:1]:
                self.keep(one, rest.roots, put_in(dotted.rpartition(".")[2], rest))
        elif not libraries.harmless(dotted):
            self.effect("unknown-call", f"unknown call {dotted.removeprefix('builtins.')}", node)
            self.callbacks(arguments, node)
            return result if dotted in stdlib.RETURNS else UNKNOWN
        self.written_by_numpy(dotted, arguments, node)
        for value in arguments.all if dotted not in stdlib.LEAVES_ITERATORS else ():
            self.consume(value, node)
        if dotted in stdlib.WRITES_TO:
            position, name = stdlib.WRITES_TO[dotted]
            for value in (*arguments.positional[position : position + 1], arguments.named.get(name, FRESH)):
                self.change(value, node, f"{dotted.removeprefix('builtins.')} writes to it")
        if dotted in _MAKES_KEYS and arguments.positional:
            self.keys |= arguments.positional[0].reachable
        self.callbacks(arguments, node)
        return self.external_value(dotted, result, arguments)

    def put_by(self, dotted: str, arguments: Arguments) -> Value | None:
        """What a function puts into its first argument, if it puts elements there."""
        rest = [*arguments.positional[1:], *arguments.named.values()]
        return None if dotted in _PUTS_NO_ELEMENT else join(rest) if rest else None

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
            inside = FRESH
            if dotted in _SAME_ELEMENTS and len(arguments.positional) == 1 and not arguments.spread:
                first = arguments.positional[0]
                inside = first.element() if self.same_elements(dotted, first) else FRESH
            if result.types & known_types.WRITERS:
                return replace(result, held=NOTHING.union(*(one.roots for one in arguments.positional[:1])))
            items = result.items or inside.types
            empty = dotted in _SAME_ELEMENTS and not arguments.all
            return replace(result, held=arguments.reachable, items=items, inner=inside.items, empty=empty)
        if all(one.immutable for one in arguments.all):
            return FRESH
        shared = libraries.gives(dotted, arguments.named)
        if shared != "all":
            return Value(held=arguments.reachable if shared == "parts" else NOTHING)
        if libraries.changes_first(dotted):
            made = Value(held=arguments.reachable)
            return replace(made, parts=(arguments.positional[0] if arguments.positional else made, made))
        taken = arguments.positional if dotted == "itertools.chain" else arguments.positional[:1]
        inside = FRESH if arguments.spread else join([one.element() for one in taken])
        picks = dotted in _PICKS_ELEMENT and len(arguments.all) - ("key" in arguments.named) == 1
        return Value(
            arguments.reachable,
            arguments.reachable,
            inside.types if picks else NO_TYPES,
            inside.items if picks else inside.types if dotted in _ELEMENT_WISE else NO_TYPES,
            inner=inside.items if dotted in _ELEMENT_WISE else NO_TYPES,
        )

    def same_elements(self, dotted: str, first: Value) -> bool:
        """Whether a container made of another has its elements: a dict made of pairs has not."""
        return dotted not in _OF_PAIRS or (bool(first.types) and first.types <= _MAPPINGS)

    def callbacks(self, arguments: Arguments, node: ast.AST) -> None:
        raise NotImplementedError


_SAME_ELEMENTS = frozenset({
    "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.sorted",
    "builtins.dict", "collections.OrderedDict", "collections.deque",
})  # fmt: skip
_OF_PAIRS = frozenset({"builtins.dict", "collections.OrderedDict"})
_MAPPINGS = frozenset({"builtins.dict", "collections.OrderedDict", "collections.defaultdict"})
_PUTS_NO_ELEMENT = frozenset({
    "builtins.setattr", "builtins.delattr", "builtins.next", "operator.delitem", "random.shuffle",
    "heapq.heappop", "heapq.heapify", "functools.update_wrapper", "pickle.load", "shutil.copyfileobj",
})  # fmt: skip

_ELEMENT_WISE = frozenset({
    "builtins.reversed", "builtins.iter", "builtins.filter", "itertools.islice", "itertools.chain",
    "itertools.takewhile", "itertools.dropwhile", "itertools.cycle",
})  # fmt: skip


_MAKES_KEYS = frozenset({"builtins.dict.fromkeys"})
"""What is in their first argument becomes keys: it can be hashed."""


_PICKS_ELEMENT = frozenset({"builtins.sum", "builtins.max", "builtins.min", "builtins.next"})
