"""Short markdown for pull requests."""
