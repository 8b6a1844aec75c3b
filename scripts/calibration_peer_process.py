"""Run as a script by a Python that has pyperf and asv: what each says of two sides' values.

Usage: calibration_peer_process.py FILE; the file holds, for each comparison, both sides, each a
list of processes, each a list of nanoseconds. Prints a JSON list with an entry a tool.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

Sides = Sequence[Sequence[Sequence[float]]]


def by_pyperf(found: Sequence[Sides]) -> tuple[str, list[bool]]:
    """`pyperf compare_to` on two files, a benchmark a comparison, a run a process."""
    import pyperf  # type: ignore[import-untyped,import-not-found,unused-ignore]

    names = [f"c{number:05}" for number in range(len(found))]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / "one.json", Path(folder) / "other.json"]
        for side, file in enumerate(files):
            suite = pyperf.BenchmarkSuite(
                [
                    pyperf.Benchmark(
                        [
                            pyperf.Run(
                                [value * 1e-9 for value in values],
                                metadata={"name": name, "unit": "second"},
                                collect_metadata=False,
                            )
                            for values in sides[side]
                        ]
                    )
                    for name, sides in zip(names, found, strict=True)
                ]
            )
            suite.dump(str(file))
        command = [sys.executable, "-m", "pyperf", "compare_to", *map(str, reversed(files)), "--table"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # The table has a row for each that is significantly different; the others are named below it.
    different = {line.split("|")[1].strip() for line in said.splitlines() if line.startswith("|")}
    return f"pyperf {pyperf.__version__} compare_to", [name in different for name in names]


def by_asv(found: Sequence[Sides]) -> tuple[str, list[bool]]:
    """The rule behind `asv compare`, with its factor of 1.1, in either direction."""
    from importlib.metadata import version

    from asv.commands.compare import _is_result_better  # type: ignore[import-untyped,import-not-found,unused-ignore]
    from asv_runner.statistics import compute_stats  # type: ignore[import-untyped,import-not-found,unused-ignore]

    answers = []
    for sides in found:
        pooled = [[value for values in side for value in values] for side in sides]
        (one, one_stats), (other, other_stats) = (compute_stats(values, 1) for values in pooled)
        a, b = (one_stats, pooled[0]), (other_stats, pooled[1])
        answers.append(_is_result_better(one, other, a, b, 1.1) or _is_result_better(other, one, b, a, 1.1))
    return f"asv {version('asv')} compare", answers


def main() -> None:
    found = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answers: list[dict[str, object]] = []
    for tool, rule in (("pyperf", by_pyperf), ("asv", by_asv)):
        try:
            name, different = rule(found)
            answers.append({"name": name, "different": [bool(one) for one in different]})
        except ImportError as error:
            answers.append({"name": tool, "missing": f"not installed in {sys.prefix} ({error})"})
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
