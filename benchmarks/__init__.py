"""How fast downtools is beside its peers, as ratios measured in one run: `make bench`."""
