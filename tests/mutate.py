"""Takes the check out of each lint rule in turn: its page has to fail then. `python tests/mutate.py [CODE]`."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from lrviz import rules
from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.rules.page import read_page


def survives(code: str) -> bool:
    """Whether the examples of a page are all as they say although the rule finds nothing."""
    load = rules._load

    def without_check(match):
        # one that is off by default is on here, so that it is missed
        rule = replace(load(match), enabled=True)
        return replace(rule, check=_find_nothing) if match[1] == code else load(match)

    rules._load = without_check
    page = read_page(rules.all_rules()[code].page)
    return all(_found(example.text) == set(example.expected) for example in page.bad)


def _find_nothing(_site):
    return ()


def _found(text):
    findings = lint(read_document("page.yaml", text.encode()), Options()).findings
    return {(finding.span.line, finding.code) for finding in findings}


def main() -> int:
    """Try every rule that has a check of its own and is on, each in a process of its own."""
    codes = [code for code, rule in rules.all_rules().items() if rule.check is not None]
    survivors = [code for code in codes if subprocess.run([sys.executable, __file__, code], check=False).returncode]
    print(f"{len(codes) - len(survivors)} of {len(codes)} rules are missed by their pages", *survivors)
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(survives(sys.argv[1]) if len(sys.argv) > 1 else main())
