"""A package that refuses newer interpreters."""
