"""Unlikely: how probable a reach is that hardly any run attains, by climbing towards it.

A future is a draw of parameters and of luck. It is moved a little by moving the parameters within
their priors, by other luck from some day on, or by both; how near its run comes to the reach
(`run.outcome.closeness_of`) is its score, on which `study.rare` climbs.
"""
