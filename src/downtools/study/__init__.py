"""Questions asked of runs: mechanisms, patterns, comparisons, forecasts."""
