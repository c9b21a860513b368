"""What comes of a log that was held against a config."""

from __future__ import annotations

from typing import NamedTuple

from lrviz.logs.length import PastEnd
from lrviz.logs.readings import Place
from lrviz.logs.runlog import BeginsAgain
from lrviz.options import Interval


class Verdict(NamedTuple):
    """How a log and a curve go together.

    Attributes:
        compared: How many rates were compared.
        beyond: How many were logged outside of the run, and not compared; but for one after the last update.
        counts_from: The number that the log gives to the first step or epoch, 0 or 1.
        largest: The largest difference, as a part of the peak.
        step: The first step or epoch, as the log counts, at which they part; None where they agree.
        logged: The rate there in the log.
        promised: The rate there by the config.
        cause: What would explain the log, or an empty string.
        begins_again: Where the log, whose rates were compared up to there, counts its steps from the start again; None
            where it does not.
        past_end: How far the log goes on after the end of the run; None where it does not.
        length: Where the length of the run is in doubt, what it was taken for, and which option says another.
        after_end: The last step, as the log counts, where its rate is that after the last update, and so not compared;
            else None.
        unit: What the log counts.
        place: When in each epoch a log that counts epochs has its rate, at its `"start"` or its `"end"`, or an empty
            string where that makes no difference.
        group: The parameter group that all this is said of; the first, where several were compared and all agree.
        others: The groups that do not agree either.
        groups: How many groups were compared.
        counting_is_open: Whether nothing but the rates tells if the log counts from 0 or from 1, and it agrees with one
            of the two alone.
        torch_would_tell: Whether nothing explains the log, and no run was looked at that is resumed with a part of its
            state, as torch is missing.
        remarks: Which columns were read, and which groups compared, where that is not plain.
    """

    compared: int
    beyond: int
    counts_from: int
    largest: float
    step: int | None = None
    logged: float = 0.0
    promised: float = 0.0
    cause: str = ""
    begins_again: BeginsAgain | None = None
    past_end: PastEnd | None = None
    length: str = ""
    after_end: int | None = None
    unit: Interval = "step"
    place: Place = ""
    group: int = 0
    others: tuple[int, ...] = ()
    groups: int = 1
    counting_is_open: bool = False
    torch_would_tell: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether rates were compared, all are as promised, and the log is that of one run, which is no longer."""
        return self.is_as_promised and self.begins_again is None and self.past_end is None

    @property
    def is_as_promised(self) -> bool:
        """Whether rates were compared, and all that were are as promised."""
        return self.step is None and self.compared > 0
