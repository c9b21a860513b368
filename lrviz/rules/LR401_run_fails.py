"""The run fails when it is tried."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="run-fails")
