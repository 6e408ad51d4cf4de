"""Scores of forecasts: proper rules, reliability, and intervals over whole blocks."""
