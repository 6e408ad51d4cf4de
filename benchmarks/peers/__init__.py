"""The same simple rule in each library, as its own users would write it."""
