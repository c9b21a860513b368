"""The scheduler does not go with the optimizer or the run."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="against-run")
