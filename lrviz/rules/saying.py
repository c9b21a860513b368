"""What rules say where it is known, and leave out where it is not."""

from __future__ import annotations

from collections.abc import Callable

from lrviz.sentences import NotKnown
from lrviz.site import Site


def called(site: Site, name: str) -> str:
    """What the config calls a parameter: a config of another program has words of its own."""
    theirs = site.setting.document.origin((*site.path, name))[-1] if site.gives(name) else name
    return theirs if isinstance(theirs, str) else name


def where_known(sentence: Callable[[], str], before: str = ", and ") -> str:
    """A sentence about the curve with what leads up to it, or nothing where something that it needs is not known."""
    try:
        return f"{before}{sentence()}"
    except NotKnown:
        return ""


def change_in_run(site: Site, tick: int, before: str = ": ") -> str:
    """What happens at a tick of a scheduler, or nothing where the run is over before, or nothing is known of it."""

    def sentence() -> str:
        # the first rate of all is no change
        if site.start + tick < 1 or not is_met(site, tick):
            raise NotKnown("change")
        return site.says_change(tick)

    return where_known(sentence, before)


def is_met(site: Site, tick: float) -> bool:
    """Whether the run, or the scheduler's part of it, goes on to a tick, as far as anything says how long it is."""
    try:
        return tick < site.length
    except NotKnown:
        return True
