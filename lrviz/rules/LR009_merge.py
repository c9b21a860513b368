"""A merge key merges no mapping."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="merge")
