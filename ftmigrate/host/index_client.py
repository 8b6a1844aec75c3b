"""HTTP to an index: pooled, retried, with the user's certificates, proxies and credentials."""

import base64
import netrc
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

import urllib3
from urllib3.util.retry import Retry
from urllib3.util.timeout import Timeout

from ftmigrate import __version__
from ftmigrate.host.index_configuration import IndexConfiguration, redacted
from ftmigrate.host.index_pages import ACCEPT

PARALLEL = 8
_CONNECT_SECONDS = 10.0
_RETRIES = Retry(
    total=3,
    connect=2,
    read=2,
    status=3,
    other=0,  # a certificate gets no better by asking again
    backoff_factor=0.3,
    status_forcelist=(429, 500, 502, 503, 504),
    raise_on_status=False,
)


class Unreachable(Exception):
    """No usable answer; the text says why in words for a person. `down` where the whole host failed."""

    def __init__(self, reason: str, *, down: bool = False) -> None:
        super().__init__(reason)
        self.down = down


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes
    content_type: str
    etag: str


class IndexClient:
    """One for a run; safe to use from several threads."""

    def __init__(self, configuration: IndexConfiguration) -> None:
        self._configuration = configuration
        self._variables: Mapping[str, str] = configuration.variables or {}
        self._pools: dict[tuple[str | None, bool], urllib3.PoolManager] = {}
        self._lock = Lock()

    def get(self, url: str, etag: str = "") -> Response:
        """GET a page. 200, 304, 404 and 410 are answers; anything else raises Unreachable."""
        headers = {"Accept": ACCEPT, "Accept-Encoding": "gzip"}
        if etag:
            headers["If-None-Match"] = etag
        answer = self._request(url, headers)
        if answer.status not in {200, 304, 404, 410}:
            raise Unreachable(_status(answer.status), down=answer.status >= 500)
        kind = answer.headers.get("Content-Type", "")
        return Response(answer.status, answer.data, kind, answer.headers.get("ETag", ""))

    def download(self, url: str, most: int) -> bytes:
        """A file of at most `most` bytes. Raises Unreachable, for a larger one before it is fetched."""
        answer = self._request(url, {}, whole=False)
        try:
            if answer.status != 200:
                raise Unreachable(_status(answer.status))
            if (told := int(answer.headers.get("Content-Length") or 0)) > most:
                raise Unreachable(too_large(told))
            content = answer.read(most + 1)
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise Unreachable(_reason(error, urlsplit(url).hostname or url)) from None
        finally:
            answer.close()
        if len(content) > most:
            raise Unreachable(too_large(len(content)))
        return content

    def _request(
        self, url: str, headers: Mapping[str, str], *, whole: bool = True
    ) -> urllib3.BaseHTTPResponse:
        pieces = urlsplit(url)
        headers = {**headers, "User-Agent": f"ftmigrate/{__version__}"}
        if credentials := self._credentials(url):
            headers["Authorization"] = "Basic " + base64.b64encode(credentials.encode()).decode()
        try:
            return self._pool(pieces.scheme, pieces.hostname or "").request(
                "GET", redacted(url), headers=headers, retries=_RETRIES, preload_content=whole
            )
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise Unreachable(_reason(error, pieces.hostname or url), down=True) from None

    def _pool(self, scheme: str, host: str) -> urllib3.PoolManager:
        proxy, insecure = self._proxy(scheme, host), host in self._configuration.insecure_hosts
        with self._lock:
            if (proxy, insecure) not in self._pools:
                self._pools[proxy, insecure] = self._new_pool(proxy, insecure)
            return self._pools[proxy, insecure]

    def _new_pool(self, proxy: str | None, insecure: bool) -> urllib3.PoolManager:
        timeout = self._configuration.timeout
        if insecure:  # the user said so: no warning a request
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        options: dict[str, Any] = {
            "maxsize": PARALLEL,
            "ssl_context": ssl._create_unverified_context() if insecure else self._trust,
            "timeout": Timeout(connect=min(_CONNECT_SECONDS, timeout), read=timeout),
        }
        if proxy is None:
            return urllib3.PoolManager(**options)
        user = urlsplit(proxy)
        secret = f"{unquote(user.username or '')}:{unquote(user.password or '')}" if user.username else None
        headers = urllib3.make_headers(proxy_basic_auth=secret) if secret else None
        return urllib3.ProxyManager(redacted(proxy), proxy_headers=headers, **options)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        cert, client = self._configuration.cert, self._configuration.client_cert
        try:
            folder = cert if cert and Path(cert).is_dir() else None
            context = ssl.create_default_context(cafile=None if folder else cert, capath=folder)
            if client:
                context.load_cert_chain(client)
        except OSError as error:
            raise Unreachable(
                f"the certificates {cert or client} can't be read: {error}", down=True
            ) from None
        return context

    def _proxy(self, scheme: str, host: str) -> str | None:
        proxies = {"no": self._variable("no_proxy")}
        if proxies["no"] and proxy_bypass_environment(host, proxies):
            return None
        proxy = self._variable(f"{scheme}_proxy") or self._variable("all_proxy")
        return proxy if not proxy or "://" in proxy else f"http://{proxy}"

    def _variable(self, name: str) -> str | None:
        return self._variables.get(name) or self._variables.get(name.upper()) or None

    def _credentials(self, url: str) -> str | None:
        """`user:password` of the URL itself, else of the user's netrc file."""
        pieces = urlsplit(url)
        if pieces.username is not None:
            return f"{unquote(pieces.username)}:{unquote(pieces.password or '')}"
        try:
            entry = netrc.netrc(self._variables.get("NETRC")).authenticators(pieces.hostname or "")
        except (OSError, netrc.NetrcParseError):
            return None
        return f"{entry[0]}:{entry[2]}" if entry else None


def _reason(error: Exception, host: str) -> str:
    cause = getattr(error, "reason", None) or error
    text = str(cause).rpartition(": ")[2] or type(cause).__name__
    if isinstance(cause, ssl.SSLError | urllib3.exceptions.SSLError):
        return f"{host}: its certificate is not trusted ({text})"
    if isinstance(cause, urllib3.exceptions.NameResolutionError):
        return f"{host}: there is no such host, or no network"
    # A refused connection is a kind of time-out in urllib3's hierarchy.
    timeout = isinstance(cause, urllib3.exceptions.TimeoutError | TimeoutError)
    if timeout and not isinstance(cause, urllib3.exceptions.NewConnectionError):
        return f"{host} did not answer in time"
    return f"{host} can't be reached ({text})"


def too_large(size: int) -> str:
    return f"it has {size / 1e6:.0f} MB, too many to look into"


def _status(status: int) -> str:
    meaning = {
        401: "it wants a user name and a password",
        403: "it refuses access",
        407: "the proxy wants a login",
    }
    return f"HTTP {status}: {meaning.get(status, 'no usable answer')}"
