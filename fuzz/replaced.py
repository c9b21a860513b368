"""Puts odd values in the place of each value of a config, in every shape that is read: `python -m fuzz.replaced`.

Nothing may be raised; where there is no plan, a reason is said; what is called fine runs to its end with sound rates;
and what the environment holds is shown nowhere.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from fuzz.config_judge import NeverEndsError, in_time
from lrviz.document import read_document
from lrviz.errors import LrvizError
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.report import Report
from lrviz.stepping import simulate

BASES = Path(__file__).with_name("bases.yaml")

BEYOND = "1" + "0" * 400
"""A whole number beyond all floating-point numbers."""

VALUES = (
    "0", "1", "5", "-1", "0.5", "-1.5", "null", "true", "x", "'5'", "''", "[]", "[1, 2]", "{}", "{a: 1}", "${a.b}",
    "???",
    "1e400", ".nan", ".inf", "-.inf", "[x]", "[.inf]", "[.nan, 1]", "100000000000", "1e11", "5e-324", "1e308", BEYOND,
    f"[{BEYOND}]", f"-{BEYOND}", "[[0, 3], [3, 9]]", "2024-01-01", "[null]", "{name: StepLR}", "${oc.env:FUZZ_TEXT}",
    "${oc.env:FUZZ_NUMBER}", "${oc.decode:${oc.env:FUZZ_NUMBER}}",
    "${oc.decode:${oc.env:FUZZ_LIST}}", "'${oc.decode:\"${oc.env:FUZZ_NUMBER}.5\"}'",
    "'${oc.decode:\"${oc.env:FUZZ_NUMBER}e300\"}'",
)  # fmt: skip

SECRETS = {"FUZZ_TEXT": "hunter2", "FUZZ_NUMBER": "71377137", "FUZZ_LIST": "[71377137, 81388138]"}

TRACES = ("hunter2", "71377", "81388", "10011")
"""What is in a message that shows one of them, a number next to one, or how far two of them are apart."""

MARK = "markmarkmark"
LONGEST = 1_000

Keys = tuple[Any, ...]


class Case(NamedTuple):
    """A config in which one value was replaced, and what the command line says of the run."""

    text: str
    options: Options


def main() -> int:
    """Judge every case, and print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="judge one case in so many")
    parser.add_argument("files", nargs="*", type=Path, help="other configs to begin with")
    asked = parser.parse_args()
    documents = [yaml.safe_load(path.read_text()) for path in asked.files] or bases()
    wrong: dict[str, list[str]] = {}
    number = 0
    for number, case in enumerate(cases(documents), start=1):
        if number % asked.every == 0 and (said := judge(case, is_run=True)):
            wrong.setdefault(said, []).append(case.text)
    for said, texts in wrong.items():
        print(f"{len(texts)} times: {said}\n{texts[0]}")
    print(f"{number // asked.every:,} configs, {sum(map(len, wrong.values())):,} wrong")
    return 1 if wrong else 0


@cache
def bases() -> tuple[Any, ...]:
    """A config of each shape."""
    return tuple(yaml.safe_load_all(BASES.read_text()))


def cases(documents: Any) -> Iterator[Case]:
    """Each value of each config replaced by each of the odd ones."""
    os.environ.update(SECRETS)
    options = Options(allow_env=tuple(SECRETS))
    told = options._replace(epochs=9, steps_per_epoch=3)
    for document in documents:
        for place in places(document):
            text = yaml.safe_dump(_put(document, place), sort_keys=False)
            for value in VALUES:
                yield Case(text.replace(MARK, value), options)
                yield Case(text.replace(MARK, value), told)


def places(node: Any, above: Keys = ()) -> Iterator[Keys]:
    """Where a config has a value."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield (*above, key)
        yield from places(value, (*above, key))


def _put(node: Any, place: Keys) -> Any:
    if not place:
        return MARK
    items = node.items() if isinstance(node, dict) else enumerate(node)
    changed = {key: _put(value, place[1:]) if key == place[0] else value for key, value in items}
    return changed if isinstance(node, dict) else list(changed.values())


def judge(case: Case, is_run: bool) -> str:
    """What is wrong with what is said of a case, or an empty string.

    Args:
        case: The config.
        is_run: Whether what is called fine is run too.
    """
    try:
        with in_time(), warnings.catch_warnings(action="ignore"):
            report = lint(read_document("x.yaml", case.text.encode()), case.options)
            return _without_a_reason(report) or _shown(report) or (_not_sound(report) if is_run else "")
    except NeverEndsError:
        return "it never ends"
    except LrvizError:
        return ""
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {Path(frame.filename).name}:{frame.lineno}: {str(error)[:80]}"


def _without_a_reason(report: Report) -> str:
    silent = [
        draft
        for draft in report.drafts
        if draft.plan is None and not (draft.problems or draft.unresolved or draft.obstacle)
    ]
    return "there is no plan, and no reason for that" if silent else ""


def _shown(report: Report) -> str:
    """A message in which the environment is shown. How long a run is, and its base rate, may be."""
    plans = [draft.plan for draft in report.drafts if draft.plan is not None]
    told = [plan for plan in plans if not plan.implied]
    runs = [number for plan in told for number in (plan.updates, plan.updates // plan.steps_per_epoch)]
    runs += [plan.steps_per_epoch for plan in told] + [rate for plan in plans for rate in plan.base_rates]
    if any(trace in _bare(f"{number:.0f}") for number in runs for trace in TRACES):
        return ""
    said = [f"{finding.message} {finding.hint} {finding.key}" for finding in report.findings]
    found = [text for text in said if any(trace in _bare(text) for trace in TRACES)]
    return f"the environment is shown: {found[0]}" if found else ""


def _bare(text: str) -> str:
    """A text without what stands between digits: a number may be shown with commas, or divided by ten."""
    return text.replace(",", "").replace(".", "")


def _not_sound(report: Report) -> str:
    """How a run ends that is called fine, where that is not the last update with sound rates."""
    if any(finding.severity == "error" for finding in report.findings):
        return ""
    for draft in report.drafts:
        plan = draft.plan
        if plan is None or plan.implied or plan.updates > LONGEST:
            continue
        is_open = plan.needs_metric or any(getattr(part.spec, "noise_range_t", None) for part in plan.parts)
        try:
            curve, _ = simulate(plan, Options())
        except LrvizError as error:
            return f"ok, but the run fails: {error.message.partition(': ')[2][:80]}"
        for series in curve.series:
            lowest, peak = float(series.rates.min()), float(abs(series.rates).max())
            if not is_open and not (lowest >= -1e-12 * peak and peak < float("inf")):
                return f"ok, but a rate is {lowest}"
    return ""


if __name__ == "__main__":
    sys.exit(main())
