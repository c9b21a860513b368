"""`--sweep scheduler.T_max=90,100,110`: one config with several values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from lrviz.errors import UsageProblem
from lrviz.text import printable

OPENING, CLOSING, QUOTES = "[{(", "]})", "'\""


class Sweep(NamedTuple):
    """One key, and the values that it takes in turn.

    Attributes:
        key: The key as it was typed; with a `+` before it, it is added where it is not there.
        values: The text of each value, as it was typed.
    """

    key: str
    values: tuple[str, ...]

    def sets(self) -> list[str]:
        """Each value as `--set` takes it."""
        return [f"{self.key}={value}" for value in self.values]


def read_sweep(text: str) -> Sweep:
    """Read `KEY=VALUE,VALUE,...`. A comma within brackets or quotes does not part two values.

    Raises:
        UsageProblem: If it is not of this form, or a value is empty or given twice.
    """
    key, equals, rest = text.partition("=")
    values = tuple(value.strip() for value in _parted(rest))
    shown = printable(text)
    if not equals or not key.strip().lstrip("+") or not all(values):
        raise UsageProblem(f"--sweep {shown}: write it as key=value,value,...")
    if len(set(values)) < len(values):
        twice, _ = Counter(values).most_common(1)[0]
        raise UsageProblem(f"--sweep {shown}: {printable(twice, 40)} is given twice")
    return Sweep(key.strip(), values)


def _parted(text: str) -> list[str]:
    parts, depth, quote = [""], 0, ""
    for char in text:
        if char == "," and depth <= 0 and not quote:
            parts.append("")
            continue
        parts[-1] += char
        if quote:
            quote = "" if char == quote else quote
        elif char in QUOTES and not parts[-1][:-1].strip():
            quote = char
        else:
            depth += (char in OPENING) - (char in CLOSING)
    return parts


def labels(sweeps: list[Sweep]) -> list[str]:
    """What each key is called in a label: its last part, or all of it where two keys end alike."""
    keys = [sweep.key.lstrip("+") for sweep in sweeps]
    last = [key.rpartition(".")[2] for key in keys]
    return last if len(set(last)) == len(last) else keys


def combinations(sweeps: list[Sweep]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Every combination of values: for each sweep what is set, and how a label says it."""
    told = [
        [(setting, f"{label}={value}") for setting, value in zip(sweep.sets(), sweep.values, strict=True)]
        for sweep, label in zip(sweeps, labels(sweeps), strict=True)
    ]
    return product(*told)
