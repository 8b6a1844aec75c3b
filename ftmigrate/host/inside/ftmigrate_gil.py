"""Loads extension modules by file, one after the other, until one brings the GIL back.

`python -m ftmigrate_gil MODULES.json` with `[[name, path], ...]` prints a JSON list of
`[name, "ok" | "enabled" | error]`; it stops after the first "enabled", since that can't be undone.
Only the module itself is created, not run: what it imports does not speak for it.
Source: PEP 703 and the Py_mod_gil slot.
"""

import importlib.util
import json
import sys
import warnings


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    try:
        spec.loader.create_module(spec)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "enabled" if sys._is_gil_enabled() else "ok"


def main(path):
    with open(path, encoding="utf-8") as file:
        modules = json.load(file)
    warnings.simplefilter("ignore")
    found = []
    for name, module_path in modules:
        found.append([name, load(name, module_path)])
        if found[-1][1] == "enabled":
            break
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
