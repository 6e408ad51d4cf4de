"""Forecasts: what follows from what was known on a day, and how they are scored."""
