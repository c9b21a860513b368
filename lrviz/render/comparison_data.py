"""A comparison as Markdown for a pull request, and as JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from lrviz.config_changes import Change
from lrviz.curve import Curve
from lrviz.difference import Against, Comparison, Difference
from lrviz.numbers import numbers_of
from lrviz.outputs import MARK
from lrviz.render import words
from lrviz.render.comparison import Row, Sheet, alike
from lrviz.render.side_by_side import SAME

SCHEMA_VERSION = 1

LONGEST_LIST = 1000
"""How many crossings are listed. Their number is always said."""


def as_markdown(sheet: Sheet, changes: Sequence[Sequence[Change]]) -> str:
    """The comparison as GitHub and GitLab render it. What a config says stands in code, where it does nothing.

    Args:
        sheet: The table.
        changes: What each config but the baseline says otherwise.
    """
    pair = len(sheet.letters) == 2
    configs = [f"- **{letter}** {_code(name)}" for letter, name in zip(sheet.letters, sheet.names, strict=True)]
    head = ["", *sheet.letters, *(["B to A"] if pair else [])]
    lines = [_line(head), _line(["---", *["---:"] * (len(head) - 1)])]
    for section in sheet.sections:
        if section.title:
            lines.append(_line([f"**{_code(section.title)}**", *[""] * (len(head) - 1)]))
        lines.extend(_line(_cells(row, pair)) for row in section.rows)
    parts = ["\n".join(configs), "\n".join(lines), "\n".join(f"- {verdict}" for verdict in sheet.verdicts)]
    return "\n\n".join([*parts, *_differences(sheet, changes)])


def _cells(row: Row, pair: bool) -> list[str]:
    """The label, what each config has, in bold where it is another one, and how the second of two differs."""
    label = f"**{row.label}**" if any(row.differs) else row.label
    shown = [_said(row.cells[0])]
    for cell, differs in zip(row.cells[1:], row.differs[1:], strict=True):
        shown.append(f"**{_said(cell)}**" if differs and cell else _said(cell))
    if not pair:
        return [label, *shown]
    return [label, *shown, (row.changes[1] or ("differs" if row.cells[0] else "")) if row.differs[1] else SAME]


def _said(cell: str) -> str:
    """A number as it is; a text, such as the name of a scheduler, in code."""
    return cell if not cell or _NUMERIC.fullmatch(cell) else _code(cell)


_NUMERIC = re.compile(r"[-+0-9.,e%() x]*( at [0-9,]+)?|[0-9,]+, first at [0-9,]+|[0-9,]+ steps?(, [0-9,.]+ epochs?)?")


def _line(cells: Sequence[str]) -> str:
    # a bar would end the cell, in code too
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _code(text: str) -> str:
    """A text in as many backticks as it takes to hold those in it."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{text}{blank}{fence}"


def _differences(sheet: Sheet, changes: Sequence[Sequence[Change]]) -> Iterator[str]:
    for letters, found in alike(zip(sheet.letters[1:], map(tuple, changes), strict=True)):
        if not found:
            continue
        lines = [line for change in found for line in _diff_lines(change)]
        fence = "`" * max(3, 1 + max(len(run) for line in lines for run in re.findall("`*", line)))
        yield f"Config of {letters} against A:\n\n{fence}diff\n" + "\n".join(lines) + f"\n{fence}"


def _diff_lines(change: Change) -> Iterator[str]:
    if change.before is not None:
        yield f"- {change.key}: {change.before}"
    if change.after is not None:
        yield f"+ {change.key}: {change.after}"


def as_json(comparison: Comparison, changes: Sequence[Sequence[Change]]) -> str:
    """The comparison for another program.

    Args:
        comparison: What was compared.
        changes: What each config but the baseline says otherwise.
    """
    others = zip(comparison.curves[1:], comparison.against, changes, strict=True)
    document = {
        "schema_version": SCHEMA_VERSION,
        "generator": MARK,
        "align": comparison.align,
        "differ": comparison.differ,
        "configs": [_config(curve) for curve in comparison.curves],
        "against_first": [_other(comparison, *other) for other in others],
    }
    return json.dumps(_finite(document), allow_nan=False, indent=2)


def _config(curve: Curve) -> dict[str, Any]:
    plan = curve.plan
    return {
        "config": curve.name,
        "scheduler": words.schedule(plan),
        "optimizer": type(plan.optimizer).__name__,
        "updates": plan.updates,
        "steps_per_epoch": plan.steps_per_epoch,
        "engine": curve.engine,
        "groups": [
            {"label": series.label, **numbers_of(curve, group).as_dict()} for group, series in enumerate(curve.series)
        ],
    }


def _other(comparison: Comparison, curve: Curve, other: Against, changes: Sequence[Change]) -> dict[str, Any]:
    return {
        "config": curve.name,
        "differs": comparison.is_other(other),
        "same_length": other.same_length,
        "groups": [None if found is None else _difference(found) for found in other.groups],
        "config_changes": [change._asdict() for change in changes],
    }


def _difference(found: Difference) -> dict[str, Any]:
    return {
        "compared": found.compared,
        "first_step": found.first_step,
        "largest_gap": found.largest,
        "largest_gap_step": None if found.first_step is None else found.largest_step,
        "crossings": len(found.crossings),
        "crossing_steps": list(found.crossings[:LONGEST_LIST]),
        "area": found.area,
    }


def _finite(value: Any) -> Any:
    """JSON has no infinity and no nan; they become null."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
