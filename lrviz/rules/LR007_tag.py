"""A tag is not read."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="tag")
