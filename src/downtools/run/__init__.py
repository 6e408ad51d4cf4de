"""Runs: simulate a scenario, keep the result, read it again."""
