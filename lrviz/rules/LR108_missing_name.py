"""No name says which scheduler is meant."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="missing-name")
