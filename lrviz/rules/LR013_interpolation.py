"""An interpolation cannot be resolved by anyone."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="interpolation")
