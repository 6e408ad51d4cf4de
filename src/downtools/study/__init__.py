"""Questions asked of runs, and of published models. A folder is imported when it is asked for."""
