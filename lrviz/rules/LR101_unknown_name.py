"""No scheduler or optimizer has this name."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="unknown-name")
