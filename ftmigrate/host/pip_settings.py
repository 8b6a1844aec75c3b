"""The user's pip configuration, read as pip reads it, and said again in uv's variables.

uv reads neither pip.conf nor PIP_*; a firm's index, certificate or proxy is often only there.
Order and places: pip's documentation, "Configuration", and `pip._internal.configuration`.
"""

import configparser
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

# pip options that would install somewhere else than into the environment that is meant.
MISLEADING = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_PYTHON", "PIP_DRY_RUN")
_UV_INDEX_VARIABLES = (
    "UV_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_NO_INDEX",
)  # fmt: skip
_UV_INDEX_SETTINGS = {"index", "index-url", "extra-index-url", "find-links", "no-index"}


def pip_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """pip's options for `pip install` by long name ("index-url"), from its files and PIP_*.

    Lists stay one text, separated by white space or new lines as pip has them. A file that
    cannot be parsed counts as absent here: pip itself will complain of it.
    """
    settings: dict[str, str] = {}
    for path in _files(environ):
        settings.update(_options(path))
    for name, value in environ.items():
        if name.startswith("PIP_") and name != "PIP_CONFIG_FILE" and value:
            settings[name[4:].lower().replace("_", "-")] = value
    return settings


def _files(environ: Mapping[str, str]) -> Iterator[Path]:
    own = environ.get("PIP_CONFIG_FILE")
    if own == os.devnull:
        return
    yield from _global_files(environ)
    if not (own and Path(own).exists()):
        yield from _user_files(environ)
    name = "pip.ini" if sys.platform == "win32" else "pip.conf"
    if active := environ.get("VIRTUAL_ENV"):
        yield Path(active) / name
    if own:
        yield Path(own)


def _global_files(environ: Mapping[str, str]) -> Iterator[Path]:
    if sys.platform == "win32":
        yield Path(environ.get("PROGRAMDATA", "C:\\ProgramData")) / "pip" / "pip.ini"
    elif sys.platform == "darwin":
        yield Path("/Library/Application Support/pip/pip.conf")
    else:
        folders = environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
        yield from (Path(folder) / "pip" / "pip.conf" for folder in folders.split(":") if folder)
        yield Path("/etc/pip.conf")


def _user_files(environ: Mapping[str, str]) -> Iterator[Path]:
    home = Path.home()
    if sys.platform == "win32":
        yield home / "pip" / "pip.ini"
        yield Path(environ.get("APPDATA", home / "AppData" / "Roaming")) / "pip" / "pip.ini"
        return
    yield home / ".pip" / "pip.conf"
    mac = home / "Library" / "Application Support" / "pip"
    if sys.platform == "darwin" and mac.is_dir():
        yield mac / "pip.conf"
        return
    yield Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / "pip.conf"


def _options(path: Path) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(path.read_text("utf-8"), source=str(path))
    except (OSError, UnicodeDecodeError, configparser.Error):
        return {}
    found: dict[str, str] = {}
    for section in ("global", "install"):
        if parser.has_section(section):
            found.update({key.replace("_", "-"): value for key, value in parser.items(section) if value})
    return found


def uv_variables(environ: Mapping[str, str], project: Path) -> dict[str, str]:
    """What uv must be told so that it sees the indexes, certificates and proxies that pip sees.

    Whatever the user has told uv already is left alone.
    """
    settings = pip_settings(environ)
    wanted = {**_network(settings, environ), **_policies(settings)}
    if not _knows_indexes(environ, project):
        wanted |= _indexes(settings)
    return {name: value for name, value in wanted.items() if name not in environ}


def uv_words(environ: Mapping[str, str]) -> tuple[str, ...]:
    """What uv knows as an option only: `UV_NO_INDEX`, as `uv_variables` says it, is no variable of uv's."""
    return ("--no-index",) if environ.get("UV_NO_INDEX") else ()


def _indexes(settings: Mapping[str, str]) -> dict[str, str]:
    wanted: dict[str, str] = {}
    if default := settings.get("index-url"):
        wanted["UV_DEFAULT_INDEX"] = default
    if extra := settings.get("extra-index-url", "").split():
        wanted["UV_INDEX"] = " ".join(extra)
        # pip takes the best file of all indexes; uv's default stops at the first index with the name.
        wanted["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if links := settings.get("find-links", "").split():
        wanted["UV_FIND_LINKS"] = ",".join(links)
    if _on(settings.get("no-index")):
        wanted["UV_NO_INDEX"] = "1"
    return wanted


def _network(settings: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    wanted: dict[str, str] = {}
    if cert := settings.get("cert") or environ.get("REQUESTS_CA_BUNDLE") or environ.get("CURL_CA_BUNDLE"):
        wanted["SSL_CERT_FILE"] = cert
    elif not {"SSL_CERT_FILE", "UV_SYSTEM_CERTS", "UV_NATIVE_TLS"} & environ.keys():
        wanted["UV_SYSTEM_CERTS"] = wanted["UV_NATIVE_TLS"] = "1"  # pip trusts the system's store too
    if client := settings.get("client-cert"):
        wanted["SSL_CLIENT_CERT"] = client
    if (proxy := settings.get("proxy")) and not {"ALL_PROXY", "all_proxy"} & environ.keys():
        wanted["ALL_PROXY"] = wanted["HTTPS_PROXY"] = wanted["HTTP_PROXY"] = proxy
    if hosts := settings.get("trusted-host", "").split():
        wanted["UV_INSECURE_HOST"] = " ".join(hosts)
    if timeout := settings.get("timeout") or settings.get("default-timeout"):
        wanted["UV_HTTP_TIMEOUT"] = str(round(float(timeout))) if _number(timeout) else "30"
    if provider := settings.get("keyring-provider"):
        wanted["UV_KEYRING_PROVIDER"] = "subprocess" if provider in ("subprocess", "import") else "disabled"
    return wanted


def _policies(settings: Mapping[str, str]) -> dict[str, str]:
    wanted: dict[str, str] = {}
    if constraints := settings.get("constraint", "").split():
        wanted["UV_CONSTRAINT"] = " ".join(constraints)
    if _on(settings.get("pre")):
        wanted["UV_PRERELEASE"] = "allow"
    for option, everything, some in (
        ("no-binary", "UV_NO_BINARY", "UV_NO_BINARY_PACKAGE"),
        ("only-binary", "UV_NO_BUILD", "UV_NO_BUILD_PACKAGE"),
    ):
        names = [name for name in settings.get(option, "").replace(",", " ").split() if name != ":none:"]
        if ":all:" in names:
            wanted[everything] = "1"
        elif names:
            wanted[some] = " ".join(names)
    return wanted


def _on(value: str | None) -> bool:
    return value is not None and value.strip().lower() in {"1", "true", "yes", "on", "y", "t"}


def _number(text: str) -> bool:
    try:
        return float(text) > 0
    except ValueError:
        return False


def _knows_indexes(environ: Mapping[str, str], project: Path) -> bool:
    """Whether the user has configured indexes for uv itself, in a variable or a file."""
    if any(environ.get(name) for name in _UV_INDEX_VARIABLES):
        return True
    return any(_UV_INDEX_SETTINGS & _uv_table(path).keys() for path in _uv_files(environ, project))


def _uv_files(environ: Mapping[str, str], project: Path) -> Iterator[Path]:
    yield project / "pyproject.toml"
    yield project / "uv.toml"
    if own := environ.get("UV_CONFIG_FILE"):
        yield Path(own)
    if sys.platform == "win32":
        for variable in ("APPDATA", "PROGRAMDATA"):
            if folder := environ.get(variable):
                yield Path(folder) / "uv" / "uv.toml"
        return
    yield Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "uv" / "uv.toml"
    for folder in (environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":"):
        yield Path(folder) / "uv" / "uv.toml"
    yield Path("/etc/uv/uv.toml")


def _uv_table(path: Path) -> dict[str, object]:
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
    table = document.get("tool", {}).get("uv", {}) if path.name == "pyproject.toml" else document
    pip = table.get("pip", {})
    return {**table, **(pip if isinstance(pip, dict) else {})}
