"""The file is not UTF-8."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="not-utf-8")
