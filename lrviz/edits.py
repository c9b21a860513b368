"""Slips of the finger."""

from __future__ import annotations


def one_edit_apart(one: str, other: str) -> bool:
    """Whether two words differ by one letter: left out, put in, another one, or two neighbours in the wrong order."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    swapped = len(one) > 1 and one[:2] == other[1::-1] and one[2:] == other[2:]
    return swapped or one[1:] == other or one == other[1:] or one[1:] == other[1:]
