"""What to use instead of a package that stands in the way, each with its source.

An alternative distribution is only shown after the index was asked whether it is ready itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alternative:
    """`use` for people; `distribution` the one to check on the index, empty for the standard library
    and for a switch of the package itself; `source` a page that says so."""

    use: str
    distribution: str
    source: str


def _instead(use: str, distribution: str, source: str) -> Alternative:
    return Alternative(use, distribution, source)


_JSON = _instead("json of the standard library", "", "https://docs.python.org/3/library/json.html")
_PSYCOPG2 = _instead(
    "psycopg (version 3), which also runs as pure Python",
    "psycopg",
    "https://github.com/psycopg/psycopg2/issues/1810",
)
_MYSQL = _instead("PyMySQL, which is pure Python", "pymysql", "https://pymysql.readthedocs.io/en/latest/")

ALTERNATIVES: Mapping[str, Alternative] = {
    "orjson": _instead("msgspec", "msgspec", "https://jcristharif.com/msgspec/porting/orjson.html"),
    "ujson": _JSON,
    "python-rapidjson": _JSON,
    "simplejson": _JSON,
    "psycopg2": _PSYCOPG2,
    "psycopg2-binary": _PSYCOPG2,
    "psycopg-binary": _instead(
        "psycopg without [binary]: its pure Python implementation",
        "psycopg",
        "https://www.psycopg.org/psycopg3/docs/basic/install.html",
    ),
    "psycopg-c": _instead(
        "psycopg without [c]: its pure Python implementation",
        "psycopg",
        "https://www.psycopg.org/psycopg3/docs/basic/install.html",
    ),
    "mysqlclient": _MYSQL,
    "cx-oracle": _instead(
        "oracledb in its thin mode",
        "oracledb",
        "https://python-oracledb.readthedocs.io/en/latest/user_guide/appendix_c.html",
    ),
    "pymssql": _instead(
        "python-tds, which is pure Python", "python-tds", "https://python-tds.readthedocs.io/en/latest/"
    ),
    "uvloop": _instead(
        "asyncio's own event loop", "", "https://docs.python.org/3/library/asyncio-eventloop.html"
    ),
    "httptools": _instead(
        "h11, which is pure Python (uvicorn: --http h11)", "h11", "https://www.uvicorn.org/settings/"
    ),
    "hiredis": _instead(
        "the pure Python parser that redis has", "redis", "https://github.com/redis/redis-py#readme"
    ),
    "lxml": _instead(
        "xml.etree of the standard library, where its API is enough",
        "",
        "https://docs.python.org/3/library/xml.etree.elementtree.html",
    ),
    "pycurl": _instead("urllib3", "urllib3", "https://urllib3.readthedocs.io/en/stable/"),
    "python-levenshtein": _instead(
        "rapidfuzz", "rapidfuzz", "https://rapidfuzz.github.io/Levenshtein/installation.html"
    ),
    "python-snappy": _instead("cramjam", "cramjam", "https://github.com/milesgranger/cramjam#readme"),
    "confluent-kafka": _instead(
        "kafka-python, which is pure Python",
        "kafka-python",
        "https://kafka-python.readthedocs.io/en/master/",
    ),
    "grpcio": _instead(
        "grpclib, which is pure Python", "grpclib", "https://grpclib.readthedocs.io/en/latest/"
    ),
    "regex": _instead(
        "re of the standard library, where its syntax is enough",
        "",
        "https://docs.python.org/3/library/re.html",
    ),
}

# Packages that run without their compiled modules when a variable says so at run time: each was seen
# in the package's own source.
PURE_MODES: Mapping[str, str] = {
    "aiohttp": "AIOHTTP_NO_EXTENSIONS=1",
    "frozenlist": "FROZENLIST_NO_EXTENSIONS=1",
    "msgpack": "MSGPACK_PUREPYTHON=1",
    "multidict": "MULTIDICT_NO_EXTENSIONS=1",
    "propcache": "PROPCACHE_NO_EXTENSIONS=1",
    "protobuf": "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION=python",
    "yarl": "YARL_NO_EXTENSIONS=1",
}
