"""ftmigrate takes a Python repository to 3.14 and free-threaded 3.14t, and proves the result."""

__version__ = "0.1.0"
