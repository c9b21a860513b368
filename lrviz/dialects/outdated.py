"""Parameters that a class had once: a config for an older version of torch or timm still says what it means."""

from __future__ import annotations

from typing import Any

from schedules.catalog import SCHEDULERS
from schedules.foreign import REMOVED

WITHOUT_END = 1_000_000
"""How many cycles stand for no limit: timm took 0 for that when it still had the old names."""


def as_today(config: Any) -> Any:
    """A scheduler with the names that its parameters have today, and without those that did nothing for the rate.

    Args:
        config: The scheduler in our own shape.

    Returns:
        The same object where there is nothing to change, else another.
    """
    name = config.get("name") if isinstance(config, dict) else None
    if not isinstance(name, str) or name not in SCHEDULERS:
        return config
    spec_class = SCHEDULERS.load(name)
    found: dict[str, Any] = {}
    for key, value in config.items():
        renamed = spec_class.renamed.get(key, "") if key not in spec_class.key_fields() else ""
        if key in REMOVED and key not in spec_class.key_fields():
            continue
        if key == "schedulers" and isinstance(value, list):
            children = [as_today(child) for child in value]
            value = value if all(new is old for new, old in zip(children, value, strict=True)) else children
        found[renamed if renamed and renamed not in config else key] = value
    if found.get("cycle_limit") == 0 and any(key in config and key not in found for key in spec_class.renamed):
        found["cycle_limit"] = WITHOUT_END
    is_same = len(found) == len(config) and all(found.get(key, found) is config[key] for key in config)
    return config if is_same else found
