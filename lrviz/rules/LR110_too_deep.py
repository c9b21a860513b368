"""Schedulers are nested too deep."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="too-deep")
