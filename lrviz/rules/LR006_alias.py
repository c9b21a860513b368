"""An alias refers to nothing, or to itself."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="alias")
