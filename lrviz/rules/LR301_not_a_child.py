"""A scheduler cannot stand inside this composite."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="not-a-child")
