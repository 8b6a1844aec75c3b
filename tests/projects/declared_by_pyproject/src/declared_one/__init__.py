"""A package whose dependencies are in pyproject.toml."""
