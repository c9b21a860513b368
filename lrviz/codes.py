"""The code and the severity of everything that is found. A code is never used for something else."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")


class Code(NamedTuple):
    """One kind of finding.

    Attributes:
        code: `LR` and three digits: 0xx the text, 1xx the scheduler's keys and values, 2xx against the run.
        severity: How bad it is.
        title: What it is about, for `lrviz list`.
    """

    code: str
    severity: Severity
    title: str


CODES = {
    "syntax": Code("LR001", "error", "the file is not YAML"),
    "duplicate-key": Code("LR002", "error", "a key is given twice"),
    "not-utf-8": Code("LR003", "error", "the file is not UTF-8"),
    "control-character": Code("LR004", "error", "the file holds a control character"),
    "documents": Code("LR005", "error", "the file holds more than one document"),
    "alias": Code("LR006", "error", "an alias refers to nothing, or to itself"),
    "tag": Code("LR007", "error", "a tag is not read"),
    "scalar": Code("LR008", "error", "a value does not fit its tag"),
    "merge": Code("LR009", "error", "a merge key merges no mapping"),
    "key": Code("LR010", "error", "a key cannot be read"),
    "no-schedule": Code("LR011", "error", "the file holds no schedule"),
    "unresolved": Code("LR012", "info", "a value is only known in the run"),
    "interpolation": Code("LR013", "error", "an interpolation cannot be resolved by anyone"),
    "environment": Code("LR014", "error", "the config reads the environment"),
    "unread-shape": Code("LR015", "error", "the schedule is written in a shape that is not read"),
    "unknown-name": Code("LR101", "error", "no scheduler or optimizer has this name"),
    "unknown-key": Code("LR102", "error", "the class has no such parameter"),
    "missing-key": Code("LR103", "error", "a required parameter is missing"),
    "wrong-type": Code("LR104", "error", "a value is of the wrong type"),
    "out-of-bounds": Code("LR105", "error", "a value is outside what the class takes"),
    "conflict": Code("LR106", "error", "parameters contradict each other"),
    "not-from-config": Code("LR107", "error", "the scheduler takes a Python function"),
    "missing-name": Code("LR108", "error", "no name says which scheduler is meant"),
    "not-a-mapping": Code("LR109", "error", "a scheduler is not a mapping"),
    "too-deep": Code("LR110", "error", "schedulers are nested too deep"),
    "against-run": Code("LR201", "error", "the scheduler does not go with the optimizer or the run"),
    "horizon": Code("LR202", "error", "the length of the run, or the interval, makes no sense"),
    "run-fails": Code("LR401", "error", "the run fails when it is tried"),
    "horizon-mismatch": Code("LR203", "warning", "steps and epochs speak of different lengths"),
}
