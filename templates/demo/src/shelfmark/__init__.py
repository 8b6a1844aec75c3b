"""Reads a folder of texts and says what is in them."""
