"""What the project's own metadata says about the versions it runs on."""

from collections.abc import Iterator, Sequence

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from ftmigrate.model.auditing import CodeNote

_VERSION = "Programming Language :: Python :: 3.14"
_FREE = "Programming Language :: Python :: Free Threading"


def metadata(
    requires_python: str, classifiers: Sequence[str], versions: Sequence[str], declared_in: str
) -> Iterator[CodeNote]:
    """Caps that shut a target out, and classifiers that users of the package look for.

    `versions` are full versions of the targets ("3.14.2"); classifiers are only missed where the
    project lists some.
    """
    for version in dict.fromkeys(versions):
        if requires_python and not _admits(requires_python, version):
            yield CodeNote(
                "python-cap",
                declared_in,
                0,
                f"requires-python = {requires_python!r} excludes {version}: no installer will take it there.",
                "Lift the cap; upper bounds only keep users from versions that may well work.",
            )
    if not any(line.startswith("Programming Language :: Python :: 3") for line in classifiers):
        return
    if _VERSION not in classifiers:
        yield CodeNote("classifier", declared_in, 0, f"the classifier {_VERSION!r} is not there.", "")
    if not any(line.startswith(_FREE) for line in classifiers):
        advice = f"Once the tests pass there, add {_FREE + ' :: 2 - Beta'!r} or what is true."
        yield CodeNote("classifier", declared_in, 0, "no Free Threading classifier is there.", advice)


def _admits(requires_python: str, version: str) -> bool:
    try:
        return SpecifierSet(requires_python).contains(version, prereleases=True)
    except InvalidSpecifier:
        return True
