"""Parameters contradict each other."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="conflict")
