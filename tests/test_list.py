"""`lrviz list` shows all there is, and fits the terminal."""

from __future__ import annotations

import pytest

from lrviz.rules import all_rules
from schedules.catalog import NOT_COVERED, SCHEDULERS
from schedules.optimizers import OPTIMIZERS

NARROW = """\
Schedulers of torch
  ChainedScheduler              Steps all its children at every tick, one after
                                the other, on the same rate: factors multiply
"""
LONG_NAME = """\
  CosineAnnealingWarmupReduceRestarts
                                Cosine cycles with a linear warm-up at the start
                                of each, each cycle longer and lower than the
                                one before
"""
RULES = """\

Lint rules
  LR001  error    The file is not YAML (syntax)
  LR002  error    A key is given twice (duplicate-key)
"""
OPTIMIZER = """\
  Adam                          Adam
  Adamax                        Adam with the infinity norm
"""


def test_reads_well_in_80_columns(lrviz_in, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    shown = lrviz_in("list").out
    assert shown.startswith(NARROW)
    assert LONG_NAME in shown
    assert OPTIMIZER in shown
    assert RULES in shown


@pytest.mark.parametrize("columns", [60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal_or_ends_in_blanks(lrviz_in, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = lrviz_in("list").out.splitlines()
    assert [line for line in lines if len(line) > columns or line != line.rstrip()] == []


def test_everything_is_listed_once(lrviz_in):
    lines = [line.split() for line in lrviz_in("list").out.splitlines() if line[:2] == "  " and line[2:3].strip()]
    rules = [words for words in lines if words[0] in all_rules()]
    names = [*SCHEDULERS.names(), *NOT_COVERED, *OPTIMIZERS.names()]
    assert sorted(words[0] for words in lines if words not in rules) == sorted(names)
    assert [words[0] for words in rules] == list(all_rules())
    severities = [rule.severity if rule.enabled else "off" for rule in all_rules().values()]
    assert [words[1] for words in rules] == severities


def test_needs_neither_torch_nor_numpy(python):
    code = (
        "import sys, lrviz.render.listing as listing\n"
        "text = list(listing.everything(80))\n"
        "print([name for name in ('torch', 'timm', 'numpy', 'matplotlib') if name in sys.modules])\n"
    )
    assert python(code) == "[]\n"
