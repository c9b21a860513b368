"""Keys that torch's schedulers do not take, with what to do instead."""

TORCH = {
    "optimizer": "the optimizer is given by the factory: leave it out",
    "verbose": "it was removed in torch 2.7: delete it",
}

TIMM = {
    "optimizer": "the optimizer is given by the factory: leave it out",
    "last_epoch": "timm's schedulers do not take it: leave it out",
    "T_max": "`T_max` is torch's: use `t_initial`",
    "eta_min": "`eta_min` is torch's: use `lr_min`",
    "min_lr": "timm calls it `lr_min`",
    "warmup_epochs": "timm calls it `warmup_t`",
    "warmup_steps": "timm calls it `warmup_t`, with `t_in_epochs: false`",
    "warmup_lr": "timm calls it `warmup_lr_init`",
}

HUGGING_FACE = {
    **TORCH,
    "num_warmup_steps": "it is called `warmup_steps` here",
    "warmup_iters": "it is called `warmup_steps` here",
    "warmup_epochs": "it is called `warmup_steps` here, and counts ticks",
    "warmup_ratio": "give the ticks, the ratio times those of the whole run, as `warmup_steps`",
    "num_training_steps": "it is called `total_steps` here, where the schedule has a length",
    "max_steps": "it is called `total_steps` here, where the schedule has a length",
    "T_max": "the length is called `total_steps` here, where there is one, and includes the warm-up",
    "eta_min": "the floor is called `min_lr` here, where there is one",
    "lr_end": "the floor is called `min_lr` here, where there is one",
    "min_lr_rate": "the floor as a part of the base rate is called `min_lr_ratio` here, where there is one",
    "max_lr": "the peak is the optimizer's own rate: set `optimizer.lr`",
}

REMOVED = frozenset({"verbose"})
"""Keys that did nothing for the rate, and are gone."""
