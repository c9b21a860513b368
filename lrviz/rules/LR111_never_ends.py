"""timm draws noise for ever."""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="never-ends")
