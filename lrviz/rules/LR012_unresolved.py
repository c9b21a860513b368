"""A value is only known in the run."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("info", kind="unresolved")
