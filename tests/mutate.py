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


def say(code: str, passes: bool) -> str:
    """What came of a rule, and what to do where its page would not miss it."""
    if passes:
        return (
            f"{code}: its page passes without the check: add a config below Bad, with `# {code}` on the line it is for"
        )
    return f"{code}: its page fails without the check, as it should"


def try_one(code: str) -> int:
    """Say what happens to one page: 0 where it fails, 1 where it passes, 2 where there is no check to take out."""
    rule = rules.all_rules().get(code)
    if rule is None or rule.check is None:
        print(f"{code} has no check of its own: nothing to take out" if rule else f"there is no rule {code}")
        return 2
    # the rules are read anew, one of them without its check
    rules.all_rules.cache_clear()
    passes = survives(code)
    print(say(code, passes))
    return int(passes)


def try_all() -> int:
    """Try every rule that has a check of its own, each in a process of its own."""
    codes = [code for code, rule in rules.all_rules().items() if rule.check is not None]
    survivors = 0
    for code in codes:
        done = subprocess.run([sys.executable, __file__, code], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            survivors += 1
            print(done.stdout.rstrip() or f"{code}: it could not be tried", flush=True)
    print(f"{len(codes) - survivors} of {len(codes)} rules are missed by their pages")
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(try_one(sys.argv[1]) if len(sys.argv) > 1 else try_all())
