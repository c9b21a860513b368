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

REMOVED = frozenset({"verbose"})
"""Keys that did nothing for the rate, and are gone."""
