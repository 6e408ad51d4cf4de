"""Calibrate: what contradicting reports tell of the parameters, and what they cannot."""
