"""Run inside a candidate interpreter: prints what it is, as JSON between two random markers.

Its text is handed to `python -I -c`; it must stay readable for every Python 3, imports only the
standard library and never this package.
"""

import json
import os
import platform
import sys
import sysconfig


def version() -> str:
    number = ".".join(map(str, sys.version_info[:3]))
    letter = {"alpha": "a", "beta": "b", "candidate": "rc"}.get(sys.version_info[3], "")
    return number + (letter + str(sys.version_info[4]) if letter else "")


def jit() -> str:
    module = getattr(sys, "_jit", None)
    if module is None or not module.is_available():
        return "none"
    return "enabled" if module.is_enabled() else "available"


def build() -> str:
    variable = sysconfig.get_config_var
    arguments = variable("CONFIG_ARGS") or ""
    wanted = ("--enable-optimizations", "--with-lto", "--with-tail-call-interp", "--enable-experimental-jit")
    flags = [word for word in wanted if word in arguments]
    levels = [word for word in (variable("PY_CFLAGS") or "").split() if word.startswith("-O")]
    return " ".join([platform.python_compiler(), *levels[-1:], *flags])


def libc() -> object:
    try:  # what runs; platform.libc_ver reads the executable, which says the oldest that would do
        name, number = (os.confstr("CS_GNU_LIBC_VERSION") or "").split()
        return [name, number]
    except (AttributeError, OSError, ValueError):
        return list(platform.libc_ver()) if os.name == "posix" and sys.platform != "darwin" else ["", ""]


def facts() -> object:
    is_gil_enabled = getattr(sys, "_is_gil_enabled", None)
    return {
        "executable": sys.executable or "",
        "base_executable": getattr(sys, "_base_executable", None) or sys.executable or "",
        "prefix": sys.prefix,
        "base_prefix": getattr(sys, "base_prefix", sys.prefix),
        "version": version(),
        "implementation": sys.implementation.name,
        "free_threaded": sysconfig.get_config_var("Py_GIL_DISABLED") == 1,
        "gil_enabled": True if is_gil_enabled is None else bool(is_gil_enabled()),
        "jit": jit(),
        "debug": hasattr(sys, "gettotalrefcount"),
        "build": build(),
        "platform": sysconfig.get_platform(),
        "libc": libc(),
        "macos": platform.mac_ver()[0],
        "bits": 64 if sys.maxsize > 2**32 else 32,
    }


if __name__ == "__main__":
    sys.stdout.write("\n" + sys.argv[1] + json.dumps(facts()) + sys.argv[1] + "\n")
    sys.stdout.flush()
