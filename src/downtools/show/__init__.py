"""Tables, plots, maps and reports of runs."""
