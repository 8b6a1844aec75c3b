"""What a source distribution shows of how it is built, without building it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceDistribution:
    """`suffixes` of its files, lower case, with the dot, sorted; `texts` of those that tell about the
    build, by their path below the top folder, with forward slashes."""

    suffixes: tuple[str, ...]
    texts: Mapping[str, str]
