"""Many runs of a scenario and of what changes it: how likely, how sure, and what would differ."""
