"""The run steps the schedule past its end."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="past-the-end")
