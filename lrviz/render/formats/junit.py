"""For test dashboards: JUnit XML, a suite for each file and a case for each finding.

A finding that makes the command fail is a failed case. One that does not is a case that passed, with the finding as its
output, so that a dashboard is red where the exit code is 1. A file without findings is one case that passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from lrviz.errors import LrvizError
from lrviz.finding import Finding
from lrviz.render.formats.machine import LONGEST_PATH, file_name
from lrviz.rules import all_rules
from lrviz.text import printable

if TYPE_CHECKING:
    from lrviz.checking import Checked
    from lrviz.report import Report


def render(checked: Checked, _colour: bool) -> str:
    """One document. What is not ASCII is written as a reference, so that it is the same in every encoding."""
    suites = [_suite(report) for report in checked.reports]
    if checked.unreadable:
        suites.append(_unreadable(checked.unreadable))
    root = ElementTree.Element("testsuites", {"name": "lrviz"})
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    root.extend(suites)
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="us-ascii", xml_declaration=True)
    return document.decode("ascii")


def _suite(report: Report) -> ElementTree.Element:
    name = file_name(report.document.name)
    cases = [_case(name, finding, report.fails_for(finding)) for finding in report.findings]
    failures = sum(1 for case in cases if case.find("failure") is not None)
    return _suite_of(
        name, cases or [ElementTree.Element("testcase", {"classname": name, "name": "lrviz"})], failures, 0
    )


def _suite_of(name: str, cases: list[ElementTree.Element], failures: int, errors: int) -> ElementTree.Element:
    counts = {"tests": len(cases), "failures": failures, "errors": errors, "skipped": 0}
    suite = ElementTree.Element("testsuite", {"name": name} | {key: str(count) for key, count in counts.items()})
    suite.extend(cases)
    return suite


def _case(name: str, finding: Finding, fails: bool) -> ElementTree.Element:
    title = f"{finding.code} {all_rules()[finding.code].name}"
    case = ElementTree.Element("testcase", {"classname": name, "name": title})
    text = f"{finding.place}: {finding.severity}: {finding.message}" + (
        f"\nhelp: {finding.hint}" if finding.hint else ""
    )
    if finding.span:
        case.set("line", str(finding.span.line))
    if fails:
        below = ElementTree.SubElement(case, "failure", {"type": finding.severity, "message": finding.message})
    else:
        below = ElementTree.SubElement(case, "system-out")
    below.text = text
    return case


def _unreadable(errors: list[LrvizError]) -> ElementTree.Element:
    cases = []
    for error in errors:
        message = printable(error.message, LONGEST_PATH)
        case = ElementTree.Element("testcase", {"classname": "lrviz", "name": "read"})
        ElementTree.SubElement(case, "error", {"type": type(error).__name__, "message": message}).text = printable(
            error.hint
        )
        cases.append(case)
    return _suite_of("lrviz", cases, 0, len(cases))
