"""The scheduler takes a Python function."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="not-from-config")
