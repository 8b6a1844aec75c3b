"""The commands: one file each. The only package that prints."""
