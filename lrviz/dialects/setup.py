"""What a dialect finds in a document."""

from __future__ import annotations

from typing import Any, NamedTuple

from schedules.problems import Path


class Found(NamedTuple):
    """A value, and where in the document it stands."""

    value: Any
    path: Path


class Setup(NamedTuple):
    """One scheduler of a document and what surrounds it. What the document does not say is None."""

    scheduler: Found
    optimizer: Found | None = None
    lr: Found | None = None
    steps: Found | None = None
    epochs: Found | None = None
    steps_per_epoch: Found | None = None
    interval: Found | None = None
