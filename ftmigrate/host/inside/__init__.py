"""Scripts that run inside the target interpreter: standard library only, 3.13 to 3.15.

This folder is put first on PYTHONPATH of the processes under test, so each file here is a
top-level module there.
"""
