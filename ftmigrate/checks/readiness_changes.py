"""What changed between two audits, as sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

Document = Mapping[str, Any]


def changes(before: Document, after: Document) -> tuple[str, ...]:
    """From two documents of `ftmigrate.audit/1`; better news, worse news, then what came and went."""
    old, new = _packages(before), _packages(after)
    since = f" since {before['as_of'][:10]}" if before.get("as_of") else ""
    told = [
        sentence
        for name in sorted(old.keys() & new.keys())
        for sentence in _package(name, old[name], new[name], since)
    ]
    told += [f"{name} {new[name]['version']} is a new dependency" for name in sorted(new.keys() - old.keys())]
    told += [f"{name} is no dependency any more" for name in sorted(old.keys() - new.keys())]
    if before["verdict"] != after["verdict"]:
        told.insert(0, f"the verdict was {before['verdict']} and is {after['verdict']}{since}")
    return tuple(told)


def _packages(document: Document) -> dict[str, Any]:
    return {package["name"]: package for package in document["packages"]}


def _package(name: str, old: Document, new: Document, since: str) -> Iterator[str]:
    for target in sorted(old["targets"].keys() & new["targets"].keys()):
        was, now = old["targets"][target], new["targets"][target]
        place = f"{name} {now.get('version') or new['version']} on {target}"
        if was["status"] != now["status"]:
            first = now["evidence"][0] if now["evidence"] else now.get("class", "")
            yield f"{place}: was {was['status']}, is {now['status']}{since}: {first}"
        elif was.get("class") != now.get("class"):
            yield f"{place}: was {was.get('class')}, is {now.get('class')}{since}"
        elif was["wheel"] != now["wheel"] and now["wheel"]:
            yield f"{place}: has the wheel {now['wheel']}{since}"
        elif now["gil_on_import"] not in (None, was["gil_on_import"]):
            state = "comes on" if now["gil_on_import"] else "stays off"
            yield f"{place}: the GIL {state} when it is imported"
