from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from schedules.cycles import cycle_starts, find_cycle, second_cycle_overflows
from schedules.fields import FitsFloat, LastEpoch, Number, StrictLength
from schedules.foreign import TORCH
from schedules.formula import Namespace
from schedules.run import Run
from schedules.spec import Conflict, Spec, constraint, parameter


class CosineAnnealingWarmRestarts(Spec):
    """Half cosines from the base rate towards `eta_min`, each followed by a restart at the base rate.

    Cycle i has T_i = T_0 * T_mult ** i ticks. With c ticks into the cycle:
    lr = eta_min + (base - eta_min) * (1 + cos(pi * c / T_i)) / 2

    Source: `torch.optim.lr_scheduler.CosineAnnealingWarmRestarts`; SGDR, https://arxiv.org/abs/1608.03983.
    """

    upstream: ClassVar[str] = "torch.optim.lr_scheduler.CosineAnnealingWarmRestarts"
    foreign_keys: ClassVar[dict[str, str]] = {
        **TORCH,
        "T_max": "the first cycle is called `T_0` here; without restarts use CosineAnnealingLR",
        "T_up": "a warm-up in each cycle is CosineAnnealingWarmupReduceRestarts",
        "gamma": "a lower peak in each cycle is CosineAnnealingWarmupReduceRestarts",
        "t_initial": "`t_initial` is timm's: use `T_0`",
        "cycle_mul": "`cycle_mul` is timm's: use `T_mult`",
        "lr_min": "`lr_min` is timm's: use `eta_min`",
    }
    length_key: ClassVar[str] = "T_0"
    floor_key: ClassVar[str] = "eta_min"

    T_0: Annotated[StrictLength, FitsFloat] = parameter(
        doc="ticks in the first cycle", unit="ticks", otherwise="torch refuses it"
    )
    T_mult: Annotated[StrictLength, FitsFloat] = parameter(
        1, doc="factor from the length of one cycle to the next", unit="factor", otherwise="torch refuses it"
    )
    eta_min: Number = parameter(0.0, doc="the rate towards which each cycle falls", unit="rate")
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        _, into, length = find_cycle(t, self.T_0, self.T_mult, at)
        return self.eta_min + (base - self.eta_min) * (1 + at.cos(at.pi * into / length)) / 2

    @constraint("T_0", "T_mult", sees_run=True)
    def second_cycle_fits(self, run: Run) -> Conflict | None:
        """The second cycle must not be longer than any floating-point number, if the run comes to it."""
        return second_cycle_overflows(self, run)

    def turns(self, until: int) -> Iterable[float]:
        return cycle_starts(self.T_0, self.T_mult, until)

    def natural_ticks(self) -> int:
        """Three cycles."""
        return self.T_0 * (1 + self.T_mult + self.T_mult**2)
