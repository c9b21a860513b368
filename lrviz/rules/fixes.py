"""Fixes that several rules make."""

from __future__ import annotations

from lrviz.rules.base import Edit, Fix
from lrviz.site import Site


def set_to(site: Site, name: str, value: float) -> Fix | None:
    """The fix that gives a parameter another value, or adds it where it is left to its default.

    None where it is an interpolation, as other things may hang on what that stands for, and where there is no mapping.
    """
    text, path = str(int(value) if value == int(value) else value), site.path_of(name)
    if path not in site.setting.document.places or "$" in site.source(name):
        return None
    if not site.gives(name):
        return Fix((Edit("insert", path, f"{name}: {text}"),), f"add {name}: {text}")
    return Fix((Edit("value", path, text),), f"set {name} to {text}")
