"""The one-file HTML report: no request to anywhere, light and dark."""
