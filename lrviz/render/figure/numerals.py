"""Rates as they are written in a picture."""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"


def written(rate: float, digits: int = 4) -> str:
    """A rate in so many digits, as short as it goes: `0.001`, `2.5e-05`."""
    return scientific(rate, digits) if needs_power(rate) else decimal(rate, digits)


def needs_power(rate: float) -> bool:
    """Whether a rate is so small or so large that it is written as a power of ten."""
    return rate != 0 and math.isfinite(rate) and not 1e-3 <= abs(rate) < 1e4


def decimal(rate: float, digits: int) -> str:
    """A rate of common size: `0.025`."""
    return f"{rate:.{digits}g}".replace("-", MINUS)


def scientific(rate: float, digits: int) -> str:
    """A rate as a power of ten: `2.5e-05`."""
    if rate == 0:
        return "0"
    mantissa, exponent = f"{rate:.{digits - 1}e}".split("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa.replace('-', MINUS)}e{exponent}"
