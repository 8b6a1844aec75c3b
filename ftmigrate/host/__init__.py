"""The machine: processes, probes, files, locks, folders. The only package that touches it."""
