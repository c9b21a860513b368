"""Steps and epochs speak of different lengths."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("warning", kind="horizon-mismatch")
