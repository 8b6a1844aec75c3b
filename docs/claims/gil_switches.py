"""Claim: "set PYTHON_GIL=0 and the GIL is off." A build with a GIL does not even start."""

import os
import subprocess
import sys
import sysconfig

free_threaded = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
environment = {key: value for key, value in os.environ.items() if key != "PYTHON_GIL"}
program = "import sys; print(sys._is_gil_enabled())"
for value in (None, "0", "1"):
    extra = {} if value is None else {"PYTHON_GIL": value}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment | extra,
        capture_output=True,
        text=True,
        check=False,
    )
    said = f"GIL on: {done.stdout.strip()}" if done.returncode == 0 else done.stderr.strip().splitlines()[0]
    print(f"PYTHON_GIL={value}: {said}")
    if value == "0":
        assert (done.returncode == 0) is free_threaded
