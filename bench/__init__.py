"""How long things take, against what a person would do otherwise: `make bench`."""
