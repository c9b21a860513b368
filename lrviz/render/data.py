"""Curves as CSV and JSON."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Sequence
from typing import IO, Any

import numpy as np

from lrviz.curve import Curve
from lrviz.numbers import numbers_of
from lrviz.outputs import MARK
from lrviz.text import csv_text

SCHEMA_VERSION = 1

Steps = np.ndarray[tuple[int], np.dtype[np.int64]]


def write_csv(curves: Sequence[Curve], file: IO[str]) -> None:
    """Write every simulated step of every config. Floats are written so that they read back to the same double."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header(curves))
    groups = max(len(curve.series) for curve in curves)
    for curve in curves:
        names = [csv_text(curve.name)] if len(curves) > 1 else []
        for row in rows(curve, groups, any(curve.moves_momentum for curve in curves)):
            writer.writerow([*names, *row])


def header(curves: Sequence[Curve]) -> list[str]:
    """The first row of a CSV file of these curves."""
    groups = max(len(curve.series) for curve in curves)
    columns = ["lr", "momentum"] if any(curve.moves_momentum for curve in curves) else ["lr"]
    series = [f"{column}[{index}]" if groups > 1 else column for column in columns for index in range(groups)]
    return [*(["config"] if len(curves) > 1 else []), "step", "epoch", *series]


def rows(curve: Curve, groups: int, with_momentum: bool, steps: Steps | None = None) -> Iterator[list[Any]]:
    """The rows of a CSV file for one curve.

    Args:
        curve: The curve.
        groups: For how many groups there are columns. One that the curve has not is empty.
        with_momentum: Whether there are columns for momentum.
        steps: The steps, ascending; None for all.
    """
    steps = np.arange(curve.updates) if steps is None else steps
    empty = [""] * len(steps)
    columns: list[Any] = [series.rates[steps].tolist() for series in curve.series]
    columns += [empty] * (groups - len(columns))
    if with_momentum:
        moving = [empty if item.momentum is None else item.momentum[steps].tolist() for item in curve.series]
        columns += moving + [empty] * (groups - len(moving))
    per_epoch = curve.plan.steps_per_epoch
    for step, *values in zip(steps.tolist(), *columns, strict=True):
        yield [step, repr(step / per_epoch), *(repr(value) if value != "" else "" for value in values)]


def write_json(curves: Sequence[Curve], file: IO[str]) -> None:
    """Write everything about the curves, for another program."""
    document = {"schema_version": SCHEMA_VERSION, "generator": MARK, "configs": [_config(curve) for curve in curves]}
    json.dump(document, file, allow_nan=False, ensure_ascii=True, indent=None)
    file.write("\n")


def _config(curve: Curve) -> dict[str, Any]:
    plan = curve.plan
    return {
        "config": curve.name,
        "scheduler": " + ".join(type(part.spec).__name__ for part in plan.parts),
        "optimizer": type(plan.optimizer).__name__,
        "horizon": {
            "updates": plan.updates,
            "steps_per_epoch": plan.steps_per_epoch,
            "epochs": plan.updates / plan.steps_per_epoch,
            "implied": plan.implied,
        },
        "interval": " + ".join(part.interval for part in plan.parts),
        "engine": curve.engine,
        "groups": [_group(curve, index) for index in range(len(curve.series))],
    }


def _group(curve: Curve, index: int) -> dict[str, Any]:
    series = curve.series[index]
    return {
        "label": series.label,
        "lr": _finite(series.rates.tolist()),
        "momentum": None if series.momentum is None else _finite(series.momentum.tolist()),
        "summary": {key: _finite([value])[0] for key, value in numbers_of(curve, index).as_dict().items()},
    }


def _finite(values: list[Any]) -> list[Any]:
    """JSON has no infinity and no nan; they become null."""
    return [None if isinstance(value, float) and not math.isfinite(value) else value for value in values]
