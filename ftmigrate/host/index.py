"""Project listings from all configured indexes and folders, in parallel, cached with their dates."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import url2pathname

from packaging.utils import canonicalize_name

from ftmigrate.host import index_cache
from ftmigrate.host.folders import cache_folder
from ftmigrate.host.index_cache import CachedPage
from ftmigrate.host.index_client import PARALLEL, IndexClient, Unreachable, too_large
from ftmigrate.host.index_configuration import IndexConfiguration, redacted
from ftmigrate.host.index_pages import ARCHIVES, NoIndexPage, files_of
from ftmigrate.model.package_index import IndexFile, Listing, Lookup


class PackageIndex:
    """`offline` answers from the cache alone, however old; local folders are read all the same."""

    def __init__(
        self, configuration: IndexConfiguration, *, offline: bool = False, cache: Path | None = None
    ) -> None:
        self._configuration = configuration
        self._client = IndexClient(configuration)
        self._offline = offline
        self._cache = cache_folder() / "index" if cache is None else cache
        self._down: dict[str, str] = {}

    @property
    def indexes(self) -> tuple[str, ...]:
        """The addresses that are asked, without credentials."""
        return tuple(map(redacted, self._configuration.indexes))

    def listings(
        self, names: Iterable[str], on_done: Callable[[str], None] = lambda name: None
    ) -> Mapping[str, Listing]:
        """One listing a name. An index that failed once as a whole is not asked again."""
        wanted = sorted({canonicalize_name(name) for name in names})
        links = [(redacted(link), self._link(link)) for link in self._configuration.find_links]
        found: dict[str, Listing] = {}
        pool = ThreadPoolExecutor(PARALLEL)
        try:
            waiting = {pool.submit(self._listing, name, links): name for name in wanted}
            for future in as_completed(waiting):
                found[waiting[future]] = future.result()
                on_done(waiting[future])
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return found

    def _listing(self, name: str, links: Iterable[tuple[str, "CachedPage | str"]]) -> Listing:
        if not self._configuration.indexes and not self._configuration.find_links:
            reason = self._configuration.reason or "no index is configured"
            return Listing(name, Lookup.UNREACHABLE, reason=reason)
        answers = [(label, _only(name, page)) for label, page in links]
        for url in self._configuration.indexes:
            page = self._page(url.rstrip("/") + f"/{name}/", url)
            answers.append((redacted(url), page))
            if self._configuration.first_match and isinstance(page, CachedPage) and page.files:
                break
        return _merged(name, answers)

    def _page(self, url: str, index: str) -> "CachedPage | str":
        """The page, or why there is none."""
        if urlsplit(url).scheme == "file":
            return _local_page(Path(url2pathname(unquote(urlsplit(url).path))))
        kept = index_cache.load(self._cache, url)
        if self._offline:
            return kept or "not asked (--offline), and nothing is cached"
        if kept is not None and kept.fresh:
            return kept
        host = urlsplit(url).netloc
        if host in self._down:
            return self._down[host]
        try:
            return self._ask(url, kept)
        except Unreachable as error:
            if error.down:
                self._down[host] = str(error)
            return str(error)
        except NoIndexPage as error:
            return str(error)

    def _ask(self, url: str, kept: CachedPage | None) -> CachedPage:
        response = self._client.get(url, kept.etag if kept else "")
        if response.status == 304 and kept is not None:
            page = replace(kept, fetched=index_cache.now())
        elif response.status in {404, 410}:
            page = CachedPage(index_cache.now(), "", None)
        else:
            files = files_of(response.body, response.content_type, redacted(url))
            page = CachedPage(index_cache.now(), response.etag, files)
        index_cache.store(self._cache, url, page)
        return page

    def source(self, file: IndexFile, most: int) -> bytes:
        """The content of a source archive of a listing, of at most `most` bytes.

        Raises Unreachable with the reason. Nothing is asked for offline, or where there is no address.
        """
        pieces = urlsplit(file.url)
        if pieces.scheme == "file":
            return _local_archive(Path(url2pathname(unquote(pieces.path))), most)
        if self._offline or not file.url:
            raise Unreachable("its source was not asked for (--offline)" if self._offline else "no address")
        return self._client.download(self._with_credentials(file.url), most)

    def _with_credentials(self, url: str) -> str:
        """Files on the index's own host are for those who may see the index."""
        for index in self._configuration.indexes:
            own = urlsplit(index).netloc
            if "@" in own and own.rpartition("@")[2] == urlsplit(url).netloc:
                return urlunsplit(urlsplit(url)._replace(netloc=own))
        return url

    def _link(self, link: str) -> "CachedPage | str":
        """A find-links entry: a folder of archives, or a page that links to some."""
        pieces = urlsplit(link)
        if pieces.scheme in {"http", "https"}:
            return self._page(link, link)
        path = Path(url2pathname(unquote(pieces.path))) if pieces.scheme == "file" else Path(link)
        return _local_page(path)


def _local_page(path: Path) -> CachedPage | str:
    """A folder with an index.html (PEP 503 as files), a folder of archives, or an HTML file."""
    page = path / "index.html" if path.is_dir() else path
    try:
        if page.is_file():
            return CachedPage(
                index_cache.now(), "", files_of(page.read_bytes(), "text/html", page.absolute().as_uri())
            )
        if path.is_dir():
            archives = sorted(entry for entry in path.iterdir() if entry.name.endswith(ARCHIVES))
            files = tuple(IndexFile(entry.name, url=_source(entry)) for entry in archives)
            return CachedPage(index_cache.now(), "", files)
    except (OSError, NoIndexPage) as error:
        return f"{path} can't be read: {error}"
    return CachedPage(index_cache.now(), "", None)


def _local_archive(path: Path, most: int) -> bytes:
    try:
        if path.stat().st_size > most:
            raise Unreachable(too_large(path.stat().st_size))
        return path.read_bytes()
    except OSError as error:
        raise Unreachable(f"{path} can't be read: {error.strerror}") from None


def _source(archive: Path) -> str:
    return "" if archive.suffix == ".whl" else archive.absolute().as_uri()


def _only(name: str, page: CachedPage | str) -> CachedPage | str:
    """The files of one project in a folder that holds many."""
    if isinstance(page, str) or page.files is None:
        return page
    return replace(page, files=tuple(file for file in page.files if _belongs(file.filename, name)))


def _belongs(filename: str, name: str) -> bool:
    """Whether an archive may be of the project: wheels escape names to `a_b`, old sdists may not."""
    if filename.endswith(".whl"):
        return canonicalize_name(filename.partition("-")[0]) == name
    pieces = filename.split("-")
    return any(canonicalize_name("-".join(pieces[:count])) == name for count in range(1, len(pieces)))


def _merged(name: str, answers: list[tuple[str, CachedPage | str]]) -> Listing:
    pages = [page for _, page in answers if not isinstance(page, str)]
    failures = [f"{label}: {page}" for label, page in answers if isinstance(page, str)]
    files = {file.filename: file for page in reversed(pages) for file in page.files or ()}
    outcome = Lookup.UNREACHABLE if failures else Lookup.FOUND if files else Lookup.MISSING
    return Listing(
        name=name,
        outcome=outcome,
        files=tuple(files.values()),
        indexes=tuple(label for label, page in answers if not isinstance(page, str) and page.files),
        as_of=min((page.fetched for page in pages), default=""),
        reason="; ".join(failures),
    )
