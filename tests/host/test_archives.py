"""Archives from elsewhere, with Python's own filter (PEP 706) and on Pythons that are older than it."""

import io
import tarfile
from pathlib import Path

import pytest

from ftmigrate.host.archives import unpack_archive
from ftmigrate.model.errors import DownloadFailed

FILE, LINK, HARD, DEVICE = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE


@pytest.fixture(params=["own", "older"], autouse=True)
def python(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "older":
        monkeypatch.delattr(tarfile, "data_filter", raising=False)


def archive(folder: Path, *members: tuple[str, bytes, str]) -> Path:
    path = folder / "a.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for name, kind, target in members:
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.mode = kind, target, 0o755
            content = b"words" if kind == FILE else b""
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def test_files_links_and_modes(tmp_path: Path) -> None:
    members = (("p/bin/real", FILE, ""), ("p/bin/soft", LINK, "real"), ("p/hard", HARD, "p/bin/real"))
    out = unpack_archive(archive(tmp_path, *members), tmp_path / "out")
    assert {path.read_text() for path in (out / "p/bin/soft", out / "p/hard")} == {"words"}
    assert (out / "p/bin/real").stat().st_mode & 0o100


@pytest.mark.parametrize(
    "member",
    [
        ("../outside", FILE, ""),
        ("p/../../outside", FILE, ""),
        ("soft", LINK, "../outside"),
        ("soft", LINK, "/etc/passwd"),
        ("hard", HARD, "../outside"),
        ("device", DEVICE, ""),
    ],
)
def test_what_would_land_outside_is_refused(tmp_path: Path, member: tuple[str, bytes, str]) -> None:
    with pytest.raises(DownloadFailed, match="can't be unpacked"):
        unpack_archive(archive(tmp_path, ("good", FILE, ""), member), tmp_path / "inner/out")
    assert not (tmp_path / "inner/outside").exists()
