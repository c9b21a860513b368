"""The file holds a control character."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="control-character")
