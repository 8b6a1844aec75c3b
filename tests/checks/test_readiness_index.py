"""Every class that an index's listing alone can tell, on listings of the shapes that are out there."""

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from ftmigrate.checks.readiness_index import Question, judge_listing
from ftmigrate.checks.readiness_tags import PLATFORMS, accepted, platform_tags, wheel_tags
from ftmigrate.checks.releases import releases
from ftmigrate.model.auditing import Kind, PackageOnTarget, Readiness
from ftmigrate.model.errors import UsageError
from ftmigrate.model.package_index import IndexFile, Listing, Lookup

LINUX = "manylinux_2_17_x86_64.manylinux2014_x86_64"
PURE = "x-{}-py3-none-any.whl"
SDIST = "x-{}.tar.gz"
GIL = "x-{}-cp314-cp314-" + LINUX + ".whl"
FREE = "x-{}-cp314-cp314t-" + LINUX + ".whl"
ABI3 = "x-{}-cp39-abi3-" + LINUX + ".whl"


def files(version: str, *shapes: str, requires: str = "", yanked: bool = False) -> list[IndexFile]:
    return [IndexFile(shape.format(version), requires, yanked) for shape in shapes]


def judge(
    *found: list[IndexFile],
    pins: str = "",
    resolved: str | None = None,
    platform: str = "linux-x86_64",
    outcome: Lookup = Lookup.FOUND,
    reason: str = "",
    free_threaded: bool = True,
) -> PackageOnTarget:
    listing = Listing("x", outcome, tuple(file for group in found for file in group), reason=reason)
    tags = platform_tags(platform)
    return judge_listing(
        Question(
            listing=listing,
            found=releases(listing, "3.14.2"),
            accepts=accepted((3, 14), free_threaded, tags, "3.14t"),
            gil=accepted((3, 14), False, tags, "3.14"),
            python="3.14.2",
            pins=SpecifierSet(pins),
            resolved=Version(resolved) if resolved else None,
        )
    )


CASES = {
    "pure": (judge(files("1", PURE, SDIST)), Readiness.READY, Kind.PURE, "1"),
    "old pure": (judge(files("1", "x-{}-py2.py3-none-any.whl")), Readiness.READY, Kind.PURE, "1"),
    "native": (judge(files("1", GIL, FREE, SDIST)), Readiness.READY, Kind.NATIVE_WHEEL, "1"),
    "binary without modules": (
        judge(files("1", f"x-{{}}-py3-none-{LINUX}.whl")),
        Readiness.READY,
        Kind.NATIVE_WHEEL,
        "1",
    ),
    "pure fallback": (judge(files("1", GIL, PURE)), Readiness.READY, Kind.PURE_FALLBACK, "1"),
    "abi3 and pure": (judge(files("1", ABI3, PURE)), Readiness.READY, Kind.PURE_FALLBACK, "1"),
    "abi3 and native": (judge(files("1", ABI3, FREE)), Readiness.READY, Kind.NATIVE_WHEEL, "1"),
    "abi3 with source": (
        judge(files("1", ABI3, SDIST)),
        Readiness.BUILDS_FROM_SOURCE,
        Kind.ABI3_ONLY,
        "1",
    ),
    "abi3 alone": (judge(files("1", ABI3)), Readiness.BLOCKED, Kind.ABI3_ONLY, "1"),
    "source": (judge(files("1", GIL, SDIST)), Readiness.BUILDS_FROM_SOURCE, Kind.BUILDS_FROM_SOURCE, "1"),
    "old zip": (judge(files("1", "x-{}.zip")), Readiness.BUILDS_FROM_SOURCE, Kind.BUILDS_FROM_SOURCE, "1"),
    "GIL wheels alone": (judge(files("1", GIL)), Readiness.BLOCKED, Kind.NO_WHEEL, "1"),
    "13t is not 14t": (
        judge(files("1", f"x-{{}}-cp313-cp313t-{LINUX}.whl")),
        Readiness.BLOCKED,
        Kind.UNAVAILABLE,
        "1",
    ),
    "older version": (
        judge(files("1.2", GIL, SDIST), files("1.1", FREE), files("1.0", FREE)),
        Readiness.READY,
        Kind.OLDER_VERSION,
        "1.1",
    ),
    "older version outside the pins": (
        judge(files("1.2", GIL, SDIST), files("1.1", FREE), pins=">=1.2"),
        Readiness.BUILDS_FROM_SOURCE,
        Kind.BUILDS_FROM_SOURCE,
        "1.2",
    ),
    "back to another major version made for the target": (
        judge(files("2", GIL, SDIST), files("1", FREE)),
        Readiness.READY,
        Kind.OLDER_VERSION,
        "1",
    ),
    "another major version is no walk back": (
        judge(files("2", GIL, SDIST), files("1", PURE)),
        Readiness.BUILDS_FROM_SOURCE,
        Kind.BUILDS_FROM_SOURCE,
        "2",
    ),
    "yanked": (judge(files("2", FREE, yanked=True), files("1", PURE)), Readiness.READY, Kind.PURE, "1"),
    "pre-release only": (
        judge(files("2rc1", FREE), files("1", GIL)),
        Readiness.BLOCKED,
        Kind.PRE_RELEASE_ONLY,
        "1",
    ),
    "old pre-release": (
        judge(files("1rc1", FREE), files("1", GIL)),
        Readiness.BLOCKED,
        Kind.NO_WHEEL,
        "1",
    ),
    "resolved to a pre-release": (
        judge(files("2rc1", FREE), files("1", GIL), resolved="2rc1"),
        Readiness.READY,
        Kind.NATIVE_WHEEL,
        "2rc1",
    ),
    "capped": (judge(files("1", PURE, requires="<3.14")), Readiness.BLOCKED, Kind.UNAVAILABLE, ""),
    "capped newest": (
        judge(files("2", PURE, requires=">=3.15"), files("1", PURE)),
        Readiness.READY,
        Kind.PURE,
        "1",
    ),
    "nothing inside the pins": (
        judge(files("1", PURE), pins=">=2"),
        Readiness.BLOCKED,
        Kind.UNAVAILABLE,
        "",
    ),
    "missing": (judge(outcome=Lookup.MISSING), Readiness.UNKNOWN, Kind.UNKNOWN, ""),
    "an index failed": (
        judge(files("1", GIL, SDIST), outcome=Lookup.UNREACHABLE, reason="down"),
        Readiness.UNKNOWN,
        Kind.UNKNOWN,
        "",
    ),
    "an index failed, another has it": (
        judge(files("1", FREE), outcome=Lookup.UNREACHABLE, reason="down"),
        Readiness.READY,
        Kind.NATIVE_WHEEL,
        "1",
    ),
    "other platform": (
        judge(files("1", FREE, SDIST), platform="windows-x86_64"),
        Readiness.BUILDS_FROM_SOURCE,
        Kind.BUILDS_FROM_SOURCE,
        "1",
    ),
    "universal2 on a Mac": (
        judge(files("1", "x-{}-cp314-cp314t-macosx_10_13_universal2.whl"), platform="macos-arm64"),
        Readiness.READY,
        Kind.NATIVE_WHEEL,
        "1",
    ),
    "musl": (
        judge(files("1", "x-{}-cp314-cp314t-musllinux_1_2_x86_64.whl"), platform="musllinux-x86_64"),
        Readiness.READY,
        Kind.NATIVE_WHEEL,
        "1",
    ),
    "glibc wheels on musl": (
        judge(files("1", FREE), platform="musllinux-x86_64"),
        Readiness.BLOCKED,
        Kind.UNAVAILABLE,
        "1",
    ),
    "abi3 on the GIL build": (
        judge(files("1", ABI3), free_threaded=False),
        Readiness.READY,
        Kind.NATIVE_WHEEL,
        "1",
    ),
    "build number": (
        judge(files("1", f"x-{{}}-2-cp314-cp314t-{LINUX}.whl")),
        Readiness.READY,
        Kind.NATIVE_WHEEL,
        "1",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_class(case: str) -> None:
    entry, status, kind, version = CASES[case]
    assert (entry.status, entry.kind, entry.version) == (status, kind, version), entry.evidence
    assert entry.evidence


def test_what_would_be_installed_is_the_best_wheel() -> None:
    newer = "x-{}-cp314-cp314t-manylinux_2_28_x86_64.whl"
    entry = judge(files("1", PURE, FREE, newer))
    assert entry.wheel == newer.format("1")


def test_a_newer_version_outside_the_pins_is_a_way_out() -> None:
    entry = judge(files("2.1", FREE), files("2.0", FREE), files("1", GIL, SDIST), pins="<2", resolved="1")
    assert entry.way_out == ("2.0 has a wheel, which the pins exclude",)


def test_the_first_good_version_is_named() -> None:
    entry = judge(files("3", FREE), files("2", FREE), files("1", GIL))
    assert "the first version with such a wheel was 2" in entry.evidence


def test_the_reason_of_a_failed_index_is_the_evidence() -> None:
    entry = judge(outcome=Lookup.UNREACHABLE, reason="HTTP 403: it refuses access")
    assert entry.evidence == ("HTTP 403: it refuses access",)


def test_sdists_with_dashes_in_their_names_belong_to_their_version() -> None:
    listing = Listing(
        "ruamel-yaml-clib",
        Lookup.FOUND,
        (
            IndexFile("ruamel.yaml.clib-0.2.8.tar.gz"),
            IndexFile("ruamel-yaml-clib-0.2.7.zip"),
            IndexFile("a.exe"),
        ),
    )
    assert [str(release.version) for release in releases(listing, "3.14.0")] == ["0.2.8", "0.2.7"]


def test_an_unknown_platform_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="linux-x86_64"):
        platform_tags("linux_x86-64")
    assert all(platform_tags(name) for name in PLATFORMS)


def test_tags_of_what_is_no_wheel() -> None:
    assert wheel_tags("x-1.tar.gz") == ()
    assert wheel_tags("x-1-cp314-CP314t-any.whl") == ("cp314-cp314t-any",)
