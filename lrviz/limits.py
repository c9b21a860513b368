"""The bounds of what is read and simulated."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """Bounds, each lifted by an option.

    Attributes:
        file_bytes: The size of a config file.
        depth: How deep a document may nest.
        nodes: The nodes of a document, every alias counted with all that it stands for.
        resolutions: How many interpolations are followed in a document.
        steps: The updates of a simulation, inclusive.
    """

    file_bytes: int = 1_000_000
    depth: int = 50
    nodes: int = 10_000
    resolutions: int = 10_000
    steps: int = 10_000_000


LIMITS = Limits()

DEEPEST = 200
"""The deepest nesting that can be read without running out of stack."""
