"""Parameters that a class does not have, and that our own shape would take for what stands beside its parameters."""

from __future__ import annotations

from collections.abc import Collection

from lrviz.dialects.setup import Found, Scene
from schedules.catalog import SCHEDULERS
from schedules.checker import BESIDE, unknown_key


def is_stranger(name: str, key: str) -> bool:
    """Whether a scheduler has no such parameter, and the check would not say so.

    Args:
        name: The scheduler.
        key: The parameter.
    """
    return key in (*BESIDE, "name") and key not in SCHEDULERS.load(name).key_fields()


def report_stranger(scene: Scene, name: str, key: str, found: Found, given: Collection[str]) -> None:
    """Say that the class has no such parameter, as the check does of others.

    Args:
        scene: What surrounds the scheduler.
        name: The scheduler.
        key: The parameter.
        found: Where it stands.
        given: All parameters that are given.
    """
    shown = scene.values.quote(())(found.path, found.path[-1], True)
    scene.problems.append(unknown_key(SCHEDULERS.load(name), key, given, found.path, shown))
