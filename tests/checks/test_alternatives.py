"""The data about alternatives: each name as indexes know it, each with a source, none a dead end."""

from packaging.utils import canonicalize_name

from ftmigrate.checks.alternatives import ALTERNATIVES, PURE_MODES
from ftmigrate.checks.ways_out import wanted_alternatives, with_ways_out
from ftmigrate.model.auditing import Kind, PackageOnTarget, PackageReadiness, Readiness


def test_names_are_normalised_and_every_entry_has_its_source() -> None:
    assert all(name == canonicalize_name(name) for name in (*ALTERNATIVES, *PURE_MODES))
    for name, entry in ALTERNATIVES.items():
        assert entry.distribution in {"", canonicalize_name(entry.distribution)}
        assert entry.distribution != name
        assert entry.source.startswith("https://") and entry.use


def test_no_alternative_has_an_alternative_itself() -> None:
    assert not {entry.distribution for entry in ALTERNATIVES.values()} & ALTERNATIVES.keys()


def package(name: str, status: Readiness, kind: Kind) -> PackageReadiness:
    entry = PackageOnTarget(status, None, ("because",), kind=kind)
    return PackageReadiness(name, "1", {"3.14t": entry})


def test_only_what_is_in_the_way_is_asked_for() -> None:
    ready = package("orjson", Readiness.READY, Kind.NATIVE_WHEEL)
    blocked = package("psycopg2", Readiness.BLOCKED, Kind.NO_WHEEL)
    standard = package("ujson", Readiness.BLOCKED, Kind.NO_WHEEL)
    assert wanted_alternatives([ready, blocked, standard]) == ("psycopg",)


def test_the_standard_library_needs_no_index_and_others_do() -> None:
    blocked = [package(name, Readiness.BLOCKED, Kind.NO_WHEEL) for name in ("ujson", "psycopg2", "nobody")]
    found = {p.name: p.targets["3.14t"].alternative for p in with_ways_out(blocked, {})}
    assert found["ujson"] is not None and found["psycopg2"] is None and found["nobody"] is None
    known = with_ways_out(blocked, {"psycopg": True})[1].targets["3.14t"].alternative
    assert known is not None and "psycopg2/issues/1810" in known


def test_a_pure_mode_and_a_build_are_ways_out() -> None:
    source = package("msgpack", Readiness.BUILDS_FROM_SOURCE, Kind.BUILDS_FROM_SOURCE)
    ways = with_ways_out([source], {})[0].targets["3.14t"].way_out
    assert ways[0].startswith("set MSGPACK_PUREPYTHON=1") and ways[1].startswith("build its wheel once")


def test_what_is_merely_unknown_needs_no_other_package() -> None:
    unknown = package("ujson", Readiness.UNKNOWN, Kind.UNKNOWN)
    assert with_ways_out([unknown], {})[0].targets["3.14t"].way_out == ()
