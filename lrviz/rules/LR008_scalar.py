"""A value does not fit its tag."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="scalar")
