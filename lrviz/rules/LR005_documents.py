"""The file holds more than one document."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="documents")
