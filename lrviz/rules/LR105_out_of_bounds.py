"""A value is outside what the class takes."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="out-of-bounds")
