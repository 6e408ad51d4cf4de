"""Classics: published models of thresholds, cascades and protest, where the answer is known.

A check is *nested* if the engine itself gave what was obtained, with terms turned off and traits
given as a table; *reference* if a small function beside the engine did, or a closed form; *data*
if it is about counts of the world. `catalogue.CLASSICS` lists the models by name.
"""
