"""The interpreters that Windows knows (PEP 514), from both hives and both views."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from ftmigrate.model.machine import RegistryEntry

if sys.platform == "win32":
    import winreg

    def registered_pythons() -> tuple[RegistryEntry, ...]:
        """Every registration with an executable, the user's own first."""
        found: dict[Path, RegistryEntry] = {}
        for hive in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
            for view in (winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY):
                for entry in _hive(hive, view):
                    found.setdefault(entry.executable, entry)
        return tuple(found.values())

    def _hive(hive: int, view: int) -> Iterator[RegistryEntry]:
        with contextlib.suppress(OSError), _open(hive, r"Software\Python", view) as companies:
            for company in _subkeys(companies):
                with contextlib.suppress(OSError), _open(companies, company, view) as tags:
                    for tag in _subkeys(tags):
                        with contextlib.suppress(OSError), _open(tags, tag, view) as key:
                            yield from _registration(key, company, tag, view)

    def _registration(key: winreg.HKEYType, company: str, tag: str, view: int) -> Iterator[RegistryEntry]:
        display = _text(key, "DisplayName")
        with contextlib.suppress(OSError), _open(key, "InstallPath", view) as install:
            executable = _text(install, "ExecutablePath")
            folder = _text(install, "")
            if executable or folder:
                path = Path(executable) if executable else Path(folder) / "python.exe"
                yield RegistryEntry(company, tag, display, path)

    def _open(parent: int | winreg.HKEYType, name: str, view: int) -> winreg.HKEYType:
        return winreg.OpenKey(parent, name, 0, winreg.KEY_READ | view)

    def _subkeys(key: winreg.HKEYType) -> list[str]:
        return [winreg.EnumKey(key, index) for index in range(winreg.QueryInfoKey(key)[0])]

    def _text(key: winreg.HKEYType, name: str) -> str:
        try:
            return str(winreg.QueryValueEx(key, name)[0])
        except OSError:
            return ""

else:

    def registered_pythons() -> tuple[RegistryEntry, ...]:
        """Only Windows has a registry."""
        return ()
