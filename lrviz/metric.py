"""What a plateau scheduler is fed in a simulation."""

from __future__ import annotations

import math
from collections.abc import Callable

from lrviz.errors import UsageProblem
from lrviz.limits import LIMITS
from lrviz.reading import read_bytes
from lrviz.text import printable

Metric = Callable[[int, int], float]
"""The metric of evaluation i of n, counted from 0."""


def read_metric(text: str) -> Metric:
    """Read `--metric`: a number, `decay:START:END`, or a file with one number a line.

    Args:
        text: What was given. A decay is geometric over the run; the last line of a file is repeated.

    Returns:
        A function of the evaluation and of how many there are.

    Raises:
        UsageProblem: If it is none of these.
        UnreadablePath: If the file cannot be read.
    """
    constant = _number(text)
    if constant is not None:
        return lambda _i, _n: constant
    if text.startswith("decay:"):
        return _decay(text)
    values = [_line(line, number, text) for number, line in enumerate(_lines(text), start=1) if line.strip()]
    if not values:
        raise UsageProblem(f"--metric {printable(text)}: the file holds no number")
    return lambda i, _n: values[min(i, len(values) - 1)]


def describe_metric(text: str) -> str:
    """What the metric is, for a note."""
    if _number(text) is not None:
        return f"a constant metric of {text}, the worst case"
    return f"the metric {printable(text)}"


def _decay(text: str) -> Metric:
    parts = [_number(part) for part in text.split(":")[1:]]
    if len(parts) != 2 or parts[0] is None or parts[1] is None or parts[0] <= 0 or parts[1] <= 0:
        raise UsageProblem(f"--metric {printable(text)}: write it as decay:START:END, with two numbers above 0")
    start, end = parts[0], parts[1]
    return lambda i, n: start * (end / start) ** (i / max(1, n - 1))


def _lines(path: str) -> list[str]:
    return read_bytes(path, LIMITS.file_bytes).decode("utf-8", "replace").splitlines()


def _line(line: str, number: int, path: str) -> float:
    value = _number(line)
    if value is None:
        raise UsageProblem(f"--metric {printable(path)}: line {number} is not a number: {printable(line, 40)}")
    return value


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
