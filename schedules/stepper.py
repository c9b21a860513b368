"""The one driver of schedulers, used by the training loop and by the simulation alike."""

from __future__ import annotations

from collections.abc import Generator
from copy import deepcopy
from typing import Any, Literal

from schedules.quick import quick_step


class Stepper:
    """Steps a scheduler of torch, of timm or of your own at the right moments.

        stepper = Stepper(scheduler, interval="step")
        for epoch in range(epochs):
            for batch in loader:
                ...
                optimizer.step()
                stepper.after_step()
            stepper.after_epoch(metric=validate(model))

    Torch's schedulers are stepped after each update or after each epoch, as `interval` says. timm's are told the number
    of updates after each update, counted from 1, and the number of epochs after each epoch; they pick the one that
    their `t_in_epochs` is about. A plateau scheduler, timm's too, is given the metric.

    Args:
        scheduler: What `build_scheduler` returned.
        interval: `step` or `epoch`; by default `epoch` for plateau schedulers and `step` for all others of torch. It
            makes no difference to timm's.

    Raises:
        ValueError: If the interval is neither.

    Attributes:
        updates: How many updates it was told of.
        epochs: How many epochs it was told of.

    Source: this package; the calls are those of `torch.optim.lr_scheduler` and `timm.scheduler.scheduler.Scheduler`.
    """

    def __init__(self, scheduler: Any, interval: Literal["step", "epoch"] | None = None) -> None:
        if interval not in (None, "step", "epoch"):
            raise ValueError(f"interval is 'step' or 'epoch', not {interval!r}")
        self.scheduler = scheduler
        self.updates = 0
        self.epochs = 0
        self._is_timm = hasattr(scheduler, "step_update")
        # timm's plateau scheduler has torch's inside
        self._inner_plateau = getattr(scheduler, "lr_scheduler", None) if self._is_timm else None
        self._takes_metric = _is_plateau(self._inner_plateau if self._is_timm else scheduler)
        self.interval = interval or ("epoch" if self._takes_metric else "step")
        self._steps_each_update = not self._is_timm and self.interval == "step"
        self._steps_each_epoch = not self._is_timm and self.interval == "epoch"

    @property
    def moves_after_step(self) -> bool:
        """Whether `after_step` can change a rate. For timm's schedulers it is their `t_in_epochs` that decides."""
        return not getattr(self.scheduler, "t_in_epochs", False) if self._is_timm else self._steps_each_update

    @property
    def moves_after_epoch(self) -> bool:
        """Whether `after_epoch` can change a rate."""
        return getattr(self.scheduler, "t_in_epochs", True) if self._is_timm else self._steps_each_epoch

    def after_step(self, metric: float | None = None) -> None:
        """Call this after each `optimizer.step()`.

        Args:
            metric: Only for a plateau scheduler that is stepped with each update.

        Raises:
            ValueError: If a plateau scheduler is due and there is no metric.
        """
        if self._steps_each_update:
            self._step(metric)
        elif self._is_timm:
            self.scheduler.step_update(self.updates + 1)
        self.updates += 1

    def walk(self, updates: int) -> Generator[None, None, None]:
        """Do what `after_step` does, many times over and several times as fast: for simulations.

        Args:
            updates: How many times.

        Yields:
            None, after each. The rates and the momentum of the optimizer are those after that step; the scheduler's own
            state, such as `get_last_lr()`, is only up to date when the walk has ended.

        Raises:
            ValueError: If the scheduler is one that needs a metric with each update.
        """
        if not self._steps_each_update:
            for _ in range(updates):
                self.after_step()
                yield
            return
        self._need(None, "step")
        before, done = self.updates, 0
        try:
            with quick_step(self.scheduler) as step:
                for done in range(1, updates + 1):  # noqa: B007 - it is looked at when the walk has ended
                    step()
                    yield
        finally:
            self.updates = before + done

    def after_epoch(self, metric: float | None = None) -> None:
        """Call this at the end of each epoch, after its last update.

        Args:
            metric: What a plateau scheduler watches, such as the validation loss.

        Raises:
            ValueError: If a plateau scheduler is due and there is no metric.
        """
        if self._steps_each_epoch:
            self._step(metric)
        elif self._is_timm:
            self._need(metric, "epoch")
            self.scheduler.step(self.epochs + 1, metric)
        self.epochs += 1

    def _step(self, metric: float | None) -> None:
        if not self._takes_metric:
            self.scheduler.step()
            return
        self._need(metric, self.interval)
        self.scheduler.step(metric)

    def _need(self, metric: float | None, interval: str) -> None:
        if self._takes_metric and metric is None:
            raise ValueError(f"{type(self.scheduler).__name__} needs a metric: call after_{interval}(metric=...)")

    def state_dict(self) -> dict[str, Any]:
        """Everything that is needed to go on later.

        Returns:
            The counts and the state of the scheduler: numbers, text and lists, which `torch.load` takes with
            `weights_only=True`.
        """
        state = {"updates": self.updates, "epochs": self.epochs, "scheduler": self.scheduler.state_dict()}
        if self._inner_plateau is not None:
            # timm leaves these out, and would count the bad epochs anew
            state["plateau"] = self._inner_plateau.state_dict()
            state["restore_lr"] = self.scheduler.restore_lr
        return state

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a state that `state_dict` gave. The optimizer's own state is loaded by itself, after this.

        Args:
            state: What `state_dict` returned, for a scheduler that was built from the same config.

        Raises:
            KeyError: If the state is none of a Stepper for such a scheduler.
        """
        # torch's CyclicLR takes something out of the state that it is given, which then could not be loaded again
        self.scheduler.load_state_dict(deepcopy(state["scheduler"]))
        if self._inner_plateau is not None:
            self._inner_plateau.load_state_dict(state["plateau"])
            self.scheduler.restore_lr = state["restore_lr"]
        self.updates, self.epochs = state["updates"], state["epochs"]


def _is_plateau(scheduler: Any) -> bool:
    from torch.optim.lr_scheduler import ReduceLROnPlateau

    return isinstance(scheduler, ReduceLROnPlateau)
