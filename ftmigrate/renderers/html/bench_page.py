"""The benchmark alone as one HTML file: light and dark, no request to anywhere, raw data inside."""

import json

from ftmigrate.model.measuring import Benchmark
from ftmigrate.renderers.html.bench import section
from ftmigrate.renderers.json.bench import document

_STYLE = """\
:root { color-scheme: light dark; --fg:#1b1f24; --bg:#ffffff; --muted:#57606a; --accent:#0550ae;
  --good:#116329; --bad:#a40e26; --grid:#d8dee4 }
@media (prefers-color-scheme: dark) { :root { --fg:#e6edf3; --bg:#0d1117; --muted:#9aa4af;
  --accent:#79c0ff; --good:#56d364; --bad:#ff7b72; --grid:#30363d } }
body { margin:0 auto; max-width:62rem; padding:1rem; background:var(--bg); color:var(--fg);
  font:16px/1.5 system-ui, sans-serif }
table { border-collapse:collapse; font-size:.9rem } th, td { text-align:left; vertical-align:top;
  padding:.35rem .7rem .35rem 0; border-bottom:1px solid var(--grid) }
svg { display:block; margin:1rem 0 }"""


def page(benchmark: Benchmark) -> str:
    """A complete document, UTF-8; `#data` holds what `bench --json` prints."""
    # "</" would end the script element, whatever is in a string of the project's.
    data = json.dumps(document(benchmark)).replace("</", "<\\/")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Smoke benchmark: {benchmark.verdict.value}</title>\n<style>\n{_STYLE}\n</style></head>\n"
        f"<body><h1>Smoke benchmark</h1>\n{section(benchmark)}\n"
        f'<script type="application/json" id="data">{data}</script>\n</body></html>\n'
    )
