"""The templates folder, in a wheel and in a checkout alike."""

from pathlib import Path

import ftmigrate


def templates_folder() -> Path:
    """`ftmigrate/templates` of an installed wheel, else `templates` of the checkout."""
    package = Path(ftmigrate.__file__).parent
    shipped = package / "templates"
    return shipped if shipped.is_dir() else package.parent / "templates"
