"""Arithmetic that gives the same bytes on every machine.

libm's exp and log differ with and without fused multiply-add, numpy's with the level of AVX. On
the path to the digest only + - * / sqrt, comparison, `math.ldexp`, `math.frexp` and `math.floor`
are used (all exact or correctly rounded by IEEE 754), in the one written order. The same text
runs as plain Python and, through `downtools.compiled`, as machine code.

Errors against the true value, measured by tests: `exp` and `log` within 2 units in the last
place, `normal_quantile` within 1e-14 relative.
"""

import math
from collections.abc import Iterable

__all__ = [
    "ONE",
    "exp",
    "fixed",
    "log",
    "logistic",
    "normal_quantile",
    "saturating",
    "total",
]

_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_INV_LN2 = 1.44269504088896338700e00
_SQRT_HALF = 7.07106781186547524401e-01

ONE = 65536
"""One unit of score in the integer fixed point of the decision: 2**16."""


def exp(x: float) -> float:
    """e**x. Zero below -745, capped at x = 709 (no infinities on the digest's path)."""
    if x < -745.0:
        return 0.0
    if x > 709.0:
        x = 709.0
    k = math.floor(x * _INV_LN2 + 0.5)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    # Taylor's series, |r| <= 0.347: the term left out is under 1e-17.
    s = 1.6059043836821613e-10 * r + 2.08767569878681e-09
    s = s * r + 2.505210838544172e-08
    s = s * r + 2.755731922398589e-07
    s = s * r + 2.7557319223985893e-06
    s = s * r + 2.48015873015873e-05
    s = s * r + 0.0001984126984126984
    s = s * r + 0.001388888888888889
    s = s * r + 0.008333333333333333
    s = s * r + 0.041666666666666664
    s = s * r + 0.16666666666666666
    s = s * r + 0.5
    s = s * r + 1.0
    s = s * r + 1.0
    return math.ldexp(s, int(k))


def log(x: float) -> float:
    """The natural logarithm of x > 0, by the series of atanh on [sqrt(1/2), sqrt(2))."""
    m, e = math.frexp(x)
    if m < _SQRT_HALF:
        m = m * 2.0
        e = e - 1
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    t = 1.0 / 23.0
    t = 1.0 / 21.0 + z * t
    t = 1.0 / 19.0 + z * t
    t = 1.0 / 17.0 + z * t
    t = 1.0 / 15.0 + z * t
    t = 1.0 / 13.0 + z * t
    t = 1.0 / 11.0 + z * t
    t = 1.0 / 9.0 + z * t
    t = 1.0 / 7.0 + z * t
    t = 1.0 / 5.0 + z * t
    t = 1.0 / 3.0 + z * t
    return e * _LN2_HIGH + (2.0 * s + (2.0 * s * z * t + e * _LN2_LOW))


def logistic(x: float) -> float:
    """1 / (1 + e**-x), a share in (0, 1)."""
    if x < 0.0:
        e = exp(x)
        return e / (1.0 + e)
    return 1.0 / (1.0 + exp(-x))


def saturating(x: float) -> float:
    """1 - e**-x for x >= 0: the probability of at least one event at intensity x."""
    return 1.0 - exp(-x)


def normal_quantile(p: float) -> float:
    """The standard normal deviate below which a share p in (0, 1) lies.

    Wichura 1988, algorithm AS 241 (PPND16), Applied Statistics 37:477-484.
    """
    q = p - 0.5
    if -0.425 <= q <= 0.425:
        r = 0.180625 - q * q
        a = 2509.0809287301226727 * r + 33430.575583588128105
        a = a * r + 67265.770927008700853
        a = a * r + 45921.953931549871457
        a = a * r + 13731.693765509461125
        a = a * r + 1971.5909503065514427
        a = a * r + 133.14166789178437745
        a = a * r + 3.387132872796366608
        b = 5226.495278852545925 * r + 28729.085735721942674
        b = b * r + 39307.89580009271061
        b = b * r + 21213.794301586595867
        b = b * r + 5394.1960214247511077
        b = b * r + 687.1870074920579083
        b = b * r + 42.313330701600911252
        b = b * r + 1.0
        return q * a / b
    r = p if q < 0.0 else 1.0 - p
    r = math.sqrt(-log(r))
    if r <= 5.0:
        r = r - 1.6
        a = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
        a = a * r + 0.24178072517745061177
        a = a * r + 1.27045825245236838258
        a = a * r + 3.64784832476320460504
        a = a * r + 5.7694972214606914055
        a = a * r + 4.6303378461565452959
        a = a * r + 1.42343711074968357734
        b = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
        b = b * r + 0.0151986665636164571966
        b = b * r + 0.14810397642748007459
        b = b * r + 0.68976733498510000455
        b = b * r + 1.6763848301838038494
        b = b * r + 2.05319162663775882187
        b = b * r + 1.0
    else:
        r = r - 5.0
        a = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
        a = a * r + 0.0012426609473880784386
        a = a * r + 0.026532189526576123093
        a = a * r + 0.29656057182850489123
        a = a * r + 1.7848265399172913358
        a = a * r + 5.4637849111641143699
        a = a * r + 6.6579046435011037772
        b = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
        b = b * r + 1.8463183175100546818e-5
        b = b * r + 7.868691311456132591e-4
        b = b * r + 0.0148753612908506148525
        b = b * r + 0.13692988092273580531
        b = b * r + 0.59983220655588793769
        b = b * r + 1.0
    return -a / b if q < 0.0 else a / b


def fixed(x: float) -> int:
    """A score in integer fixed point: the nearest multiple of 1/65536, capped at +-1000."""
    if x > 1000.0:
        x = 1000.0
    elif x < -1000.0:
        x = -1000.0
    return math.floor(x * 65536.0 + 0.5)


def total(values: Iterable[float]) -> float:
    """The sum of floats from the left (Python's own `sum` compensates from version 3.12 on)."""
    so_far = 0.0
    for value in values:
        so_far += value
    return so_far
