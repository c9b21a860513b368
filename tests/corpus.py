"""What is read of configs of other people: `python tests/corpus.py FOLDER` prints a table with a row for each.

A folder with files named `family__owner-repository__number.yaml` is expected. What a file leaves to its program is
given by options, the same for all, and the row says which.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NamedTuple

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.overrides import apply_overrides
from lrviz.planning.draft import Draft
from lrviz.report import Report
from lrviz.stepping import simulate
from schedules.problems import dotted

FAMILIES = (
    "hydra-target",
    "class-params",
    "name-flat",
    "name-args",
    "type-flat",
    "lightning-cli",
    "hf-args",
    "axolotl",
    "timm-args",
    "mmengine",
    "origin-name-class-args",
)

GIVEN = {"epochs": 100, "steps_per_epoch": 50, "steps": 1000, "lr": 0.1}
"""What is given where a file does not say it."""

PLACES = {"milestones": "[30,60]"}
"""What is set where a file has an empty place for it."""

BY_STEPS = ("OneCycleLR", "CyclicLR")

REFUSED = {
    "class-params__torch-points3d-torch-points3d__4": "`params` is indented under a scalar: no YAML",
    "hydra-target__chris-beischl-liteViT__2": "torch stops: `T_max` is misspelt; --fix mends it",
    "origin-name-class-args__mjun0812-PyTorch-Project-Template__11": "the schedule is in another file",
}
"""Files of which no curve can be drawn, and why that is right."""


class Row(NamedTuple):
    """What is read of one file.

    Attributes:
        file: Its name, without the suffix.
        given: The options that were given, as they are typed.
        read_as: What was found, and where.
        schedule: The schedulers.
        horizon: How long the run is.
        rates: The rate of each update, or nothing where there is no curve.
        findings: Codes of what was found besides, each once.
        line: The line with which it was refused, or an empty string.
    """

    file: str
    given: str
    read_as: str = ""
    schedule: str = ""
    horizon: str = ""
    rates: tuple[float, ...] = ()
    findings: tuple[str, ...] = ()
    line: str = ""


def files_of(folder: Path) -> list[Path]:
    """The files of the families, in order."""
    return sorted(
        file for file in folder.glob("*.yaml") if file.stem.startswith(tuple(f"{name}__" for name in FAMILIES))
    )


def read(file: Path, **given: Any) -> Row:
    """Read a file, and give it what it asks for."""
    options = Options(engine="factory", **given)
    while True:
        document = read_document(file.name, file.read_bytes())
        if options.sets:
            apply_overrides([document], options.sets)
        report = lint(document, options)
        more = _asked_for(report, options)
        if more is None:
            return _row(file, options, report)
        options = more


def _asked_for(report: Report, options: Options) -> Options | None:
    """The options with what is asked for, or None where nothing is, or nothing that helps."""
    if len(report.drafts) > 1:
        return options._replace(key=dotted(report.paths[0]))
    draft = report.drafts[0] if report.drafts else None
    if draft is None or draft.plan is not None:
        return None
    for item in draft.unresolved:
        name = item.option or _option_of(draft, item.path)
        if name in GIVEN and getattr(options, name) is None:
            return options._replace(**{name: GIVEN[name]})
        place = f"{dotted(item.path)}={PLACES.get(str(item.path[-1]), '')}"
        if str(item.path[-1]) in PLACES and place not in options.sets:
            return options._replace(sets=(*options.sets, place))
    return None


def _option_of(draft: Draft, path: Any) -> str:
    from lrviz.refusal import option_for

    item = next(item for item in draft.unresolved if item.path == path)
    return option_for(item, draft.document).split()[0].removeprefix("--").replace("-", "_")


def _row(file: Path, options: Options, report: Report) -> Row:
    given = " ".join(
        [
            *(
                f"--{name.replace('_', '-')} {getattr(options, name)}"
                for name in (*GIVEN, "key")
                if getattr(options, name)
            )
        ]
        + [f"--set {item}" for item in options.sets]
    )
    codes = tuple(dict.fromkeys(finding.code for finding in report.findings))
    plan = report.drafts[0].plan if report.drafts else None
    if plan is None:
        worst = next((item for item in report.findings if item.severity == "error"), report.findings[0])
        line = worst.span.line if worst.span else 0
        return Row(file.stem, given, findings=codes, line=f"{line}: {worst.code} {worst.message}")
    (series, *_) = simulate(plan, options)[0].series
    read_as = next((note for note in plan.notes if note.startswith("read as ")), "our own shape")
    names = " + ".join(type(part.spec).__name__ for part in plan.parts)
    epochs = f", {plan.updates // plan.steps_per_epoch:,} epochs" if plan.has_epochs else ""
    horizon = f"{plan.updates:,} updates{epochs}" + (" (as the schedule needs)" if plan.implied else "")
    rates = tuple(float(rate) for rate in series.rates)
    return Row(file.stem, given, read_as.removeprefix("read as "), names, horizon, rates, codes)


HEADER = ("file", "given", "read as", "schedule", "horizon", "peak", "final", "findings")


def table(rows: list[Row]) -> str:
    """The rows as Markdown, and the sums."""
    lines = [HEADER, ("---",) * len(HEADER), *map(_cells, rows)]
    drawn = sum(not row.line for row in rows)
    text = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"{text}\n\n{drawn} of {len(rows)} are read and plotted, {100 * drawn / len(rows):.1f} %.\n"


def _cells(row: Row) -> tuple[str, ...]:
    codes = " ".join(row.findings)
    if row.line:
        return (row.file, row.given, "**refused**", f"line {row.line}", REFUSED.get(row.file, "?"), "", "", codes)
    peak, final = f"{max(row.rates):.6g}", f"{row.rates[-1]:.6g}"
    return (row.file, row.given, row.read_as, row.schedule, row.horizon, peak, final, codes)


if __name__ == "__main__":
    sys.stdout.write(table([read(file) for file in files_of(Path(sys.argv[1]))]))
