"""What rules say of what a run never gets to."""

from __future__ import annotations

from lrviz.rules.lengths import ends_with_run
from lrviz.rules.milestones import element
from lrviz.rules.saying import where_known
from lrviz.site import Site


def says_never_reached(site: Site, what: str) -> str:
    """That the run, or its part of it, is over before a cut, and how it ends then."""
    ends = where_known(site.says_end, ": ") if ends_with_run(site) else ""
    return f"{what} is never reached in {site.says_run()}{ends}"


def says_never_begins(site: Site, index: int) -> str:
    """That a SequentialLR never gets to a milestone, so that the scheduler after it never begins."""
    later = type(site["schedulers"][index + 1]).__name__
    return (
        f"{element(site, 'milestones', index)} is never reached in {site.says_run()}, so {later} never begins: "
        f"{site.says_end()}"
    )
