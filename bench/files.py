"""Small configs in all the shapes that are read, for what a further file costs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

Config = Mapping[str, Any]
"""A scheduler, with its name and its parameters."""


def many(count: int) -> dict[str, str]:
    """So many texts by a name for the file, drawn evenly from all shapes, and in each from all schedulers."""
    from schedules.catalog import SCHEDULERS

    schedulers = [{"name": name, **SCHEDULERS.load(name).example()} for name in SCHEDULERS.names()]
    plain = [scheduler for scheduler in schedulers if "schedulers" not in scheduler]
    texts = {}
    for number in range(count):
        shape, turn = list(SHAPES)[number % len(SHAPES)], number // len(SHAPES)
        drawn = schedulers if shape in OF_ALL else plain
        texts[f"{number:04}_{shape}"] = SHAPES[shape](drawn[turn % len(drawn)], 1e-3 + number * 1e-6, turn)
    return texts


def _bare(scheduler: Config, rate: float, _: int) -> str:
    return _json({**scheduler, "lr": rate})


def _whole(scheduler: Config, rate: float, _: int) -> str:
    optimizer = {"name": "AdamW", "lr": rate, "weight_decay": 0.05}
    return _json({"optimizer": optimizer, "scheduler": scheduler, "epochs": 10, "steps_per_epoch": 100})


def _on_one_line(scheduler: Config, rate: float, _: int) -> str:
    return json.dumps({"optimizer": {"name": "SGD", "lr": rate}, "scheduler": scheduler, "steps": 1000})


def _interpolated(scheduler: Config, rate: float, _: int) -> str:
    run, optimizer = {"length": 1000, "lr": rate}, {"name": "AdamW", "lr": "${run.lr}"}
    return _json({"run": run, "optimizer": optimizer, "scheduler": scheduler, "steps": "${run.length}"})


def _in_blocks(scheduler: Config, rate: float, _: int) -> str:
    head = f"# what is trained, and how long\nsteps: 1000  # updates\noptimizer:\n  name: SGD\n  lr: {rate}\n\n"
    return f"{head}scheduler:  # of the rate\n{_block(scheduler, 2)}"


def _nested(scheduler: Config, rate: float, _: int) -> str:
    ramp, decay = {"name": "LinearLR", "total_iters": 50}, {"name": "ExponentialLR", "gamma": 0.999}
    inside = {"name": "ChainedScheduler", "schedulers": [ramp, decay]}
    is_child = not scheduler["name"].startswith("timm_") and scheduler["name"] != "ReduceLROnPlateau"
    then = scheduler if is_child else {"name": "StepLR", "step_size": 100}
    sequence = {"name": "SequentialLR", "milestones": [100], "schedulers": [inside, then]}
    return _on_one_line(sequence, rate, 0)


def _listed(scheduler: Config, rate: float, turn: int) -> str:
    by_step = {"name": "LinearLR", "total_iters": 50 + turn, "interval": "step"}
    by_epoch = {**scheduler, "interval": "epoch"}
    return _json({"optimizer": {"name": "SGD", "lr": rate}, "lr_scheduler": [by_step, by_epoch], **_EPOCHS})


def _paired(scheduler: Config, rate: float, turn: int) -> str:
    ramp = {"name": "LinearLR", "total_iters": 50 + turn}
    return _json({"lr": rate, "iter_scheduler": ramp, "epoch_scheduler": scheduler, **_EPOCHS})


def _class_with_parameters(scheduler: Config, rate: float, _: int) -> str:
    name, parameters = _taken_apart(scheduler)
    optimizer = {"type": "AdamW", "params": {"lr": rate}}
    return _json({"optimizer": optimizer, "lr_scheduler": {"type": name, "params": parameters}, "max_epochs": 10})


def _hydra(scheduler: Config, rate: float, _: int) -> str:
    name, parameters = _taken_apart(scheduler)
    target = {"_target_": f"{_module(scheduler)}.{name}", "_partial_": True, **parameters}
    return _json({"optimizer": {"_target_": "torch.optim.AdamW", "lr": rate}, "scheduler": target, "epochs": 10})


def _lightning(scheduler: Config, rate: float, _: int) -> str:
    name, parameters = _taken_apart(scheduler)
    optimizer = {"class_path": "torch.optim.AdamW", "init_args": {"lr": rate}}
    described = {"class_path": f"{_module(scheduler)}.{name}", "init_args": parameters}
    return _json({"trainer": {"max_epochs": 10}, "optimizer": optimizer, "lr_scheduler": described})


def _warmup_around(_: Config, rate: float, turn: int) -> str:
    after = {"type": "CosineAnnealingLR", "T_max": 90}
    around = {"type": "GradualWarmupScheduler", "multiplier": 1, "warmup_epochs": 5 + turn, "after_scheduler": after}
    return _json({"optimizer": {"type": "SGD", "lr": rate}, "scheduler": around, "epochs": 100})


def _hugging_face(_: Config, rate: float, turn: int) -> str:
    kinds = ("linear", "cosine", "polynomial", "constant_with_warmup", "cosine_with_restarts", "inverse_sqrt")
    kind = kinds[turn % len(kinds)]
    return _block({"learning_rate": rate, "lr_scheduler_type": kind, "warmup_steps": 10 + turn, "max_steps": 1000})


def _timm(_: Config, rate: float, turn: int) -> str:
    kind = ("cosine", "tanh", "step", "poly", "plateau", "multistep")[turn % 6]
    return _block({"opt": "adamw", "lr": rate, "sched": kind, "epochs": 90 + turn, "warmup_epochs": 5, "min_lr": 1e-6})


def _mmengine(_: Config, rate: float, turn: int) -> str:
    ramp = {"type": "LinearLR", "start_factor": 0.001, "by_epoch": False, "begin": 0, "end": 50 + turn}
    falls = ({"type": "CosineAnnealingLR", "T_max": 900}, {"type": "MultiStepLR", "milestones": [600, 800]})
    fall = {**falls[turn % 2], "by_epoch": False, "begin": 0, "end": 1000}
    wrapper = {"optimizer": {"type": "SGD", "lr": rate}}
    return _json({"optim_wrapper": wrapper, "param_scheduler": [ramp, fall], "train_cfg": {"max_iters": 1000}})


def _axolotl(_: Config, rate: float, turn: int) -> str:
    kind = ("cosine", "linear")[turn % 2]
    return _block({"learning_rate": rate, "lr_scheduler": kind, "warmup_steps": 10 + turn, "max_steps": 1000})


def _word(_: Config, rate: float, turn: int) -> str:
    return _block({"lr": rate, "epochs": 100 + turn, "scheduler": "cosine", "T_max": 100})


_EPOCHS = {"epochs": 10, "steps_per_epoch": 100}

SHAPES: dict[str, Callable[[Config, float, int], str]] = {
    "bare": _bare,
    "whole": _whole,
    "on_one_line": _on_one_line,
    "interpolated": _interpolated,
    "in_blocks": _in_blocks,
    "nested": _nested,
    "listed": _listed,
    "paired": _paired,
    "class_with_parameters": _class_with_parameters,
    "hydra": _hydra,
    "lightning": _lightning,
    "warmup_around": _warmup_around,
    "hugging_face": _hugging_face,
    "timm_arguments": _timm,
    "mmengine": _mmengine,
    "axolotl": _axolotl,
    "word": _word,
}
"""What writes each shape, given a scheduler, a rate, and how often the shape was drawn before."""

OF_ALL = ("bare", "whole", "on_one_line", "interpolated", "in_blocks")
"""The shapes in which a composite can be written too."""


def _json(config: Config) -> str:
    return json.dumps(config, indent=1)


def _block(node: Config, indent: int = 0) -> str:
    """A mapping as YAML is commonly written; what is nested deeper stands on one line."""
    return "".join(f"{' ' * indent}{key}: {json.dumps(value)}\n" for key, value in node.items())


def _taken_apart(scheduler: Config) -> tuple[str, dict[str, Any]]:
    name = scheduler["name"].removeprefix("timm_")
    return name, {key: value for key, value in scheduler.items() if key != "name"}


def _module(scheduler: Config) -> str:
    from schedules.catalog import SCHEDULERS

    upstream = SCHEDULERS.load(scheduler["name"]).upstream
    return upstream.rpartition(".")[0] or "schedules"
