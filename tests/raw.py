"""torch's and timm's classes, called as one calls them without a factory."""

from __future__ import annotations

import torch

from schedules.upstream import timm_scheduler


def new_optimizer(groups=1, momentum=True, lr=0.1):
    """An optimizer with as many groups of one parameter; with a momentum, or Adagrad, which has none."""
    parameters = [{"params": [torch.nn.Parameter(torch.ones(1, 1))], "lr": lr / 2**n} for n in range(groups)]
    return torch.optim.SGD(parameters, momentum=0.9) if momentum else torch.optim.Adagrad(parameters)


def construct(optimizer, config):
    """The class that a config names, called with the rest of it."""
    arguments = {key: value for key, value in config.items() if key != "name"}
    name = config["name"]
    if "schedulers" in arguments:
        arguments["schedulers"] = [construct(optimizer, child) for child in arguments["schedulers"]]
    home = timm_scheduler() if name.startswith("timm_") else torch.optim.lr_scheduler
    return getattr(home, name.removeprefix("timm_"))(optimizer=optimizer, **arguments)


def step(scheduler, number, metric=1.0):
    """One tick of a scheduler, the number-th, whether that is an epoch or an update."""
    if hasattr(scheduler, "step_update"):
        scheduler.step_update(number)
        scheduler.step(number, metric)
    elif isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
        scheduler.step(metric)
    else:
        scheduler.step()


def rates(optimizer):
    return [group["lr"] for group in optimizer.param_groups]


def curve(optimizer, scheduler, steps):
    """The rates that a run of so many steps uses."""
    found = []
    optimizer.step()
    for number in range(1, steps + 1):
        found.append(rates(optimizer))
        step(scheduler, number)
    return found
