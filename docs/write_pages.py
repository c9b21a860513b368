"""Writes a page for every lint rule and every scheduler, and a list of each: `write_pages.py [--check]`.

The pages are what `lrviz explain` prints. They are generated and never edited.
"""

from __future__ import annotations

import sys
from pathlib import Path

from lrviz.explain import explain
from lrviz.rules import all_rules
from schedules.catalog import SCHEDULERS

DOCS = Path(__file__).parent


def pages() -> dict[Path, str]:
    """The text of every page, by its path."""
    rules, names = all_rules(), SCHEDULERS.names()
    found = {DOCS / "rules" / f"{code}.md": explain(code) for code in rules}
    found |= {DOCS / "schedulers" / f"{name}.md": explain(name) for name in names}
    found[DOCS / "rules" / "README.md"] = _list_of_rules()
    found[DOCS / "schedulers" / "README.md"] = _list_of_schedulers()
    return {path: text.rstrip() + "\n" for path, text in found.items()}


def _list_of_rules() -> str:
    lines = ["# Rules", "", "| code | name | severity | what it finds |", "| --- | --- | --- | --- |"]
    for code, rule in all_rules().items():
        severity = rule.severity if rule.enabled else f"{rule.severity}, off"
        lines.append(f"| [{code}]({code}.md) | {rule.name} | {severity} | {rule.title} |")
    return "\n".join(lines)


def _list_of_schedulers() -> str:
    lines = ["# Schedulers", "", "| name | what it does |", "| --- | --- |"]
    for name in SCHEDULERS.names():
        what = (SCHEDULERS.load(name).__doc__ or "").strip().partition("\n")[0]
        lines.append(f"| [{name}]({name}.md) | {what} |")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Write what has changed, or with `--check` say what is not up to date."""
    due = pages()
    there = {path for kind in ("rules", "schedulers") for path in (DOCS / kind).glob("*.md")}
    stale = sorted(path for path, text in due.items() if not path.exists() or path.read_text(encoding="utf-8") != text)
    gone = sorted(there - set(due))
    if "--check" in arguments:
        for path in (*stale, *gone):
            sys.stderr.write(f"not up to date: {path.relative_to(DOCS.parent)}; run `make pages`\n")
        return int(bool(stale or gone))
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(due[path], encoding="utf-8")
    for path in gone:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
