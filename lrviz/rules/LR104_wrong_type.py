"""A value is of the wrong type."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="wrong-type")
