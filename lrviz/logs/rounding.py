"""How many digits a log has, and whether nothing but the digits that it has not tells it from what is promised."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lrviz.curve import Values

ROUNDED = 0.1
"""Up to which part of the peak a difference may be rounded off, if a log is to be held against anything."""

HALF = 0.5 + 1e-5
"""How far a number may be from what it is rounded to, in units of the last digit: a half, and the error of floats."""

FURTHEST = 10_000
"""An exponent beyond this is none that a floating-point number has."""


class Written(NamedTuple):
    """A rate, and how it is written.

    Attributes:
        rate: The rate.
        last: The power of ten of its last digit: -6 in `1.234e-03`.
    """

    rate: float
    last: int


def written(text: str, rate: float) -> Written:
    """A rate that is written like this."""
    mantissa, _, exponent = text.strip().lower().partition("e")
    # of a number with an exponent, only 0 itself is written as 0
    if exponent and rate == 0:
        return Written(rate, -FURTHEST)
    power = max(-FURTHEST, min(FURTHEST, float(exponent or 0)))
    return Written(rate, int(power) - len(mantissa.partition(".")[2]))


def units_of(column: Sequence[Written]) -> tuple[float, ...]:
    """What the last digit of each rate stands for.

    `0.001` may be a number that was rounded, or all of one: so it is the other rates of the log that tell how many
    digits, or how many decimals, it keeps.
    """
    finest = min(each.last for each in column)
    digits = max((_first_digit(each.rate) - each.last for each in column if each.rate), default=0)
    return tuple(_unit(each, finest, digits) for each in column)


def _unit(each: Written, finest: int, digits: int) -> float:
    by_digits = _first_digit(each.rate) - digits if each.rate else finest
    return _power_of_ten(min(each.last, max(finest, by_digits)))


def _first_digit(rate: float) -> int:
    return math.floor(math.log10(abs(rate)))


def _power_of_ten(exponent: int) -> float:
    return float(f"1e{exponent}")


def says_rounded(off: Values, units: Values, peak: float) -> str:
    """That nothing but the digits that are not in the log is missing, and what to do then, or an empty string.

    Args:
        off: How far each rate is off.
        units: What the last digit of each stands for.
        peak: The highest rate of the run.
    """
    if not (off <= units * HALF).all():
        return ""
    part = float(off.max()) / peak
    if part > ROUNDED:
        return "the log is rounded to so few digits that it tells nothing: log the rates in full"
    digit = 10.0 ** math.floor(math.log10(part))
    return f"the log is rounded: with --tolerance {math.ceil(part / digit) * digit:.0e} they agree"
