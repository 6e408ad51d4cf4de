"""Sweep: how the wave hangs on the values of some keys, point by point, on common luck.

A sweep over parameters that are uncertain asks what is not known, and is free. What a scenario
schedules, and parameters that are levers, may be swept as a lever may be moved: the means of the
regime only weaker or later (`study.levers.weaker`), the regime then answering by rule. Points are
answered in the order of the design; nothing looks for the best of them.
"""
