"""What a shell offers when the tab key is pressed."""

from __future__ import annotations


def schedulers(incomplete: str) -> list[str]:
    """The schedulers whose names begin so."""
    from schedules.catalog import SCHEDULERS

    return [name for name in SCHEDULERS.names() if name.startswith(incomplete)]


def configs(incomplete: str) -> list[str]:
    """The schedulers whose names begin so, and the files beside them; none where the shell itself completes files."""
    from pathlib import Path

    named = schedulers(incomplete) if incomplete else []
    files = (str(path) for path in Path().iterdir() if path.name.startswith(incomplete)) if named else ()
    return [*named, *sorted(files)]


def pages(incomplete: str) -> list[str]:
    """What `lrviz explain` has a page on, as far as the name or code begins so."""
    from lrviz.rules import all_rules
    from schedules.optimizers import OPTIMIZERS

    others = [*OPTIMIZERS.names(), *all_rules()]
    return [*schedulers(incomplete), *(name for name in others if name.startswith(incomplete))]


def rules(incomplete: str) -> list[str]:
    """The codes and names of rules that begin so, behind those that stand before it with commas."""
    from lrviz.rules import all_rules

    before, comma, last = incomplete.rpartition(",")
    known = {word for code, rule in all_rules().items() for word in (code, rule.name)}
    return [f"{before}{comma}{word}" for word in sorted(known) if word.startswith(last)]
