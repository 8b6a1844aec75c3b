"""Project pages of an index, JSON (PEP 691) and HTML (PEP 503) alike, as a list of files."""

import json
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from ftmigrate.model.package_index import IndexFile

ACCEPT = (
    "application/vnd.pypi.simple.v1+json, "
    "application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
)  # fmt: skip
ARCHIVES = (".whl", ".tar.gz", ".zip", ".tar.bz2", ".tgz")


class NoIndexPage(Exception):
    """What came is no project page: a login form, another version of the API, broken JSON."""


def files_of(body: bytes, content_type: str, url: str = "") -> tuple[IndexFile, ...]:
    """The files of the page at `url`; raises NoIndexPage with the reason where it is none."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.endswith("json"):
        return _from_json(body, url)
    if kind.endswith("html") or not kind:
        return _from_html(body.decode("utf-8", "replace"), url)
    raise NoIndexPage(f"it answered with {kind}, which is no index page")


def _from_json(body: bytes, url: str) -> tuple[IndexFile, ...]:
    try:
        document = json.loads(body)
        version = str(document.get("meta", {}).get("api-version", "1.0"))
        if version.partition(".")[0] != "1":
            raise NoIndexPage(f"it speaks version {version} of the index API, and ours is 1")
        return tuple(_file(entry, url) for entry in document["files"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NoIndexPage("it answered with JSON that is no project page") from None


def _file(entry: dict[str, Any], page: str) -> IndexFile:
    return IndexFile(
        filename=str(entry["filename"]),
        requires_python=str(entry.get("requires-python") or ""),
        yanked=entry.get("yanked", False) not in (False, None),
        uploaded=str(entry.get("upload-time") or ""),
        url=_source(page, str(entry["filename"]), str(entry.get("url") or "")),
    )


def _source(page: str, filename: str, link: str) -> str:
    """Where a source is. Wheels are judged by their names alone, and there are thousands of them."""
    return "" if filename.endswith(".whl") or not link else urldefrag(urljoin(page, link)).url


def _from_html(text: str, url: str) -> tuple[IndexFile, ...]:
    """A page without a single archive counts only if it says that it is an index page."""
    parser = _Anchors(url)
    parser.feed(text)
    parser.close()
    if not parser.files and not parser.declared:
        raise NoIndexPage("it answered with a web page that is no index page (a login, a proxy's notice?)")
    return tuple(parser.files)


class _Anchors(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self._page = page
        self.files: list[IndexFile] = []
        self.declared = False
        self._title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._title = tag == "title"
        if tag == "base" and values.get("href"):
            self._page = urljoin(self._page, values["href"] or "")
        if tag == "meta" and values.get("name") == "pypi:repository-version":
            self.declared = True
        if tag != "a" or not values.get("href"):
            return
        filename = unquote(urlsplit(values["href"] or "").path.rpartition("/")[2])
        if filename.endswith(ARCHIVES):
            requires = values.get("data-requires-python") or ""
            url = _source(self._page, filename, values["href"] or "")
            self.files.append(IndexFile(filename, requires, "data-yanked" in values, url=url))

    def handle_data(self, data: str) -> None:
        if self._title and data.strip().lower().startswith("links for"):
            self.declared = True
