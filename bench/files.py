"""Small configs, drawn evenly from all schedulers and from the ways in which they are written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Writer = Callable[[str, dict[str, Any], float], str]
"""Writes a config of a scheduler: its name, its parameters, and the rate of the optimizer."""

RAMP = {"name": "LinearLR", "start_factor": 0.01, "total_iters": 5}
RUN = {"epochs": 10, "steps_per_epoch": 100}


def text(number: int) -> str:
    """One of many configs: first every scheduler in one way, then in the next."""
    from schedules.catalog import SCHEDULERS

    names = SCHEDULERS.names()
    name = names[number % len(names)]
    parameters = SCHEDULERS.load(name).example()
    parameters.pop("name", None)
    return WRITERS[number // len(names) % len(WRITERS)](name, parameters, 1e-3 + number * 1e-6)


def _sgd(rate: float) -> dict[str, Any]:
    return {"name": "SGD", "lr": rate, "momentum": 0.9}


def _bare(name: str, parameters: dict[str, Any], rate: float) -> str:
    return json.dumps({"name": name, **parameters, "lr": rate}, indent=1)


def _whole(name: str, parameters: dict[str, Any], rate: float) -> str:
    optimizer = {"name": "AdamW", "lr": rate, "weight_decay": 0.05}
    return json.dumps({"optimizer": optimizer, "scheduler": {"name": name, **parameters}, **RUN}, indent=1)


def _on_one_line(name: str, parameters: dict[str, Any], rate: float) -> str:
    return json.dumps({"optimizer": _sgd(rate), "scheduler": {"name": name, **parameters}, "steps": 1000})


def _interpolated(name: str, parameters: dict[str, Any], rate: float) -> str:
    run = {"length": 1000, "lr": rate}
    optimizer = {"name": "AdamW", "lr": "${run.lr}"}
    whole = {"run": run, "optimizer": optimizer, "scheduler": {"name": name, **parameters}, "steps": "${run.length}"}
    return json.dumps(whole, indent=1)


def _in_blocks(name: str, parameters: dict[str, Any], rate: float) -> str:
    import yaml

    lines = [f"  {line}" for line in yaml.safe_dump({"name": name, **parameters}, sort_keys=False).splitlines()]
    before = ["# a run", "optimizer:", "  name: AdamW  # as in the paper", f"  lr: {rate:.8f}", "", "scheduler:"]
    return "\n".join([*before, *lines, "", "# for two days", "epochs: 10", "steps_per_epoch: 100", ""])


def _with_parameters_below(name: str, parameters: dict[str, Any], rate: float) -> str:
    scheduler = {"class_name": name, "params": parameters}
    return json.dumps({"optimizer": {"class_name": "SGD", "params": {"lr": rate}}, "scheduler": scheduler, **RUN})


def _hydra(name: str, parameters: dict[str, Any], rate: float) -> str:
    optimizer = {"_target_": "torch.optim.AdamW", "_partial_": True, "lr": rate}
    scheduler = {"_target_": _path(name), "_partial_": True, **parameters}
    return json.dumps({"optimizer": optimizer, "scheduler": scheduler, "trainer": {"max_epochs": 10}}, indent=1)


def _lightning(name: str, parameters: dict[str, Any], rate: float) -> str:
    optimizer = {"class_path": "torch.optim.AdamW", "init_args": {"lr": rate}}
    scheduler = {"class_path": _path(name), "init_args": parameters}
    return json.dumps({"trainer": {"max_epochs": 10}, "optimizer": optimizer, "lr_scheduler": scheduler}, indent=1)


def _list(name: str, parameters: dict[str, Any], rate: float) -> str:
    return json.dumps({"optimizer": _sgd(rate), "scheduler": [RAMP, {"name": name, **parameters}], "steps": 1000})


def _nested(name: str, parameters: dict[str, Any], rate: float) -> str:
    chain = {"name": "ChainedScheduler", "schedulers": [RAMP, {"name": "ExponentialLR", "gamma": 0.99}]}
    both = [chain, {"name": name, **parameters}]
    scheduler = {"name": "SequentialLR", "milestones": [20], "schedulers": both}
    return json.dumps({"optimizer": _sgd(rate), "scheduler": scheduler, "steps": 1000}, indent=1)


def _mmengine(name: str, parameters: dict[str, Any], rate: float) -> str:
    ramp = {"type": "LinearLR", "start_factor": 0.01, "by_epoch": False, "begin": 0, "end": 50}
    after = {"type": name, **parameters, "by_epoch": True, "begin": 1, "end": 10}
    optimizer = {"type": "SGD", "lr": rate, "momentum": 0.9}
    whole = {"optim_wrapper": {"optimizer": optimizer}, "param_scheduler": [ramp, after]}
    return json.dumps({**whole, "train_cfg": {"by_epoch": True, "max_epochs": 10}}, indent=1)


def _pair(name: str, parameters: dict[str, Any], rate: float) -> str:
    warm_up = {"name": "LinearLR", "start_factor": 0.1, "total_iters": 15}
    schedule = {"name": name, **parameters}
    return json.dumps({"optimizer": _sgd(rate), "lr_scheduler": schedule, "lr_warmup_scheduler": warm_up, **RUN})


def _warm_up_around(name: str, parameters: dict[str, Any], rate: float) -> str:
    scheduler = {
        "type": "LinearWarmup",
        "warmup_steps": 50,
        "max_steps": 1000,
        "scheduler": {"type": name, **parameters},
    }
    return json.dumps({"optimizer": _sgd(rate), "scheduler": scheduler, "steps": 1000}, indent=1)


KINDS_OF_TIMM = ("cosine", "tanh", "step", "multistep", "poly", "plateau")
KINDS_OF_HUGGING_FACE = (
    "linear",
    "cosine",
    "cosine_with_restarts",
    "polynomial",
    "constant_with_warmup",
    "inverse_sqrt",
)


def _timm_arguments(name: str, parameters: dict[str, Any], rate: float) -> str:
    kind = KINDS_OF_TIMM[len(name + str(parameters)) % len(KINDS_OF_TIMM)]
    arguments = {"sched": kind, "lr": round(rate, 8), "opt": "adamw", "epochs": 20, "warmup_epochs": 3, "min_lr": 1e-5}
    return "".join(f"{key}: {value}\n" for key, value in {**arguments, "decay_epochs": 5}.items())


def _hugging_face(name: str, parameters: dict[str, Any], rate: float) -> str:
    kind = KINDS_OF_HUGGING_FACE[len(name + str(parameters)) % len(KINDS_OF_HUGGING_FACE)]
    arguments = {"learning_rate": round(rate, 8), "lr_scheduler_type": kind, "warmup_steps": 50, "max_steps": 1000}
    return "".join(f"{key}: {value}\n" for key, value in arguments.items())


def _path(name: str) -> str:
    from schedules.catalog import SCHEDULERS

    return SCHEDULERS.load(name).upstream or f"schedules.{name}"


WRITERS: tuple[Writer, ...] = (
    *(_bare, _whole, _on_one_line, _interpolated, _in_blocks, _with_parameters_below, _hydra, _lightning),
    *(_list, _nested, _mmengine, _pair, _warm_up_around, _timm_arguments, _hugging_face),
)
