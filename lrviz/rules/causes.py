"""What the rules about the curve as a whole need: whether another rule names the cause, and what is in force."""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.sentences import NotKnown
from lrviz.site import Site


def is_named(site: Site, *codes: str) -> bool:
    """Whether one of these rules says something about a schedule or about a scheduler in it."""
    from lrviz.rules import all_rules

    rules = [rule for code in codes if (rule := all_rules().get(code))]
    for each in everything(site):
        for rule in rules:
            if rule.check is None or not rule.is_about(type(each.spec)):
                continue
            try:
                if next(iter(rule.check(each)), None) is not None:
                    return True
            except (NotKnown, OverflowError):
                pass
    return False


def everything(site: Site) -> Iterator[Site]:
    """A schedule and all schedulers in it."""
    yield site
    for child in site.children:
        yield from everything(child)


def overwrites_base_rate(site: Site) -> bool:
    """Whether a schedule, or a scheduler in it, sets the rate itself, whatever the optimizer's is."""
    return any(each.spec.sets_rate for each in everything(site))


def in_force(site: Site, tick: int) -> Site:
    """The scheduler that sets the rate at a tick of the whole schedule; the chain itself where several do."""
    if site.name != "SequentialLR":
        return in_force(site.children[0], tick) if len(site.children) == 1 else site
    begun = [child for child in site.children if child.start <= tick and child.length > 0]
    return in_force(begun[-1], tick) if begun else site
