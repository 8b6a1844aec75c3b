"""A diff in colours."""

from rich.text import Text

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def coloured(diff: str) -> Text:
    text = Text()
    for line in diff.rstrip("\n").split("\n"):
        style = "bold" if line.startswith(("--- ", "+++ ")) else _STYLES.get(line[:1], "")
        text.append(f"{line}\n", style=style)
    text.right_crop(1)
    return text
