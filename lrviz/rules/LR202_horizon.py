"""The length of the run, or the interval, makes no sense."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="horizon")
