"""The class has no such parameter."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="unknown-key")
