"""A private apt: the user's mirror, proxies and keys, but nothing of the system's state is touched.

State, cache and the list of installed packages are folders of ours; everything else (proxies,
authentication, certificates, `Acquire::Check-Valid-Until`) stays as the user configured it. Works as
root and as an ordinary user. apt itself checks signatures and hashes.
See apt.conf(5) and sources.list(5).
"""

import re
import time
from dataclasses import dataclass
from pathlib import Path

from ftmigrate.host.files import write_atomically
from ftmigrate.host.patience import impatient_names
from ftmigrate.host.processes import Completed, clean_environment, run
from ftmigrate.model.errors import DownloadFailed

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_FRESH_SECONDS = 6 * 3600.0


def debian_mirror(timeout: float = 10.0) -> str | None:
    """The address of the Debian mirror that this machine's apt uses; None off Debian."""
    formats = "$(REPO_URI)|$(ORIGIN)|$(SIGNED_BY)"
    try:
        done = run(
            ["apt-get", "indextargets", "--format", formats, "Created-By: Packages"],
            env=clean_environment({"LC_ALL": "C"}),
            timeout=timeout,
        )
    except OSError:
        return None
    targets = [line.split("|") for line in done.stdout.splitlines() if line.count("|") == 2]
    # ORIGIN is known only once the lists were fetched; a fresh container has the signing key only.
    for uri, origin, signed_by in targets:
        if origin == "Debian" or (not origin.strip("$()") and "debian-archive" in signed_by):
            return uri
    return next((uri for uri, _, _ in targets if re.search(r"/debian/?$", uri)), None)


@dataclass(frozen=True, slots=True)
class PrivateApt:
    """One suite of one mirror, either its binary packages or its sources (half the download each)."""

    folder: Path
    mirror: str
    suite: str
    architecture: str
    kind: str = "deb"

    @property
    def archives(self) -> Path:
        """Where downloaded packages lie."""
        return self.folder / "cache/archives"

    @property
    def lock(self) -> Path:
        return self.folder.with_suffix(".lock")

    def update(self, *, force: bool = False) -> None:
        """Fetch the suite's index, unless that was done in the last six hours."""
        stamp = self.folder / "updated"
        if not force and self._is_fresh(stamp):
            return
        self._prepare()
        done = self.run("apt-get", "update", "--error-on=any")
        if not done.ok:
            raise DownloadFailed(f"the index of {self.suite} can't be fetched: {complaint(done)}")
        write_atomically(stamp, f"{self.mirror}\n".encode())

    def _is_fresh(self, stamp: Path) -> bool:
        """Fetched lately, and from this mirror."""
        try:
            age = time.time() - stamp.stat().st_mtime
            return 0 <= age < _FRESH_SECONDS and stamp.read_text(encoding="utf-8").strip() == self.mirror
        except OSError:
            return False

    def _prepare(self) -> None:
        for name in ("lists/partial", "cache/archives/partial", "parts", "preferences"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        write_atomically(self.folder / "status", b"")
        source = (
            f"Types: {self.kind}\nURIs: {self.mirror}\nSuites: {self.suite}\nComponents: main\n"
            f"Architectures: {self.architecture}\nSigned-By: {KEYRING}\n"
        )
        write_atomically(self.folder / "parts/debian.sources", source.encode())

    def run(self, program: str, *words: str, cwd: Path | None = None, timeout: float = 900.0) -> Completed:
        """`apt-get` or `apt-cache` over the private state; messages in English."""
        options = [word for name, value in self._options().items() for word in ("-o", f"{name}={value}")]
        return run(
            [program, *options, *words],
            cwd=cwd,
            env=clean_environment({"LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive", **impatient_names()}),
            timeout=timeout,
        )

    def _options(self) -> dict[str, str]:
        folder = self.folder
        return {
            "Dir::State": f"{folder}",
            "Dir::State::lists": f"{folder}/lists",
            "Dir::State::status": f"{folder}/status",
            "Dir::State::extended_states": f"{folder}/extended_states",
            "Dir::Cache": f"{folder}/cache",
            "Dir::Cache::archives": f"{folder}/cache/archives",
            "Dir::Etc::SourceList": "/dev/null",
            "Dir::Etc::SourceParts": f"{folder}/parts",
            "Dir::Etc::Preferences": "/dev/null",
            "Dir::Etc::PreferencesParts": f"{folder}/preferences",
            "Acquire::Languages": "none",
            "Acquire::http::Timeout": "8",
            "Acquire::https::Timeout": "8",
            "Acquire::Retries": "0",
            "Acquire::EnableSrvRecords": "false",  # one more question to a name server that is silent
            "APT::Install-Recommends": "false",
            "APT::Get::List-Cleanup": "true",
            # Our folders are the user's own: the _apt user that root's apt switches to can't read them.
            "APT::Sandbox::User": "root",
        }

    def versions(self, package: str) -> tuple[str, ...]:
        """The versions that the index lists, newest first; of a source package with kind "deb-src"."""
        if self.kind == "deb-src":
            done = self.run("apt-cache", "showsrc", "--only-source", package)
            found = re.findall(r"^Version: (\S+)$", done.stdout, re.MULTILINE)
            return tuple(dict.fromkeys(reversed(found)))
        done = self.run("apt-cache", "madison", package)
        return tuple(dict.fromkeys(re.findall(r"\|\s*(\S+)\s*\|", done.stdout)))

    def download_with_dependencies(self, *packages: str) -> list[Path]:
        """All packages of a fresh system that has these; the .deb files, checked by apt."""
        done = self._fetched("--download-only", "--yes", "install", *packages)
        plan = self.run("apt-get", "--simulate", "install", *packages)
        found = re.findall(r"^Inst (\S+) \((\S+) [^\[]*\[(\w+)\]\)", plan.stdout, re.MULTILINE)
        debs = [self.archives / deb_name(name, version, arch) for name, version, arch in found]
        lost = [deb.name for deb in debs if not deb.is_file()]
        if not debs or lost:
            raise DownloadFailed(f"apt downloaded no {', '.join(lost) or packages[0]}: {complaint(done)}")
        return debs

    def download(self, *packages: str) -> list[Path]:
        """Just these, without what they depend on."""
        folder = self.folder / "cache/single"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        self._fetched("download", *packages, cwd=folder)
        return sorted(folder.glob("*.deb"))

    def _fetched(self, *words: str, cwd: Path | None = None) -> Completed:
        """An index some hours old names files that were replaced: fetch it anew and try once more."""
        done = self.run("apt-get", *words, cwd=cwd)
        if not done.ok and "404" in done.stderr:
            self.update(force=True)
            done = self.run("apt-get", *words, cwd=cwd)
        if not done.ok:
            raise DownloadFailed(f"apt can't download {words[-1]}: {complaint(done)}")
        return done

    def download_source(self, package: str, version: str) -> Path:
        """The upstream archive (`.orig.tar.*`) of a source package; DownloadFailed says why not."""
        folder = self.folder / "cache/source"
        folder.mkdir(exist_ok=True)
        done = self.run(
            "apt-get", "source", "--download-only", "--only-source", f"{package}={version}", cwd=folder
        )
        found = sorted(folder.glob(f"{package}_{version.rpartition('-')[0]}.orig.tar.*z*"))
        archives = [path for path in found if path.suffix != ".asc"]
        if not done.ok or not archives:
            raise DownloadFailed(complaint(done))
        return archives[0]


def deb_name(name: str, version: str, architecture: str) -> str:
    """The file name that apt gives a package: the epoch's colon is escaped."""
    return f"{name}_{version.replace(':', '%3a')}_{architecture}.deb"


def complaint(done: Completed) -> str:
    """The one line of apt's output that says what is wrong."""
    if done.timed_out:
        return "no answer in time"
    lines = [line.strip() for line in done.stderr.splitlines()]
    for mark in ("404", "Could not", "Temporary failure", "Unable to", "E:", "Err:"):
        for line in lines:
            if mark in line:
                return re.sub(r"^(E:|W:|Err:\d*)\s*|\s*\[IP: [^]]*\]", "", line)[:200]
    return lines[-1][:200] if lines else f"exit {done.exit_code}"
