"""The JSON documents: one module a command."""
