"""Claim: "3.14 is faster with the JIT, switch it on by an -X option."

An -X option that Python does not know is accepted in silence. PYTHON_JIT=1 is the switch, on builds
that were made with a JIT, and no free-threaded build has one.
"""

import os
import subprocess
import sys
import sysconfig

program = "import sys; jit = getattr(sys, '_jit', None); print(jit is not None and jit.is_enabled())"
available = hasattr(sys, "_jit") and sys._jit.is_available()
print(f"{sys.version.split()[0]}: a JIT is built in: {available}")


def enabled(options: list[str], extra: dict[str, str]) -> bool:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHON_JIT"} | extra
    command = [sys.executable, *options, "-c", program]
    return subprocess.check_output(command, env=environment, text=True).strip() == "True"


option, variable = enabled(["-X", "jit"], {}), enabled([], {"PYTHON_JIT": "1"})
print(f"with an -X option: enabled {option}; with PYTHON_JIT=1: enabled {variable}")
assert not option
assert variable is available
assert not (available and sysconfig.get_config_var("Py_GIL_DISABLED"))
