"""Keys that LightningCLI needs, beside those that torch's own class has."""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.dialects.entries import Entry
from lrviz.dialects.names import SAME_ELSEWHERE
from schedules.problems import Problem

OWN_PLATEAU = "ReduceLROnPlateau"
"""What LightningCLI takes for the class of its own, whose `monitor` is required, where no module is named."""

TOPS = (("lr_scheduler",), ("fit", "lr_scheduler"))
"""Where LightningCLI itself has the scheduler. A class elsewhere may be one that a model takes."""


def missing_metric(entry: Entry) -> Iterator[Problem]:
    """What is wrong where Lightning's own ReduceLROnPlateau is not told which metric it follows.

    Args:
        entry: A class under `class_path`, and its parameters.
    """
    text = str(entry.named.value)
    is_bare = text == OWN_PLATEAU and entry.path in TOPS and "monitor" not in entry.around
    given = entry.parameters.get("monitor")
    if not (is_bare or text in SAME_ELSEWHERE) or (given is not None and given.value is not None):
        return
    message = f"Lightning's {OWN_PLATEAU} requires `monitor`, the metric that it follows: LightningCLI stops without it"
    path = entry.named.path if given is None else given.path
    yield Problem(path, "value", "missing-key", message, "add `monitor:` to `init_args`, as `monitor: val_loss`")
