"""What building a source distribution needs that no index brings, told from its files."""

from ftmigrate.checks.manifests import build_requires
from ftmigrate.model.source_distribution import SourceDistribution

_COMPILERS = (
    ("a C compiler", frozenset({".c", ".pyx"})),
    ("a C++ compiler", frozenset({".cc", ".cpp", ".cxx"})),
    ("a Fortran compiler", frozenset({".f", ".f90", ".f95"})),
)
# The backends that drive cargo; those of C and Fortran (meson-python, scikit-build-core) bring their tools.
_RUST = ("maturin", "setuptools-rust", "setuptools_rust")


def needs(source: SourceDistribution) -> tuple[str, ...]:
    """In words; empty for a project of Python alone. Libraries that it links are not told by its files."""
    suffixes = set(source.suffixes)
    found = [name for name, those in _COMPILERS if those & suffixes]
    if "Cargo.toml" in source.texts or any(name in build_requires(source) for name in _RUST):
        found.append("Rust (cargo)")
    return tuple(found)
