"""Finds what a code or a name means, and writes its page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from lrviz.document import read_document
from lrviz.errors import UsageProblem
from lrviz.lint import lint, site_findings
from lrviz.options import Options
from lrviz.render.chart import Axis, Line, draw
from lrviz.render.pages import optimizer_page, rule_page, scheduler_page
from lrviz.rules import all_rules
from lrviz.rules.base import Rule
from lrviz.rules.page import read_page
from lrviz.sieve import Checks
from lrviz.starter import RATE, example_config
from lrviz.text import printable
from schedules.catalog import NOT_COVERED, SCHEDULERS
from schedules.checker import check
from schedules.formula import SCALAR
from schedules.optimizer_base import OptimizerSpec
from schedules.optimizers import OPTIMIZERS
from schedules.suggest import nearest

WIDEST_CURVE = 76


def explain(name: str, width: int = 80, unicode: bool = True) -> str:
    """The page of a rule, by code or name, of a scheduler or of an optimizer, in whatever case it is written.

    Args:
        name: What was asked for.
        width: How many columns there are.
        unicode: Whether braille and box characters can be shown.

    Returns:
        The page, as Markdown.

    Raises:
        UsageProblem: If there is nothing of this name; it says which was probably meant.
    """
    pages = _pages(width, unicode)
    known = {key.lower(): key for key in pages}
    if name.lower() not in known:
        near = "" if name.upper().startswith("LR") and name[2:].isdigit() else nearest(name, pages)
        hint = f"did you mean `{near}`?" if near else "`lrviz list` shows every name and code"
        raise UsageProblem(f"there is no rule, scheduler or optimizer called `{printable(name, 60)}`", hint)
    return pages[known[name.lower()]]()


def _pages(width: int, unicode: bool) -> dict[str, Callable[[], str]]:
    """How to make each page that there is."""
    pages: dict[str, Callable[[], str]] = {}
    for rule in all_rules().values():
        pages[rule.name] = pages[rule.code] = partial(_rule, rule)
    pages.update({name: partial(_not_covered, name) for name in NOT_COVERED})
    pages.update({name: partial(_optimizer, name) for name in OPTIMIZERS.names()})
    pages.update({name: partial(_scheduler, name, width, unicode) for name in SCHEDULERS.names()})
    return pages


def _rule(rule: Rule) -> str:
    return rule_page(rule, fixes_of(rule))


def fixes_of(rule: Rule) -> list[bool | None]:
    """Whether what the rule finds in its own bad examples has a safe fix, one that is not, or none."""
    found = []
    for example in read_page(rule.page).bad:
        report = lint(read_document("example", example.text.encode()), Options())
        sites = [site for draft in report.drafts for site in draft.sites]
        findings = [finding for site in sites for finding in site_findings(report.document, site, Checks([rule]))]
        for finding in findings or report.findings:
            if finding.code == rule.code:
                found.append(finding.fix.safe if finding.fix else None)
    return found


def _not_covered(name: str) -> str:
    return f"# {name}\n\n{name} {NOT_COVERED[name]}. `lrviz explain LR107` says more."


def _optimizer(name: str) -> str:
    spec_class = OPTIMIZERS.load(name)
    assert issubclass(spec_class, OptimizerSpec)
    return optimizer_page(spec_class)


def _scheduler(name: str, width: int, unicode: bool) -> str:
    spec_class = SCHEDULERS.load(name)
    spec = check(spec_class.example()).spec
    ticks = (spec.natural_ticks() if spec is not None else None) or 0
    config = example_config(spec_class)
    if spec is None or not ticks or spec.formula_ends() < ticks - 1:
        return scheduler_page(spec_class, config, "")
    rates = [float(spec.rate(tick, RATE, SCALAR)) for tick in range(ticks)]
    axis = Axis(0, ticks - 1, unit=f"{spec.interval()}s")
    curve = draw([Line("", rates)], min(width - 4, WIDEST_CURVE), colour=False, unicode=unicode, axis=axis)
    return scheduler_page(spec_class, config, "\n".join(line.rstrip() for line in curve.plain.splitlines()))
