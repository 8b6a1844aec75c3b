"""ANN rules: quoted annotations that PEP 649 and PEP 749 make needless."""
