"""Which indexes the user's installer asks, with which certificates, proxies and credentials.

uv itself is asked, in the project's folder and with pip's settings said again in its variables,
so its answer is what an installation there would use.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from ftmigrate.host.installers import find_installer
from ftmigrate.host.pip_settings import uv_variables
from ftmigrate.host.processes import run

_PREFIXES = {"--index-url": "default", "--extra-index-url": "extra", "--find-links": "links"}


@dataclass(frozen=True, slots=True)
class IndexConfiguration:
    """`indexes` as written, credentials too, in order of preference; `first_match` where only the
    first index that has a project counts (uv's default), else all are merged (pip). `variables`
    are the environment's, for proxies and netrc. `reason` says why there is no index."""

    indexes: tuple[str, ...]
    find_links: tuple[str, ...] = ()
    first_match: bool = False
    cert: str | None = None
    client_cert: str | None = None
    insecure_hosts: tuple[str, ...] = ()
    timeout: float = 30.0
    variables: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


def read(project: Path, environment: Mapping[str, str] | None = None) -> IndexConfiguration:
    """The configuration that an installation into the project's environments has."""
    variables = dict(os.environ if environment is None else environment)
    variables |= uv_variables(variables, project)
    found, reason = _said_by_uv(project, variables)
    default = () if variables.get("UV_NO_INDEX") else found["default"]
    return IndexConfiguration(
        indexes=tuple(dict.fromkeys((*found["extra"], *default))),
        find_links=found["links"],
        first_match=variables.get("UV_INDEX_STRATEGY", "first-index") == "first-index",
        cert=variables.get("SSL_CERT_FILE"),
        client_cert=variables.get("SSL_CLIENT_CERT"),
        insecure_hosts=tuple(variables.get("UV_INSECURE_HOST", "").split()),
        timeout=_seconds(variables.get("UV_HTTP_TIMEOUT")),
        variables=variables,
        reason=reason,
    )


def resolver_environment(project: Path) -> dict[str, str]:
    """The user's variables with pip's settings said again for uv."""
    return {**os.environ, **uv_variables(os.environ, project)}


def _said_by_uv(project: Path, variables: Mapping[str, str]) -> tuple[dict[str, tuple[str, ...]], str]:
    """`uv pip compile` of nothing prints the indexes that it would have asked, and asks none."""
    found: dict[str, tuple[str, ...]] = {"default": (), "extra": (), "links": ()}
    installer = find_installer()
    if installer.program is None:
        return found, "uv is not installed, and only uv is asked which indexes are configured"
    options = (
        "--emit-index-url",
        "--emit-find-links",
        "--no-header",
        "--no-annotate",
        "--offline",
        "--quiet",
    )
    command: list[str | Path] = [
        installer.program,
        "pip",
        "compile",
        "-",
        "--python",
        sys.executable,
        *options,
    ]
    answer = run(command, cwd=project, env=variables, stdin="\n", timeout=30)
    if not answer.ok:
        return found, f"uv can't read its configuration: {answer.tail(3)}"
    for line in answer.stdout.splitlines():
        option, _, value = line.strip().partition(" ")
        if kind := _PREFIXES.get(option):
            found[kind] = (*found[kind], value.strip())
    return found, ""


def _seconds(text: str | None) -> float:
    try:
        return max(1.0, float(text)) if text else 30.0
    except ValueError:
        return 30.0


def redacted(url: str) -> str:
    """The URL without user name and password: what may be shown and stored."""
    pieces = urlsplit(url)
    if "@" not in pieces.netloc:
        return url
    return urlunsplit(pieces._replace(netloc=pieces.netloc.rpartition("@")[2]))
