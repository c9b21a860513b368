"""A key is given twice."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="duplicate-key")
