"""The meaning of reports: readers, matching to sites, the reporting model."""
