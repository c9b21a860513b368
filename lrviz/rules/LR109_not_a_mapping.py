"""A scheduler is not a mapping."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="not-a-mapping")
