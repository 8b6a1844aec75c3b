"""Exact fixes: second edits with which threads behave as a conditional site's processes did."""
