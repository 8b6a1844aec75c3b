"""Machines as they are found, made of the two real interpreters that are here.

A prefix is a hard link of the executable beside a link to its library: it starts, and says that it
lives there. Only paths and names are another system's; no answer is made up.
"""

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ftmigrate.model.interpreter import Interpreter
from ftmigrate.model.machine import Machine, RegistryEntry

GIL, FREE = "gil", "free"
# path from the machine's root, build, provider, who manages it
Expected = tuple[str, str, str, str]


@dataclass
class Site:
    """A machine under `root`, being furnished; `home` is /home/me in it.

    With `minor` "3.13" every 3.14 and 314 in a name becomes 3.13 and 313, for tools that go by names.
    """

    root: Path
    builds: dict[str, Interpreter]
    system: str = "linux"
    variables: dict[str, str] = field(default_factory=dict)
    registry: list[RegistryEntry] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    minor: str = "3.14"

    def at(self, name: str) -> Path:
        return self.root / self.named(name).lstrip("/")

    def named(self, text: str) -> str:
        text = text.replace("{root}", str(self.root)).replace("3.14", self.minor)
        return text.replace("314", self.minor.replace(".", ""))

    def prefix(self, place: str, build: str, *names: str, folder: str = "bin") -> None:
        """An installation of `build` at `place`, its executable under all of `names`."""
        interpreter = self.builds[build]
        assert interpreter.prefix is not None
        where = self.at(place)
        (where / folder).mkdir(parents=True, exist_ok=True)
        (where / "lib").mkdir(exist_ok=True)
        for library in (interpreter.prefix / "lib").glob("python3.*"):
            if not (where / "lib" / library.name).exists():
                (where / "lib" / library.name).symlink_to(library)
        for name in names:
            self.executable(f"{place}/{folder}/{name}".replace("/./", "/"), build)

    def executable(self, place: str, build: str) -> None:
        real, copy = self.builds[build].base, self.at(place)
        copy.parent.mkdir(parents=True, exist_ok=True)
        first = next((path for path in copy.parent.iterdir() if _is_link_of(path, real)), None)
        try:
            os.link(first or real, copy)
        except OSError:  # another disk
            shutil.copy2(real, copy)

    def link(self, place: str, target: str) -> None:
        self.at(place).parent.mkdir(parents=True, exist_ok=True)
        self.at(place).symlink_to(self.at(target))

    def script(self, place: str, *lines: str) -> None:
        path = self.at(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.named("\n".join(("#!/bin/sh", *lines, ""))))
        path.chmod(0o755)

    def file(self, place: str, text: str = "") -> None:
        self.at(place).parent.mkdir(parents=True, exist_ok=True)
        self.at(place).write_text(self.named(text))

    def register(self, company: str, tag: str, display: str, executable: str) -> None:
        self.registry.append(RegistryEntry(company, tag, display, self.at(executable)))

    def machine(self) -> Machine:
        home = self.at("/home/me")
        home.mkdir(parents=True, exist_ok=True)
        separator = ";" if self.system == "windows" else ":"
        environment = {name: self.named(value) for name, value in self.variables.items()}
        environment["PATH"] = separator.join(str(self.at(folder)) for folder in self.path)
        return Machine(
            system=self.system,
            architecture="x86_64",
            home=home,
            interpreters=home / ".local/share/ftmigrate/interpreters",
            environment=environment,
            root=self.root,
            registry=tuple(self.registry),
        )


def _is_link_of(path: Path, real: Path) -> bool:
    return path.is_file() and not path.is_symlink() and path.stat().st_size == real.stat().st_size


@dataclass(frozen=True)
class Layout:
    """What is there, what must be listed (each once), and parts of the reasons of what must not."""

    name: str
    furnish: Callable[[Site], None]
    expected: tuple[Expected, ...]
    rejected: tuple[tuple[str, str], ...] = ()


LAYOUTS: list[Layout] = []


def layout(
    *expected: Expected, rejected: Iterable[tuple[str, str]] = ()
) -> Callable[[Callable[[Site], None]], Callable[[Site], None]]:
    def add(furnish: Callable[[Site], None]) -> Callable[[Site], None]:
        LAYOUTS.append(Layout(furnish.__name__, furnish, expected, tuple(rejected)))
        return furnish

    return add


@layout(("/a/bin/python3.14", GIL, "path", ""), ("/b/bin/python3.14t", FREE, "path", ""))
def both_on_path(site: Site) -> None:
    site.prefix("/a", GIL, "python3.14", "python3", "python")
    site.prefix("/b", FREE, "python3.14t", "python3.14", "python3", "python")
    site.path = ["/a/bin", "/b/bin", "/nowhere", "/a/bin"]


@layout(("/a/bin/python3.14t", GIL, "path", ""), ("/b/bin/python3.14", FREE, "path", ""))
def swapped_names(site: Site) -> None:
    site.prefix("/a", GIL, "python3.14t")
    site.prefix("/b", FREE, "python3.14")
    site.path = ["/a/bin", "/b/bin"]


@layout(("/opt/x/bin/python3", FREE, "path", ""))
def only_a_free_threaded_one_under_plain_names(site: Site) -> None:
    site.prefix("/opt/x", FREE, "python3", "python")
    site.path = ["/opt/x/bin"]


@layout(("/usr/bin/python3.14", GIL, "path", ""))
def merged_usr(site: Site) -> None:
    site.prefix("/usr", GIL, "python3.14")
    site.link("/usr/bin/python3", "/usr/bin/python3.14")
    site.link("/bin", "/usr/bin")
    site.link("/lib", "/usr/lib")
    site.path = ["/usr/bin", "/bin"]


@layout(("/usr/bin/python3.14", GIL, "path", ""), ("/usr/bin/python3.14t", FREE, "path", ""))
def fedora_one_prefix_for_both(site: Site) -> None:
    site.prefix("/usr", GIL, "python3.14")
    site.prefix("/usr", FREE, "python3.14t")
    site.link("/usr/bin/python3", "/usr/bin/python3.14")
    site.path = ["/usr/bin"]


@layout(("/usr/bin/python3.14", GIL, "path", ""), ("/usr/bin/python3.14-nogil", FREE, "path", ""))
def deadsnakes(site: Site) -> None:
    site.prefix("/usr", GIL, "python3.14")
    site.prefix("/usr", FREE, "python3.14-nogil")
    site.path = ["/usr/bin"]


@layout(
    ("/opt/python/cp314-cp314/bin/python3.14", GIL, "system", "manylinux"),
    ("/opt/python/cp314-cp314t/bin/python3.14t", FREE, "system", "manylinux"),
)
def manylinux_with_script_launchers(site: Site) -> None:
    site.prefix("/opt/python/cp314-cp314", GIL, "python3.14", "python3", "python")
    site.prefix("/opt/python/cp314-cp314t", FREE, "python3.14t", "python3.14", "python")
    site.script("/usr/local/bin/python3.14t", 'exec "{root}/opt/python/cp314-cp314t/bin/python3.14t" "$@"')
    site.script("/usr/local/bin/python3.14", 'exec "{root}/opt/python/cp314-cp314/bin/python3.14" "$@"')
    site.path = ["/usr/local/bin"]


_UV = "/home/me/.local/share/uv/python"


@layout(
    (f"{_UV}/cpython-3.14.2-linux-x86_64-gnu/bin/python3.14", GIL, "uv", "uv"),
    (f"{_UV}/cpython-3.14.2+freethreaded-linux-x86_64-gnu/bin/python3.14t", FREE, "uv", "uv"),
)
def uv_managed(site: Site) -> None:
    site.prefix(f"{_UV}/cpython-3.14.2-linux-x86_64-gnu", GIL, "python3.14", "python3", "python")
    site.link(f"{_UV}/cpython-3.14-linux-x86_64-gnu", f"{_UV}/cpython-3.14.2-linux-x86_64-gnu")
    site.prefix(
        f"{_UV}/cpython-3.14.2+freethreaded-linux-x86_64-gnu", FREE, "python3.14t", "python3.14", "python"
    )
    site.file(f"{_UV}/.lock")
    site.file(f"{_UV}/.temp/bin/python3.14")


@layout(("/home/me/.local/bin/python3.14", GIL, "uv", "uv"))
def uv_managed_and_on_path(site: Site) -> None:
    site.prefix(f"{_UV}/cpython-3.14.2-linux-x86_64-gnu", GIL, "python3.14", "python")
    site.link("/home/me/.local/bin/python3.14", f"{_UV}/cpython-3.14.2-linux-x86_64-gnu/bin/python3.14")
    site.path = ["/home/me/.local/bin"]


@layout((f"{_UV}/cpython-3.14.2+freethreaded-macos-aarch64-none/bin/python3.14t", FREE, "uv", "uv"))
def uv_on_macos(site: Site) -> None:
    site.system = "darwin"
    site.prefix(f"{_UV}/cpython-3.14.2+freethreaded-macos-aarch64-none", FREE, "python3.14t", "python")


@layout(("/srv/pythons/cpython-3.14.2-linux-x86_64-gnu/bin/python3.14", GIL, "uv", "uv"))
def uv_in_a_folder_of_the_users(site: Site) -> None:
    site.variables = {"UV_PYTHON_INSTALL_DIR": "{root}/srv/pythons"}
    site.prefix("/srv/pythons/cpython-3.14.2-linux-x86_64-gnu", GIL, "python3.14")
    site.prefix(f"{_UV}/cpython-3.14.1-linux-x86_64-gnu", GIL, "python3.14")


_ROAMING = "/home/me/AppData/Roaming/uv/python"


@layout((f"{_ROAMING}/cpython-3.14.2+freethreaded-windows-x86_64-none/python.exe", FREE, "uv", "uv"))
def uv_on_windows(site: Site) -> None:
    site.system = "windows"
    site.variables = {"APPDATA": "{root}/home/me/AppData/Roaming"}
    place = f"{_ROAMING}/cpython-3.14.2+freethreaded-windows-x86_64-none"
    site.prefix(place, FREE, "python.exe", folder=".")
    site.register("Astral", "CPython3.14.2t", "CPython 3.14.2 (64-bit, freethreaded)", f"{place}/python.exe")


@layout(
    ("/home/me/.pyenv/versions/3.14.2/bin/python3.14", GIL, "pyenv", "pyenv"),
    ("/home/me/.pyenv/versions/3.14.2t/bin/python3.14t", FREE, "pyenv", "pyenv"),
    rejected=[
        ("/home/me/.pyenv/shims/python3.14t", "shim of pyenv"),
        ("/home/me/.pyenv/shims/python", "shim"),
    ],
)
def pyenv_with_inactive_versions_and_shims(site: Site) -> None:
    site.prefix("/home/me/.pyenv/versions/3.14.2", GIL, "python3.14", "python3", "python")
    site.prefix("/home/me/.pyenv/versions/3.14.2t", FREE, "python3.14t", "python3.14", "python3", "python")
    for name in ("python3.14t", "python"):
        site.script(f"/home/me/.pyenv/shims/{name}", "exit 127")
    site.path = ["/home/me/.pyenv/shims"]


@layout(("/opt/pyenv/versions/3.14t-dev/bin/python", FREE, "pyenv", "pyenv"))
def pyenv_in_a_folder_of_the_users(site: Site) -> None:
    site.variables = {"PYENV_ROOT": "{root}/opt/pyenv"}
    site.prefix("/opt/pyenv/versions/3.14t-dev", FREE, "python")


@layout(("/home/me/.pyenv/pyenv-win/versions/3.14.2/python.exe", GIL, "pyenv", "pyenv"))
def pyenv_win(site: Site) -> None:
    site.system = "windows"
    site.prefix("/home/me/.pyenv/pyenv-win/versions/3.14.2", GIL, "python.exe", folder=".")


@layout(
    ("/home/me/.local/share/mise/installs/python/3.14.2/bin/python3.14", GIL, "system", "mise"),
    ("/home/me/.asdf/installs/python/3.14.2t/bin/python3.14t", FREE, "system", "asdf"),
    rejected=[
        ("/home/me/.local/share/mise/shims/python3", "shim of mise"),
        ("/home/me/.asdf/shims/python", "asdf"),
    ],
)
def mise_and_asdf(site: Site) -> None:
    site.prefix("/home/me/.local/share/mise/installs/python/3.14.2", GIL, "python3.14", "python")
    site.link(
        "/home/me/.local/share/mise/installs/python/3.14", "/home/me/.local/share/mise/installs/python/3.14.2"
    )
    site.prefix("/home/me/.asdf/installs/python/3.14.2t", FREE, "python3.14t", "python3.14")
    site.script("/home/me/.local/share/mise/shims/python3", "exit 127")
    site.script("/home/me/.asdf/shims/python", "exit 127")
    site.path = ["/home/me/.local/share/mise/shims", "/home/me/.asdf/shims"]


@layout(
    ("/home/me/miniforge3/bin/python3.14", GIL, "conda", "conda"),
    ("/home/me/miniforge3/envs/ft/bin/python3.14t", FREE, "conda", "conda"),
    ("/srv/envs/other/bin/python3.14t", FREE, "conda", "conda"),
)
def conda_environments(site: Site) -> None:
    site.prefix("/home/me/miniforge3", GIL, "python3.14", "python3", "python")
    site.prefix("/home/me/miniforge3/envs/ft", FREE, "python3.14t")
    site.link("/home/me/miniforge3/envs/ft/bin/python", "/home/me/miniforge3/envs/ft/bin/python3.14t")
    site.prefix("/srv/envs/other", FREE, "python3.14t")
    site.file("/home/me/.conda/environments.txt", "{root}/gone/env\n{root}/srv/envs/other\n")


@layout(
    ("/opt/conda/envs/mixed/bin/python3.14", GIL, "conda", "conda"),
    ("/opt/conda/envs/mixed/bin/python3.14t", FREE, "conda", "conda"),
)
def conda_with_both_in_one_prefix(site: Site) -> None:
    site.prefix("/opt/conda/envs/mixed", GIL, "python3.14")
    site.prefix("/opt/conda/envs/mixed", FREE, "python3.14t")
    site.link("/opt/conda/envs/mixed/bin/python", "/opt/conda/envs/mixed/bin/python3.14t")


@layout(("/home/me/.pixi/envs/python/bin/python3.14", GIL, "conda", "pixi"))
def pixi_global(site: Site) -> None:
    site.prefix("/home/me/.pixi/envs/python", GIL, "python3.14")


@layout(
    ("/opt/homebrew/bin/python3.14", GIL, "homebrew", "homebrew"),
    ("/opt/homebrew/opt/python-freethreading/bin/python3.14t", FREE, "homebrew", "homebrew"),
)
def homebrew_on_macos(site: Site) -> None:
    site.system = "darwin"
    gil = "/opt/homebrew/Cellar/python@3.14/3.14.2/Frameworks/Python.framework/Versions/3.14"
    free = "/opt/homebrew/Cellar/python-freethreading/3.14.2/Frameworks/PythonT.framework/Versions/3.14"
    site.prefix(gil, GIL, "python3.14")
    site.prefix(free, FREE, "python3.14t")
    site.link("/opt/homebrew/Cellar/python@3.14/3.14.2/bin/python3.14", f"{gil}/bin/python3.14")
    site.link("/opt/homebrew/Cellar/python-freethreading/3.14.2/bin/python3.14t", f"{free}/bin/python3.14t")
    site.link("/opt/homebrew/opt/python@3.14", "/opt/homebrew/Cellar/python@3.14/3.14.2")
    site.link("/opt/homebrew/opt/python-freethreading", "/opt/homebrew/Cellar/python-freethreading/3.14.2")
    site.link("/opt/homebrew/bin/python3.14", "/opt/homebrew/opt/python@3.14/bin/python3.14")
    site.path = ["/opt/homebrew/bin"]


@layout(("/home/linuxbrew/.linuxbrew/opt/python@3.14/bin/python3.14", GIL, "homebrew", "homebrew"))
def homebrew_on_linux(site: Site) -> None:
    site.prefix("/home/linuxbrew/.linuxbrew/Cellar/python@3.14/3.14.2", GIL, "python3.14")
    site.link(
        "/home/linuxbrew/.linuxbrew/opt/python@3.14", "/home/linuxbrew/.linuxbrew/Cellar/python@3.14/3.14.2"
    )
    site.link(
        "/home/linuxbrew/.linuxbrew/opt/python@3", "/home/linuxbrew/.linuxbrew/Cellar/python@3.14/3.14.2"
    )


_FRAMEWORKS = "/Library/Frameworks"


@layout(
    (f"{_FRAMEWORKS}/Python.framework/Versions/3.14/bin/python3.14", GIL, "system", "python.org"),
    (f"{_FRAMEWORKS}/PythonT.framework/Versions/3.14/bin/python3.14t", FREE, "system", "python.org"),
)
def python_org_on_macos(site: Site) -> None:
    site.system = "darwin"
    site.prefix(f"{_FRAMEWORKS}/Python.framework/Versions/3.14", GIL, "python3.14", "python3")
    site.prefix(f"{_FRAMEWORKS}/PythonT.framework/Versions/3.14", FREE, "python3.14t")
    site.link(
        f"{_FRAMEWORKS}/Python.framework/Versions/Current", f"{_FRAMEWORKS}/Python.framework/Versions/3.14"
    )
    site.link("/usr/local/bin/python3.14t", f"{_FRAMEWORKS}/PythonT.framework/Versions/3.14/bin/python3.14t")


@layout(("/home/me/.nix-profile/bin/python3.14t", FREE, "system", "nix"))
def nix_profile(site: Site) -> None:
    site.prefix("/nix/store/abc-python3-freethreading-3.14.2", FREE, "python3.14t", "python3.14")
    site.link("/nix/store/def-profile/bin", "/nix/store/abc-python3-freethreading-3.14.2/bin")
    site.link("/home/me/.nix-profile", "/nix/store/def-profile")


_LOCAL = "/home/me/AppData/Local"


@layout(
    (f"{_LOCAL}/Python/pythoncore-3.14-64/python.exe", GIL, "windows", "PythonCore"),
    (f"{_LOCAL}/Python/pythoncore-3.14t-64/python3.14t.exe", FREE, "windows", "py"),
    rejected=[
        ("/Program Files/Python313/python.exe", "but gone"),
        (f"{_LOCAL}/Microsoft/WindowsApps/python.exe", "Microsoft Store"),
    ],
)
def windows_install_manager_and_registry(site: Site) -> None:
    site.system = "windows"
    site.variables = {"LOCALAPPDATA": "{root}" + _LOCAL}
    site.prefix(f"{_LOCAL}/Python/pythoncore-3.14-64", GIL, "python.exe", folder=".")
    site.prefix(f"{_LOCAL}/Python/pythoncore-3.14t-64", FREE, "python.exe", "python3.14t.exe", folder=".")
    site.register(
        "PythonCore", "3.14", "Python 3.14 (64-bit)", f"{_LOCAL}/Python/pythoncore-3.14-64/python.exe"
    )
    site.register("PythonCore", "3.13", "Python 3.13 (64-bit)", "/Program Files/Python313/python.exe")
    site.file(f"{_LOCAL}/Microsoft/WindowsApps/python.exe")
    site.path = [f"{_LOCAL}/Microsoft/WindowsApps"]


@layout(
    ("/Program Files/Python314/python.exe", GIL, "windows", "PythonCore"),
    ("/Program Files/Python314/python3.14t.exe", FREE, "windows", "PythonCore"),
)
def windows_installer_with_both_in_one_folder(site: Site) -> None:
    site.system = "windows"
    site.variables = {"ProgramFiles": "{root}/Program Files"}
    site.prefix("/Program Files/Python314", GIL, "python.exe", folder=".")
    site.prefix("/Program Files/Python314", FREE, "python3.14t.exe", folder=".")
    site.register("PythonCore", "3.14", "Python 3.14 (64-bit)", "/Program Files/Python314/python.exe")
    name = "Python 3.14 (64-bit, freethreaded)"
    site.register("PythonCore", "3.14t", name, "/Program Files/Python314/python3.14t.exe")


@layout(("/nuget/python-freethreaded.3.14.2/tools/python.exe", FREE, "path", ""))
def nuget_package_with_a_plain_name(site: Site) -> None:
    site.system = "windows"
    site.prefix("/nuget/python-freethreaded.3.14.2/tools", FREE, "python.exe", folder=".")
    site.path = ["/nuget/python-freethreaded.3.14.2/tools"]


@layout(("/a/bin/python3.14", GIL, "path", ""))
def an_active_virtual_environment(site: Site) -> None:
    site.prefix("/a", GIL, "python3.14")
    site.link("/project/.venv/bin/python3.14", "/a/bin/python3.14")
    site.link("/project/.venv/bin/python", "/project/.venv/bin/python3.14")
    site.file("/project/.venv/pyvenv.cfg", "home = {root}/a/bin\n")
    site.path = ["/project/.venv/bin", "/a/bin"]


@layout(
    ("/a/bin/python3.14", GIL, "path", ""),
    rejected=[("/x/python3.14t", "exit 127"), ("/x/python3", "does not behave"), ("/x/python", "exit 9")],
)
def broken_candidates_before_a_good_one(site: Site) -> None:
    site.script("/x/python3.14t", "exit 127")
    site.script("/x/python3", "echo I am not a Python")
    site.script("/x/python", "echo broken >&2; exit 9")
    site.file("/x/python3.14")
    site.prefix("/a", GIL, "python3.14")
    site.path = ["/x", "/a/bin"]


_OWN = "/home/me/.local/share/ftmigrate/interpreters"


@layout((f"{_OWN}/cpython-3.14.2-debian/usr/bin/python3.14", GIL, "debian", "ftmigrate"))
def our_own_and_a_half_made_one(site: Site) -> None:
    site.prefix(f"{_OWN}/cpython-3.14.2-debian/usr", GIL, "python3.14")
    record = '{"python": "usr/bin/python3.14", "provider": "debian", "request": "3.14", "sources": []}'
    site.file(f"{_OWN}/cpython-3.14.2-debian/ftmigrate-installation.json", record)
    site.prefix(f"{_OWN}/cpython-3.14.1-debian/usr", GIL, "python3.14")
