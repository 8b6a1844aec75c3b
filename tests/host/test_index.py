"""A real index server on loopback: JSON, HTML, credentials, proxies, faults, the cache."""

import base64
import gzip
import json
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ftmigrate.host.index import PackageIndex
from ftmigrate.host.index_cache import FRESH, CachedPage
from ftmigrate.host.index_client import Unreachable
from ftmigrate.host.index_configuration import IndexConfiguration, read, redacted
from ftmigrate.model.package_index import IndexFile, Listing, Lookup

JSON = "application/vnd.pypi.simple.v1+json"
WHEEL = "Some_Thing-1.0-cp314-cp314t-manylinux_2_17_x86_64.whl"


@dataclass
class Answer:
    """What the server says to one path."""

    body: bytes = b""
    content_type: str = JSON
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Index:
    """The server: `answer(path, headers)` decides; `seen` holds (path, headers) of each request."""

    url: str
    answer: Callable[[str, Mapping[str, str]], Answer]
    seen: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)


@pytest.fixture
def index() -> Iterator[Index]:
    state = Index("", lambda path, headers: Answer(status=404))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            state.seen.append((self.path, dict(self.headers)))
            answer = state.answer(self.path, dict(self.headers))
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/simple"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def page(*files: Mapping[str, object]) -> Answer:
    document = {"meta": {"api-version": "1.1"}, "name": "x", "files": list(files)}
    return Answer(json.dumps(document).encode())


def one(configuration: IndexConfiguration, cache: Path, *, offline: bool = False) -> Listing:
    name = "some.THING"
    return PackageIndex(configuration, offline=offline, cache=cache).listings([name])["some-thing"]


def of(*urls: str, **more: object) -> IndexConfiguration:
    return replace(IndexConfiguration(indexes=urls, timeout=5.0), **more)  # type: ignore[arg-type]


def test_json_and_html_give_the_same_files(index: Index, tmp_path: Path) -> None:
    as_json = page(
        {"filename": WHEEL, "requires-python": ">=3.10", "yanked": False},
        {
            "filename": "some_thing-1.0.tar.gz",
            "requires-python": None,
            "yanked": "broken",
            "url": "../some_thing-1.0.tar.gz",
        },
    )
    html = (
        f'<a href="../../f/{WHEEL}#sha256=0" data-requires-python="&gt;=3.10">{WHEEL}</a>'
        '<a href="../some_thing-1.0.tar.gz" data-yanked="broken">x</a> <a href="/login">log in</a>'
    )
    index.answer = lambda path, headers: as_json
    first = one(of(index.url), tmp_path / "json")
    index.answer = lambda path, headers: Answer(html.encode(), "text/html; charset=utf-8")
    second = one(of(index.url), tmp_path / "html")
    assert first.files == second.files
    assert first.files == (
        IndexFile(WHEEL, ">=3.10"),
        IndexFile("some_thing-1.0.tar.gz", yanked=True, url=f"{index.url}/some_thing-1.0.tar.gz"),
    )
    assert {path for path, _ in index.seen} == {"/simple/some-thing/"}
    assert index.seen[0][1]["Accept"].startswith(JSON)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"<html><title>Sign in</title><a href='/sso'>go</a></html>", "text/html"), "no index page"),
        (Answer(b"{not json"), "no project page"),
        (Answer(json.dumps({"meta": {"api-version": "2.0"}, "files": []}).encode()), "version 2.0"),
        (Answer(b"", "application/pdf"), "application/pdf"),
        (Answer(status=403), "HTTP 403: it refuses access"),
        (Answer(status=401), "HTTP 401: it wants a user name"),
    ],
)
def test_no_usable_answer_is_unreachable_with_its_reason(
    index: Index, tmp_path: Path, answer: Answer, reason: str
) -> None:
    index.answer = lambda path, headers: answer
    listing = one(of(index.url), tmp_path)
    assert (listing.outcome, listing.files) == (Lookup.UNREACHABLE, ())
    assert reason in listing.reason


def test_missing_everywhere_is_an_answer(index: Index, tmp_path: Path) -> None:
    assert one(of(index.url), tmp_path).outcome is Lookup.MISSING


def test_a_server_that_stumbles_is_asked_again(index: Index, tmp_path: Path) -> None:
    def stumbles(path: str, headers: Mapping[str, str]) -> Answer:
        return Answer(status=503) if len(index.seen) == 1 else page({"filename": WHEEL})

    index.answer = stumbles
    assert one(of(index.url), tmp_path).outcome is Lookup.FOUND


def test_a_dead_index_is_asked_once_for_a_hundred_names(tmp_path: Path) -> None:
    dead = of("http://127.0.0.1:9/simple")
    names = [f"name{number}" for number in range(100)]
    listings = PackageIndex(dead, cache=tmp_path).listings(names)
    assert {listing.outcome for listing in listings.values()} == {Lookup.UNREACHABLE}
    assert "127.0.0.1 can't be reached" in listings["name7"].reason


def test_files_of_the_index_that_answers_count_though_another_fails(index: Index, tmp_path: Path) -> None:
    index.answer = lambda path, headers: page({"filename": WHEEL})
    listing = one(of("http://127.0.0.1:9/simple", index.url), tmp_path)
    assert (listing.outcome, len(listing.files)) == (Lookup.UNREACHABLE, 1)


def test_the_first_index_wins_only_where_uv_says_so(index: Index, tmp_path: Path) -> None:
    def two(path: str, headers: Mapping[str, str]) -> Answer:
        return page({"filename": WHEEL if path.startswith("/simple/") else "some_thing-2.0.tar.gz"})

    index.answer = two
    urls = (index.url, index.url.replace("simple", "other"))
    assert len(one(of(*urls), tmp_path / "a").files) == 2
    assert len(one(of(*urls, first_match=True), tmp_path / "b").files) == 1


def test_credentials_come_from_the_url_or_netrc_and_are_shown_nowhere(index: Index, tmp_path: Path) -> None:
    def guarded(path: str, headers: Mapping[str, str]) -> Answer:
        expected = "Basic " + base64.b64encode(b"me:s@cret").decode()
        good = headers.get("Authorization") == expected
        return page({"filename": WHEEL}) if good else Answer(status=401)

    index.answer = guarded
    with_secret = index.url.replace("http://", "http://me:s%40cret@")
    listing = one(of(with_secret), tmp_path / "a")
    assert listing.outcome is Lookup.FOUND
    assert listing.indexes == (index.url,)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "a").iterdir())
    assert b"cret" not in stored
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password s@cret\n")
    netrc.chmod(0o600)
    variables = {"NETRC": str(netrc)}
    assert one(of(index.url, variables=variables), tmp_path / "b").outcome is Lookup.FOUND
    assert one(of(index.url), tmp_path / "c").outcome is Lookup.UNREACHABLE
    assert redacted(with_secret) == index.url


def test_a_proxy_is_used_unless_no_proxy_names_the_host(index: Index, tmp_path: Path) -> None:
    index.answer = lambda path, headers: page({"filename": WHEEL})
    proxy = index.url.removesuffix("/simple").replace("http://", "http://me:x@")
    far = of("http://index.invalid/simple", variables={"http_proxy": proxy, "no_proxy": "elsewhere.invalid"})
    assert one(far, tmp_path / "a").outcome is Lookup.FOUND
    assert index.seen[0][0] == "http://index.invalid/simple/some-thing/"
    assert "proxy-authorization" in map(str.lower, index.seen[0][1])
    near = replace(far, variables={"HTTP_PROXY": proxy, "NO_PROXY": "index.invalid"})
    assert one(near, tmp_path / "b").outcome is Lookup.UNREACHABLE


def test_pages_may_be_compressed(index: Index, tmp_path: Path) -> None:
    body = gzip.compress(page({"filename": WHEEL}).body)
    index.answer = lambda path, headers: Answer(body, headers={"Content-Encoding": "gzip"})
    assert one(of(index.url), tmp_path).outcome is Lookup.FOUND


def test_a_second_run_asks_nothing_and_a_later_one_only_whether_it_changed(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tagged(path: str, headers: Mapping[str, str]) -> Answer:
        if headers.get("If-None-Match") == '"v1"':
            return Answer(status=304)
        return replace(page({"filename": WHEEL}), headers={"ETag": '"v1"'})

    index.answer = tagged
    first, second = one(of(index.url), tmp_path), one(of(index.url), tmp_path)
    assert (first, len(index.seen)) == (second, 1)
    monkeypatch.setattr("ftmigrate.host.index_cache.FRESH", -FRESH)
    assert one(of(index.url), tmp_path).files == first.files
    assert index.seen[1][1]["If-None-Match"] == '"v1"'


def test_offline_answers_from_the_cache_with_its_date_and_asks_nothing(index: Index, tmp_path: Path) -> None:
    index.answer = lambda path, headers: page({"filename": WHEEL})
    online = one(of(index.url), tmp_path)
    offline = one(of(index.url), tmp_path, offline=True)
    assert (offline.files, offline.as_of, len(index.seen)) == (online.files, online.as_of, 1)
    empty = one(of(index.url), tmp_path / "empty", offline=True)
    assert (empty.outcome, "nothing is cached" in empty.reason) == (Lookup.UNREACHABLE, True)


def test_a_damaged_cache_is_no_answer(index: Index, tmp_path: Path) -> None:
    index.answer = lambda path, headers: page({"filename": WHEEL})
    one(of(index.url), tmp_path)
    for path in tmp_path.iterdir():
        path.write_text('{"version": 1, "files": 3}')
    assert one(of(index.url), tmp_path).outcome is Lookup.FOUND
    assert len(index.seen) == 2
    assert not CachedPage("2020-01-01T00:00:00+00:00", "", ()).fresh


def test_folders_of_archives_and_indexes_of_files_need_no_server(tmp_path: Path) -> None:
    links = tmp_path / "wheels"
    links.mkdir()
    for name in (WHEEL, "some-thing-0.9.tar.gz", "some_thing_else-1.0.tar.gz", "notes.txt"):
        (links / name).touch()
    root = tmp_path / "with space" / "simple"
    (root / "some-thing").mkdir(parents=True)
    (root / "some-thing" / "index.html").write_text('<a href="x/some_thing-3.0.tar.gz">y</a>')
    configuration = of(root.as_uri(), find_links=(str(links),))
    listing = one(configuration, tmp_path / "cache", offline=True)
    assert listing.outcome is Lookup.FOUND
    assert {file.filename for file in listing.files} == {
        WHEEL,
        "some-thing-0.9.tar.gz",
        "some_thing-3.0.tar.gz",
    }
    gone = of(find_links=(str(tmp_path / "gone"),))
    assert one(gone, tmp_path / "cache").outcome is Lookup.MISSING


def test_without_any_index_nothing_is_known(tmp_path: Path) -> None:
    listing = one(of(), tmp_path)
    assert (listing.outcome, listing.reason) == (Lookup.UNREACHABLE, "no index is configured")


def test_an_unknown_certificate_is_refused_and_a_configured_one_accepted(
    index: Index, tmp_path: Path
) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *subject]
    try:
        subprocess.run(
            [*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True
        )
    except FileNotFoundError:
        pytest.skip("needs openssl to make a certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    body = page({"filename": WHEEL}).body

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", JSON)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda request, address: None  # type: ignore[method-assign,assignment]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    url = f"https://localhost:{server.server_port}/simple"
    try:
        refused = one(of(url), tmp_path / "a")
        trusted = one(of(url, cert=str(certificate)), tmp_path / "b")
        careless = one(of(url, insecure_hosts=("localhost",)), tmp_path / "c")
        unreadable = one(of(url, cert=str(tmp_path / "none.pem")), tmp_path / "d")
    finally:
        server.shutdown()
        server.server_close()
    assert "not trusted" in refused.reason
    assert (trusted.outcome, careless.outcome) == (Lookup.FOUND, Lookup.FOUND)
    assert "can't be read" in unreadable.reason


def environment(tmp_path: Path, **variables: str) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PIP_CONFIG_FILE": "/dev/null", **variables}


def test_pips_configuration_decides_which_indexes_are_asked(tmp_path: Path) -> None:
    conf = tmp_path / "pip.conf"
    conf.write_text(
        "[global]\nindex-url = http://127.0.0.1:1/main\nextra-index-url =\n  http://127.0.0.1:1/a\n"
        f"find-links = {tmp_path}\n"
    )
    found = read(tmp_path, environment(tmp_path, PIP_CONFIG_FILE=str(conf), PIP_TRUSTED_HOST="127.0.0.1"))
    assert found.indexes == ("http://127.0.0.1:1/a", "http://127.0.0.1:1/main")
    assert (found.find_links, found.first_match) == ((str(tmp_path),), False)
    assert found.insecure_hosts == ("127.0.0.1",)


def test_uvs_own_configuration_comes_first(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "1"\n'
        '[[tool.uv.index]]\nname = "corp"\nurl = "http://u:p@127.0.0.1:1/corp"\ndefault = true\n'
    )
    found = read(tmp_path, environment(tmp_path, PIP_INDEX_URL="http://127.0.0.1:1/pip"))
    assert (found.indexes, found.first_match) == (("http://u:p@127.0.0.1:1/corp",), True)


def test_without_configuration_it_is_the_installers_default(tmp_path: Path) -> None:
    assert len(read(tmp_path, environment(tmp_path)).indexes) == 1
    assert read(tmp_path, environment(tmp_path, PIP_NO_INDEX="1")).indexes == ()


def test_a_source_is_fetched_with_the_credentials_of_its_index(index: Index, tmp_path: Path) -> None:
    listed = page({"filename": "some_thing-1.0.tar.gz", "url": "/files/some_thing-1.0.tar.gz"})
    index.answer = lambda path, headers: Answer(b"the source") if path.startswith("/files") else listed
    secret = index.url.replace("http://", "http://me:word@")
    host = PackageIndex(of(secret), cache=tmp_path)
    file = host.listings(["some-thing"])["some-thing"].files[0]
    assert "me:word" not in file.url
    assert host.source(file, 100) == b"the source"
    path, headers = index.seen[-1]
    assert path == "/files/some_thing-1.0.tar.gz"
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"me:word"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"x" * 101), "it has 0 MB, too many"),
        (Answer(status=403), "it refuses access"),
        (Answer(status=404), "HTTP 404"),
    ],
)
def test_a_source_that_cannot_be_had_is_a_reason(
    index: Index, tmp_path: Path, answer: Answer, reason: str
) -> None:
    index.answer = lambda path, headers: answer
    file = IndexFile("a-1.tar.gz", url=f"{index.url}/a-1.tar.gz")
    with pytest.raises(Unreachable, match=reason):
        PackageIndex(of(index.url), cache=tmp_path).source(file, 100)
    with pytest.raises(Unreachable, match="--offline"):
        PackageIndex(of(index.url), cache=tmp_path, offline=True).source(file, 100)
