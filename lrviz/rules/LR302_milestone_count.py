"""There is not one milestone between each two schedulers."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="milestone-count")
