"""The schedule is written in a shape that is not read."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="unread-shape")
