"""Fails where a test was skipped in every leg: `never_run.py RECORD.xml...`, the records of pytest's `--junitxml`.

What `NOT_HERE` excuses is printed as not tried. A test that asks for a folder is excused where there is none: its
reason names the variable, one of `FOLDERS`.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from xml.etree import ElementTree

NOT_HERE = ("no Python 3.14",)
"""What this machine lacks, and no registry of packages has: the tests that cannot run are counted."""

FOLDERS = ("LRVIZ_API_PAGES", "LRVIZ_CORPUS", "LRVIZ_HOSTILE")
"""The variables that name the reference material, which lies beside the clone or does not."""


def main(records: list[str]) -> int:
    """Print the tests that were skipped in every record that has them, and why."""
    skipped: dict[str, str] = {}
    ran: set[str] = set()
    for record in records:
        for case in ElementTree.parse(record).iter("testcase"):
            name = f"{case.get('classname')}::{case.get('name')}"
            skip = case.find("skipped")
            reason = "" if skip is None else skip.get("message") or ""
            # what is expected to fail has run, but where it is not even tried
            if skip is None or (skip.get("type") == "pytest.xfail" and "[NOTRUN]" not in reason):
                ran.add(name)
            else:
                skipped[name] = reason
    functions = {function_of(name) for name in ran}
    never = {
        name: reason
        for name, reason in skipped.items()
        if name not in ran
        and not is_excused(reason)
        and not (is_without_cases(name) and function_of(name) in functions)
    }
    not_tried = Counter(reason for reason in never.values() if reason in NOT_HERE)
    for reason, count in not_tried.items():
        print(f"not tried here: {reason}, {count} tests")
    never = {name: reason for name, reason in never.items() if reason not in NOT_HERE}
    for name, reason in sorted(never.items()):
        print(f"skipped in every leg: {name}: {reason}", file=sys.stderr)
    if not ran:
        print("no test ran at all", file=sys.stderr)
    return 1 if never or not ran else 0


def function_of(name: str) -> str:
    """The test function behind a test, without what it was given."""
    return name.partition("[")[0]


def is_without_cases(name: str) -> bool:
    """Whether this is what pytest shows for a function that has no cases in one leg, and may have them in another."""
    return name.endswith("[NOTSET]")


def is_excused(reason: str) -> bool:
    """Whether a folder is missing that the reason names."""
    return any(name in FOLDERS and name not in os.environ for name in re.findall(r"LRVIZ_[A-Z_]+", reason))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
