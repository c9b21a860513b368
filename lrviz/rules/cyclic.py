"""The bounds of CyclicLR."""

from __future__ import annotations

from lrviz.site import Site


def bounds(site: Site) -> list[tuple[float, float]]:
    """`base_lr` and `max_lr` of each parameter group; of one, where neither is a list."""
    both = (site["base_lr"], site["max_lr"])
    groups = max(len(bound) if isinstance(bound, list | tuple) else 1 for bound in both)
    low, high = (list(bound) if isinstance(bound, list | tuple) else [bound] * groups for bound in both)
    return list(zip(low, high, strict=False))
