"""A required parameter is missing."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="missing-key")
