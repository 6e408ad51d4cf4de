"""Names of places and workplaces brought to one key, whatever their alphabet, and aliases."""
