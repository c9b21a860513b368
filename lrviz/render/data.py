"""Curves as CSV and JSON."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Sequence
from typing import IO, Any

from lrviz.curve import Curve
from lrviz.numbers import numbers_of
from lrviz.outputs import MARK

SCHEMA_VERSION = 1


def write_csv(curves: Sequence[Curve], file: IO[str]) -> None:
    """Write every simulated step of every config. Floats are written so that they read back to the same double."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_header(curves))
    groups = max(len(curve.series) for curve in curves)
    for curve in curves:
        names = [curve.name] if len(curves) > 1 else []
        for row in _rows(curve, groups, any(curve.moves_momentum for curve in curves)):
            writer.writerow([*names, *row])


def _header(curves: Sequence[Curve]) -> list[str]:
    groups = max(len(curve.series) for curve in curves)
    columns = ["lr", "momentum"] if any(curve.moves_momentum for curve in curves) else ["lr"]
    series = [f"{column}[{index}]" if groups > 1 else column for column in columns for index in range(groups)]
    return [*(["config"] if len(curves) > 1 else []), "step", "epoch", *series]


def _rows(curve: Curve, groups: int, with_momentum: bool) -> Iterator[list[Any]]:
    columns: list[Any] = [series.rates.tolist() for series in curve.series]
    columns += [[""] * curve.updates] * (groups - len(columns))
    if with_momentum:
        moving = [[""] * curve.updates if item.momentum is None else item.momentum.tolist() for item in curve.series]
        columns += moving + [[""] * curve.updates] * (groups - len(moving))
    per_epoch = curve.plan.steps_per_epoch
    for step, values in enumerate(zip(*columns, strict=True)):
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
