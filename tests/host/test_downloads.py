"""Downloads over real connections that answer well, badly, halfway and not at all."""

import http.server
import socket
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from ftmigrate.host.downloads import download
from ftmigrate.model.errors import DownloadFailed, UsageError
from ftmigrate.model.progress import Silent

BODY = bytes(range(256)) * 4000
DIGEST = sha256(BODY).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    """`/good` answers ranges, `/cut` stops halfway the first time, `/missing` is not there."""

    asked: list[str | None]
    cut = True

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        type(self).asked.append(wanted)
        if self.path == "/missing":
            self.send_error(404)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.path != "/no-ranges" else 0
        if start >= len(BODY):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(BODY) - start))
        self.end_headers()
        if self.path == "/cut" and type(self).cut:
            type(self).cut = False
            self.wfile.write(BODY[: len(BODY) // 2])
            self.close_connection = True
            return
        self.wfile.write(BODY[start:])

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    Handler.asked, Handler.cut = [], True
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def partials(folder: Path) -> list[Path]:
    return list(folder.rglob("*.part"))


def test_a_download_is_kept_and_not_fetched_again(server: str) -> None:
    path = download(f"{server}/good", DIGEST, Silent())
    assert path.read_bytes() == BODY
    assert download(f"{server}/good", DIGEST.upper(), Silent()) == path
    assert Handler.asked == [None]


def test_a_cut_connection_is_gone_on_with(server: str, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed, match="cut"):
        download(f"{server}/cut", DIGEST, Silent())
    (partial,) = partials(tmp_path)
    assert partial.stat().st_size == len(BODY) // 2
    assert download(f"{server}/cut", DIGEST, Silent()).read_bytes() == BODY
    assert Handler.asked == [None, f"bytes={len(BODY) // 2}-"]


def test_a_server_without_ranges_starts_again(server: str, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed):
        download(f"{server}/cut", DIGEST, Silent())
    (partial,) = partials(tmp_path)
    with pytest.raises(DownloadFailed, match="sha256"):
        download(f"{server}/no-ranges", "0" * 64, Silent())
    assert partials(tmp_path) == [partial]
    assert download(f"{server}/no-ranges", DIGEST, Silent()).read_bytes() == BODY


def test_a_beginning_that_is_too_long_is_dropped(server: str, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed):
        download(f"{server}/cut", DIGEST, Silent())
    (partial,) = partials(tmp_path)
    partial.write_bytes(BODY + BODY)
    with pytest.raises(DownloadFailed, match="416"):
        download(f"{server}/cut", DIGEST, Silent())
    assert download(f"{server}/cut", DIGEST, Silent()).read_bytes() == BODY


def test_a_wrong_hash_leaves_nothing(server: str, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed) as caught:
        download(f"{server}/good", "0" * 64, Silent())
    assert DIGEST in caught.value.what and "0" * 64 in caught.value.what
    assert caught.value.where == f"{server}/good"
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size] == []


def test_what_is_not_there(server: str) -> None:
    with pytest.raises(DownloadFailed, match="404"):
        download(f"{server}/missing", DIGEST, Silent())


def test_nobody_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(DownloadFailed, match="can't be downloaded"):
            download(f"http://127.0.0.1:{port}/x", DIGEST, Silent())


def test_another_kind_of_address() -> None:
    with pytest.raises(UsageError, match="ftp"):
        download("ftp://example.com/x", DIGEST, Silent())
