"""What the two plateau schedulers have in common: torch's, and timm's, which wraps it."""

from __future__ import annotations

from lrviz.rules.metric_words import SPLITS, words
from lrviz.rules.saying import is_met
from lrviz.sentences import NotKnown
from lrviz.site import Site
from schedules.problems import Path

PLATEAUS = ("ReduceLROnPlateau", "timm_PlateauLRScheduler")

TORCHS_EPS = 1e-8
"""By no more than this timm's plateau never cuts the rate: it leaves `eps` to torch's default."""


def named_metric(site: Site) -> tuple[Path, str] | None:
    """Where the config names the metric that the scheduler is given, and how; None where it does not.

    `monitor` says so wherever it stands. A `metric` outside the scheduler may be what the model is judged by alone, and
    counts where it names the data too, as `val_loss` does.
    """
    try:
        path, value = site.beside("monitor")
    except NotKnown:
        try:
            path, value = site.beside("metric")
        except NotKnown:
            return None
        if path[:-1] != site.path and not SPLITS.intersection(words(str(value))):
            return None
    return path, str(value)


def factor_name(site: Site) -> str:
    """What the factor of each cut is called."""
    return "factor" if site.name == "ReduceLROnPlateau" else "decay_rate"


def says_first_cut(site: Site) -> str:
    """When the rate is cut for the first time, if no metric is better than the first one.

    Raises:
        NotKnown: If it is not in the run, or something that it depends on is not known.
    """
    tick, before = _first_cut(site)
    lowest, eps = _limits(site)
    after = max(before * site[factor_name(site)], lowest)
    if lowest and site.setting.base_rates is None:
        # then it depends on the rate itself which of the two it is
        raise NotKnown("base_rate")
    if before - after <= eps or not is_met(site, tick):
        raise NotKnown("cut")
    return site.says_cut(tick, before, after)


def _first_cut(site: Site) -> tuple[int, float]:
    """The tick of the first cut, and the rate before it."""
    # the first metric is the best so far, unless the threshold makes infinity out of reach
    if not 0 <= site["threshold"] < 1:
        raise NotKnown("threshold")
    if site.name == "ReduceLROnPlateau":
        return int(site["patience"]) + 2, site.some_base_rate
    warmup = site["warmup_t"]
    if site["noise_range_t"] is not None or (warmup > 0 and warmup != int(warmup)):
        raise NotKnown("rate")
    # with a warm-up of less than 0 ticks the rate stays where the warm-up would begin
    before = site["warmup_lr_init"] if warmup < 0 and site.base_rate else site.some_base_rate
    return max(0, int(warmup)) + int(site["patience_t"]) + 2, before


def _limits(site: Site) -> tuple[float, float]:
    """The lowest rate, and by how much at least the rate is cut."""
    if site.name == "ReduceLROnPlateau":
        lowest, eps = site["min_lr"], site["eps"]
    else:
        lowest, eps = site["lr_min"], TORCHS_EPS
    return (lowest[0] if isinstance(lowest, list | tuple) else lowest), eps


def leaves_mode_open(site: Site) -> bool:
    """Whether the scheduler is timm's, and `mode` is left to a default that is not torch's."""
    return site.name == "timm_PlateauLRScheduler" and not site.gives("mode") and site["mode"] == "max"
