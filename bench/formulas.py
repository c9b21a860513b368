"""How fast the formulas are: of every scheduler, of compositions, and of several parameter groups."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.configs import config, names, plan
from bench.measure import ROUNDS, Figure, side_by_side
from bench.simulation import cost
from bench.start import LRVIZ

STEPS = 10_000_000
SHORT = 1000
GROUPS = 8


def composed(steps: int) -> dict[str, dict[str, Any]]:
    """Configs in which schedulers are put together, and options that take more than the examples do."""
    ramp = {"name": "LinearLR", "total_iters": steps // 10}
    decay = {"name": "ExponentialLR", "gamma": 0.9999999}
    cosine = {"name": "CosineAnnealingLR", "T_max": steps // 3}
    cuts = {"name": "StepLR", "step_size": steps // 100, "gamma": 0.99}
    restarts = {"name": "CosineAnnealingWarmRestarts", "T_0": 1000}
    cyclic = {"name": "CyclicLR", "base_lr": 0.01, "max_lr": 0.1}
    timm = {"t_initial": steps // 100, "t_in_epochs": False, "cycle_mul": 2.0, "cycle_decay": 0.5, "cycle_limit": 9}
    falls = [{"name": "PolynomialLR", "total_iters": steps, "power": 0.9 + number / 10} for number in range(8)]
    return {
        "a ramp, then a cosine": _sequence([steps // 10], ramp, cosine),
        "a sequence in a chain in a sequence": _sequence(
            [steps // 2], _chain(_sequence([steps // 10], ramp, cuts), decay), cosine
        ),
        "a chain in a sequence in a chain": _chain(_sequence([steps // 10], _chain(ramp, decay), cosine), decay, cuts),
        "a chain of 8 PolynomialLR": _chain(*falls),
        "a chain of what assigns and what follows": _chain(decay, restarts, cuts, cosine),
        "restarts, each twice as long": {**restarts, "T_mult": 2},
        "OneCycleLR of three phases": {**config("OneCycleLR", steps), "three_phase": True},
        "CyclicLR, exp_range": {**cyclic, "mode": "exp_range", "gamma": 0.9999999},
        "CyclicLR, triangular2": {**cyclic, "mode": "triangular2", "step_size_up": steps // 100},
        "timm cosine with cycle_mul": {"name": "timm_CosineLRScheduler", **timm},
        "timm poly with cycle_mul and k_decay": {"name": "timm_PolyLRScheduler", **timm, "k_decay": 0.7},
        "timm tanh with cycle_mul": {"name": "timm_TanhLRScheduler", **timm},
    }


def several(steps: int) -> dict[str, list[dict[str, Any]]]:
    """Lists of schedulers that share an optimizer, in windows of their own."""
    ramp = {"type": "LinearLR", "start_factor": 0.001, "by_epoch": False, "begin": 0, "end": steps // 20}
    cosine = {"type": "CosineAnnealingLR", "T_max": steps - steps // 20, "eta_min": 1e-5, "by_epoch": False}
    return {"mmengine: a ramp beside a cosine": [ramp, {**cosine, "begin": steps // 20, "end": steps}]}


def _chain(*schedulers: dict[str, Any]) -> dict[str, Any]:
    return {"name": "ChainedScheduler", "schedulers": list(schedulers)}


def _sequence(milestones: list[int], *schedulers: dict[str, Any]) -> dict[str, Any]:
    return {"name": "SequentialLR", "milestones": milestones, "schedulers": list(schedulers)}


def figures(folder: Path) -> Iterator[Figure]:
    """The formula engine, for the longest run that is allowed without asking."""
    from lrviz.evaluate import has_formula

    yield _whole_process(folder)
    alone = [name for name in names() if has_formula(plan(config(name, 9), 9))]
    yield _most("of a scheduler", {name: config(name, STEPS) for name in alone})
    yield _most("of a composition", {**composed(STEPS), **several(STEPS)})
    groups = {name: config(name, STEPS) for name in ("StepLR", "CosineAnnealingLR", "WarmupCosineLR", "OneCycleLR")}
    yield _most(f"and each of {GROUPS} groups, of a scheduler", groups, GROUPS)
    yield _most(f"and each of {GROUPS} groups, of a composition", _some(composed(STEPS)), GROUPS)


def _whole_process(folder: Path) -> Figure:
    """What the longest run takes more than a short one, from the command line to the numbers on the screen."""
    more = {}
    for name in ("StepLR", "WarmupCosineLR", "OneCycleLR", "timm_PolyLRScheduler", "a ramp, then a cosine"):
        commands = {}
        for length, steps in (("short", SHORT), ("long", STEPS)):
            scheduler = composed(steps)[name] if " " in name else config(name, steps)
            written = {"optimizer": {"name": "SGD", "lr": 0.1}, "scheduler": scheduler, "steps": steps}
            path = folder / f"{length}-{len(more)}.yaml"
            path.write_text(json.dumps(written))
            commands[length] = [LRVIZ, "plot", str(path), "--no-save", "--engine", "formula"]
        times = side_by_side(str(folder), **commands)
        more[name] = (times["long"].median - times["short"].median, times)
    raw = [f"{name}: {seconds:.2f} s; {times['long']}; {times['short']}" for name, (seconds, times) in more.items()]
    most = max(more, key=lambda name: more[name][0])
    return Figure("`plot` of 10 million steps, CPU s beyond a short one, whole process", more[most][0], 1.0, raw)


def _some(configs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return dict(list(configs.items())[:3])


def _most(of: str, configs: dict[str, Any], groups: int = 1) -> Figure:
    """The most that any of the configs takes: 10 million rates of each group are counted as 10 million steps."""
    costs = {
        name: [cost(written, STEPS, "formula", groups)[0] / groups for _ in range(ROUNDS)]
        for name, written in configs.items()
    }
    medians = {name: statistics.median(seconds) for name, seconds in costs.items()}
    ordered = sorted(medians, key=lambda name: -medians[name])
    raw = [
        f"{name}: {medians[name]:.2f} s, the median of " + " ".join(f"{seconds:.2f}" for seconds in costs[name])
        for name in ordered
    ]
    return Figure(f"formula engine, CPU s of 10 million steps {of}", medians[ordered[0]], 1.0, raw)
