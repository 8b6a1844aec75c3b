"""`python -m ftmigrate` is the same as the `ftmigrate` command."""

import sys


def _keep_bytecode() -> None:
    """Where Python may leave no bytecode beside its sources, ours goes to the cache folder.

    Compiling everything at each start takes longer than many a command does.
    """
    if sys.dont_write_bytecode and sys.pycache_prefix is None:
        from ftmigrate.host.folders import own_bytecode_folder

        sys.pycache_prefix, sys.dont_write_bytecode = str(own_bytecode_folder()), False


if __name__ == "__main__":
    _keep_bytecode()
    from ftmigrate.cli.main import main

    sys.exit(main())
