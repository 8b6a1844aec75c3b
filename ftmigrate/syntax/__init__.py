"""Positions, strings, comments, imports of source text. No opinions."""
