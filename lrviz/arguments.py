"""Arguments of a program, refused where they are of another kind than they must be."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real
from typing import TypeGuard

from lrviz.errors import UsageProblem
from schedules.wording import plain_quote, shorten

Path = str | os.PathLike[str]


def words(said: str | Sequence[str], name: str) -> tuple[str, ...]:
    """A word, or several. A text is one word, and not as many as it has letters.

    Args:
        said: The words.
        name: What the argument is called, for the message.

    Raises:
        UsageProblem: If it is neither.
    """
    several = (said,) if isinstance(said, str) else tuple(said) if isinstance(said, Iterable) else (said,)
    if not all(isinstance(word, str) for word in several):
        raise UsageProblem(f"{name}={shown(said)}: it must be text, or a list of texts")
    return several


def path_of(said: Path, name: str) -> str:
    """A path as text.

    Raises:
        UsageProblem: If it is none.
    """
    if not isinstance(said, str | os.PathLike):
        raise UsageProblem(f"{name}={shown(said)}: it must be a path")
    return os.fspath(said)


def check_numbers(whole: Mapping[str, object], real: Mapping[str, object]) -> None:
    """Refuse what is given for a number and is none. None is what is not given.

    Raises:
        UsageProblem: If one is no number, or a number with a fraction where a whole one is wanted.
    """
    check_whole(**{name: number for name, number in whole.items() if number is not None})
    for name, number in real.items():
        if number is not None and not is_real(number):
            raise UsageProblem(f"{name}={shown(number)}: it must be a number")


def check_whole(**numbers: object) -> None:
    """Refuse what is no whole number, by the names of the arguments.

    Raises:
        UsageProblem: If one is none.
    """
    for name, number in numbers.items():
        if isinstance(number, bool) or not isinstance(number, Integral):
            raise UsageProblem(f"{name}={shown(number)}: it must be a whole number")


def check_tolerance(tolerance: object) -> None:
    """Refuse what is no part of a peak.

    Raises:
        UsageProblem: If it is no number, or below 0, or not finite.
    """
    if not is_real(tolerance) or not 0 <= tolerance < math.inf:
        raise UsageProblem(f"tolerance={shown(tolerance)}: it must be a number of 0 or more, a part of the peak")


def check_texts(said: Mapping[str, object]) -> None:
    """Refuse what is given for a text and is none. None is what is not given.

    Raises:
        UsageProblem: If there is one.
    """
    for name, text in said.items():
        if text is not None and not isinstance(text, str):
            raise UsageProblem(f"{name}={shown(text)}: it must be text")


def check_word(name: str, word: object, allowed: Sequence[str]) -> None:
    """Refuse what is none of a few words.

    Raises:
        UsageProblem: If it is none of them.
    """
    if word not in allowed:
        raise UsageProblem(f"{name}={shown(word)}: it must be {' or '.join(map(repr, allowed))}")


def is_real(value: object) -> TypeGuard[float]:
    return isinstance(value, Real) and not isinstance(value, bool)


def shown(value: object) -> str:
    """A value as Python writes it; some integers have more digits than it writes."""
    try:
        return shorten(repr(value))
    except ValueError:
        return plain_quote((), value)
