"""`archive`: a ready interpreter or a source that the user names (`--from FILE_OR_URL`)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from ftmigrate.host.downloads import check_hash, download, is_url, sha256_of
from ftmigrate.host.installations import Claim, claimed, installations, put_in_place
from ftmigrate.host.interpreter_check import check_modules
from ftmigrate.host.probe import ask
from ftmigrate.host.source_build import source_tree
from ftmigrate.model.errors import DownloadFailed, InterpreterUnavailable, UsageError
from ftmigrate.model.interpreter import Candidate, Rejected
from ftmigrate.model.machine import Machine
from ftmigrate.model.progress import Progress
from ftmigrate.model.provider import Installation, Plan, Refusal
from ftmigrate.model.target import Target
from ftmigrate.providers.executables import pythons_of_prefix
from ftmigrate.providers.from_source import install_source

NAME = "archive"


def find(machine: Machine) -> Iterator[Candidate | Rejected]:
    """Its installations are ours: `own` finds them."""
    return iter(())


def can(target: Target, machine: Machine) -> Plan | Refusal:
    command = f"ftmigrate python install {target.name} --from ARCHIVE_OR_SOURCE --sha256 HEX"
    return Refusal(NAME, "no archive or source tree was named", (command,))


def install(plan: Plan, machine: Machine, progress: Progress) -> Path:
    raise InterpreterUnavailable("no archive or source tree was named")


def install_from(
    origin: str, sha256: str | None, target: Target, machine: Machine, progress: Progress
) -> Path:
    """Install what `origin` (a URL, an archive, or the folder of a source) holds.

    What it really is decides: a `bin/python3` is taken as it is, a `configure` is built for the
    target's build. Raises DownloadFailed where the hash or the content is not what was promised.
    """
    from ftmigrate.host.archives import prefix_in, unpack_archive  # slow to load, and rarely needed

    local = _local(origin, sha256, progress)
    with claimed(machine.interpreters, NAME, target.name, progress) as claim:
        if local.is_dir():
            tree = claim.staging / "source"
            with progress.task(f"Copying {local.name}"):
                shutil.copytree(source_tree(local), tree, symlinks=True)
            return install_source(tree, claim, target, NAME, str(local), progress)
        made_of = f"{local.name} sha256:{sha256_of(local)}"
        if (known := _known(made_of, target, machine)) is not None:
            return known
        with progress.task(f"Unpacking {local.name}"):
            unpacked = unpack_archive(local, claim.staging / "content")
        prefix = prefix_in(unpacked)
        if prefix is None:
            return install_source(source_tree(unpacked), claim, target, NAME, made_of, progress)
        return _install_ready(prefix, made_of, target, machine, claim)


def _known(made_of: str, target: Target, machine: Machine) -> Path | None:
    """What this very file gave before, if it still works."""
    for entry in installations(machine.interpreters):
        if made_of in entry.sources and entry.request == target.name and ask(entry.python).facts:
            return entry.python
    return None


def _local(origin: str, sha256: str | None, progress: Progress) -> Path:
    if is_url(origin):
        if sha256 is None:
            raise UsageError("a download needs --sha256, so that it is what you mean.", where=origin)
        return download(origin, sha256, progress)
    path = Path(origin)
    if not path.exists():
        raise UsageError("there is no such file or folder.", where=origin)
    if sha256 is not None:
        if path.is_dir():
            raise UsageError("--sha256 is for a file, this is a folder.", where=origin)
        check_hash(path, sha256)
    return path


def _install_ready(prefix: Path, made_of: str, target: Target, machine: Machine, claim: Claim) -> Path:
    """Asked what it is before it gets its place, so that a wrong one leaves nothing behind."""
    python = next(pythons_of_prefix(prefix, machine), None)
    if python is None:
        raise DownloadFailed("this archive holds no interpreter for this system.", where=made_of)
    answer = ask(python)
    if answer.facts is None:
        raise DownloadFailed(
            f"the interpreter in this archive does not work here: {answer.reason}", where=made_of
        )
    version, free_threaded = answer.facts["version"], answer.facts["free_threaded"]
    if free_threaded != target.free_threaded or not _same_minor(version, target):
        raise DownloadFailed(
            f"this archive holds {version}{'t' if free_threaded else ''}, not {target.name}.", where=made_of
        )
    final = claim.place(f"cpython-{version}{'t' if free_threaded else ''}-archive")
    record = Installation(final, final / python.relative_to(prefix), NAME, target.name, (made_of,))
    return put_in_place(claim, prefix, record, check_modules)


def _same_minor(version: str, target: Target) -> bool:
    return target.minor is None or version.split(".")[:2] == [str(number) for number in target.minor]
