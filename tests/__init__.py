"""The tests. A package of its own, since a peer of `make bench` installs one of this name."""
