"""Makes the data tables of the scenario `belarus-2020` from the shared source tables."""
