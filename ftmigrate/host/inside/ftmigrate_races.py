"""`install`: from now on, threads of the named files are watched, and held up as a seed says."""

import builtins
import importlib.machinery
import os
import sys

import ftmigrate_instrument
from ftmigrate_hooks import hooks
from ftmigrate_pools import watch_pools
from ftmigrate_record import Recorder
from ftmigrate_witness import Witness


def install(settings, write):
    """`settings`: files (absolute to module name), seed, and in `record` the folder for the calls of
    pools, if they are to be kept; `write` takes a record's fields."""
    witness = Witness(write, settings["seed"])
    for name, hook in hooks(witness).items():
        setattr(builtins, name, hook)
    _rewrite(settings["files"], write)
    folder = settings.get("record")
    watch_pools(witness, Recorder(folder, settings["files"], write) if folder else None)
    # Code that chooses threads only where the GIL is off shall choose them here, on any build.
    sys._is_gil_enabled = lambda: False
    _CURRENT.append(witness)
    return witness


_CURRENT = []


def next_epoch(test):
    """A test begins: what earlier threads did happened before all that follows."""
    for witness in _CURRENT:
        witness.test = test
        witness.next_epoch()


def _rewrite(files, write):
    modules = {os.path.realpath(path): name for path, name in files.items()}
    compile_as_is, loader = builtins.compile, importlib.machinery.SourceFileLoader
    get_code = loader.get_code

    def patient_get_code(self, fullname):
        path = os.path.realpath(self.get_filename(fullname))
        if path not in modules:
            return get_code(self, fullname)
        source = self.get_data(path)
        try:
            tree = ftmigrate_instrument.instrumented(source, path, modules[path], compile_as_is)
            code = builtins.compile(tree, path, "exec", dont_inherit=True)
        except SyntaxError:
            raise
        except Exception as error:
            write(kind="uninstrumented", path=path, error=f"{type(error).__name__}: {error}")
            return get_code(self, fullname)
        write(kind="instrumented", path=path)
        return code

    loader.get_code = patient_get_code
