"""For code scanning: SARIF 2.1.0.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lrviz.errors import LrvizError
from lrviz.finding import Finding
from lrviz.fingerprint import digests
from lrviz.paths import from_here
from lrviz.render.formats.machine import dump, file_name
from lrviz.rules import all_rules
from lrviz.rules.base import Rule
from lrviz.rules.page import read_page

if TYPE_CHECKING:
    from lrviz.checking import Checked
    from lrviz.report import Report

LEVELS = {"error": "error", "warning": "warning", "info": "note"}

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(checked: Checked, _colour: bool) -> str:
    """One run, with the pages of the rules that found something."""
    codes = sorted({finding.code for finding in checked.findings()})
    driver = {
        "name": "lrviz",
        "version": version("lrviz"),
        "rules": [_rule(all_rules()[code]) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [result for report in checked.reports for result in _results(report, codes)],
        "invocations": [
            {
                "executionSuccessful": not checked.unreadable,
                "toolExecutionNotifications": [_notification(error) for error in checked.unreadable],
            }
        ],
    }
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule) -> dict[str, Any]:
    page = read_page(rule.page)
    what_happens = page.sections.get("What happens", "").replace("\n", " ")
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": what_happens or page.title},
        "help": {"text": what_happens or page.title, "markdown": rule.page},
        "defaultConfiguration": {"level": LEVELS[rule.severity], "enabled": rule.enabled},
    }


def _results(report: Report, codes: list[str]) -> Iterator[dict[str, Any]]:
    path = file_name(from_here(report.document.name))
    for finding, digest in zip(report.findings, digests(report.document, report.findings, path), strict=True):
        yield {
            "ruleId": finding.code,
            "ruleIndex": codes.index(finding.code),
            "level": LEVELS[finding.severity],
            "message": {"text": finding.message + (f"\nhelp: {finding.hint}" if finding.hint else "")},
            "locations": [_location(finding)],
            "partialFingerprints": {"lrviz/v1": digest},
        }


def _location(finding: Finding) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(finding.file)}}
    if span := finding.span:
        physical["region"] = {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.key:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.key, "kind": "member"}]
    return location


def uri(path: str) -> str:
    """A path as a reference, seen from the current folder where it is below that."""
    path = from_here(path)
    escaped = quote(os.fsencode(path))
    return f"file://{'' if escaped.startswith('/') else '/'}{escaped}" if os.path.isabs(path) else escaped


def _notification(error: LrvizError) -> dict[str, Any]:
    text = error.message + (f" ({error.hint})" if error.hint else "")
    return {"level": "error", "message": {"text": text}}
