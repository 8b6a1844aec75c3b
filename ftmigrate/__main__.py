"""`python -m ftmigrate` is the same as the `ftmigrate` command."""

import sys

from ftmigrate.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
