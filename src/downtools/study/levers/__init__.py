"""Levers: what would have changed it, in this model.

What workers and the public could have had is added; what the regime did is only ever removed,
weakened or done later (`downtools.study.levers.weaker` says exactly what that means).
"""
