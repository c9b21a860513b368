"""The file holds no schedule."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="no-schedule")
