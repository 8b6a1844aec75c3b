"""An interpreter unpacked from Debian's packages is whole: each check is a trap that was met."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ftmigrate.host.debian_prefix import in_prefix
from ftmigrate.model.interpreter import Interpreter

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Debian's packages are for Linux")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("'prefix': '/usr',", "'prefix': '/p/usr',"),
        (
            "'DESTDIRS': '/usr /usr/lib /usr/lib/python3.14',",
            "'DESTDIRS': '/p/usr /p/usr/lib /p/usr/lib/python3.14',",
        ),
        ("-I/usr/include -L/usr/lib -L/usr/lib/x", "-I/p/usr/include -L/p/usr/lib -L/p/usr/lib/x"),
        ("prefix=/usr\nexec_prefix=/usr\n", "prefix=/p/usr\nexec_prefix=/p/usr\n"),
        ("/usr/lib:/usr/bin/python3.14", "/p/usr/lib:/p/usr/bin/python3.14"),
        ('"base_prefix": "/usr"', '"base_prefix": "/p/usr"'),
        # The host's own tools, headers of other packages and time zones stay.
        ("INSTALL= /usr/bin/install -c", "INSTALL= /usr/bin/install -c"),
        ("'DTRACE': '/usr/bin/dtrace'", "'DTRACE': '/usr/bin/dtrace'"),
        ("-I/usr/include/tcl8.6 -I/usr/include/uuid", "-I/usr/include/tcl8.6 -I/usr/include/uuid"),
        ("/usr/share/zoneinfo:/usr/lib/zoneinfo", "/usr/share/zoneinfo:/usr/lib/zoneinfo"),
        # Not paths of /usr at all.
        ("/opt/usr/lib ../usr/lib x/usr", "/opt/usr/lib ../usr/lib x/usr"),
        ("/usrlocal /usr2", "/usrlocal /usr2"),
    ],
)
def test_paths_in_the_build_facts(before: str, after: str) -> None:
    assert in_prefix(before, Path("/p/usr")) == after


@pytest.fixture(scope="module")
def debian(gil_interpreter: Interpreter) -> Interpreter:
    if gil_interpreter.provider != "debian":
        pytest.skip(f"the 3.14 here is from {gil_interpreter.provider}")
    return gil_interpreter


def python(interpreter: Interpreter, code: str) -> str:
    done = subprocess.run([interpreter.path, "-I", "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.interpreters
def test_its_libraries_are_its_own(debian: Interpreter) -> None:
    """With RUNPATH instead of RPATH, sqlite3, ffi, bz2 and lzma come silently from the host."""
    code = (
        "import ssl, sqlite3, ctypes, bz2, lzma, zlib, readline, json\n"
        "print(json.dumps(sorted({l.split()[-1] for l in open('/proc/self/maps') if '.so' in l})))"
    )
    loaded = [Path(name) for name in json.loads(python(debian, code))]
    assert debian.prefix is not None and len(loaded) > 8
    assert [path for path in loaded if not path.is_relative_to(debian.prefix)] == []


@pytest.mark.interpreters
def test_children_are_the_hosts(debian: Interpreter) -> None:
    """LD_LIBRARY_PATH instead would break each program it starts."""
    code = (
        "import subprocess as s; print(s.run(['/bin/sh', '-c', 'ls / >/dev/null && echo fine']).returncode)"
    )
    assert python(debian, code).splitlines() == ["fine", "0"]


@pytest.mark.interpreters
def test_the_hosts_trust_and_time_zones(debian: Interpreter) -> None:
    code = "import ssl, zoneinfo; print(ssl.create_default_context().cert_store_stats()['x509_ca'])"
    assert int(python(debian, code)) > 50 or not Path("/etc/ssl/certs/ca-certificates.crt").exists()


@pytest.mark.interpreters
def test_no_build_fact_names_the_hosts_python(debian: Interpreter) -> None:
    code = "import json, sysconfig; print(json.dumps(sysconfig.get_config_vars(), default=str))"
    variables = json.loads(python(debian, code))
    ours = re.compile(r"(?<![\w.-])/usr/(?:lib|include)/(?:\S*python3)")
    assert debian.prefix is not None
    wrong = {
        name: value
        for name, value in variables.items()
        if isinstance(value, str) and ours.search(value.replace(str(debian.prefix), ""))
        and f"{debian.prefix}" not in value
    }  # fmt: skip
    assert wrong == {}


@pytest.mark.interpreters
@pytest.mark.skipif(not Path("/usr/bin/gcc").exists(), reason="no compiler")
def test_it_builds_extensions_in_its_own_environments(debian: Interpreter, tmp_path: Path) -> None:
    """Through the stdlib's venv (which needs its own ensurepip wheels) and its own headers."""
    environment = tmp_path / "env"
    subprocess.run([debian.path, "-I", "-m", "venv", environment], check=True, timeout=120)
    source = tmp_path / "here.c"
    source.write_text(
        "#include <Python.h>\n"
        'static PyModuleDef d = {PyModuleDef_HEAD_INIT, "here", 0, 0, 0};\n'
        "PyMODINIT_FUNC PyInit_here(void) { return PyModuleDef_Init(&d); }\n"
    )
    code = "import sysconfig as s; print(s.get_path('include'), s.get_config_var('EXT_SUFFIX'))"
    inner = environment / "bin/python"
    done = subprocess.run([inner, "-I", "-c", code], capture_output=True, text=True, check=True)
    include, suffix = done.stdout.split()
    built = tmp_path / f"here{suffix}"
    subprocess.run(["gcc", "-shared", "-fPIC", f"-I{include}", source, "-o", built], check=True, timeout=60)
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import here, pip; print(here.__file__)"
    done = subprocess.run([inner, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(built)


@pytest.mark.interpreters
def test_nothing_leads_out_of_the_prefix(debian: Interpreter) -> None:
    assert debian.prefix is not None
    for folder, names, files in os.walk(debian.prefix):
        for name in (*names, *files):
            path = Path(folder, name)
            if path.is_symlink():
                assert path.exists(), f"{path} leads nowhere"
                assert path.resolve().is_relative_to(debian.prefix), path
