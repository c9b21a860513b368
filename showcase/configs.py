"""The configs of the gallery, by their file names."""

from __future__ import annotations

from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"

ADAMW = "optimizer: {name: AdamW, lr: 1e-3, weight_decay: 0.05}\n"
SGD = "optimizer: {name: SGD, lr: 0.1, momentum: 0.9}\n"

LONG = "experiments/2026-11-25_vision_transformer_large_patch16/ablations/learning_rate/cosine_with_a_long_warm_up.yaml"

TWELVE = tuple(f"warmup_{updates:03}.yaml" for updates in range(10, 130, 10))
"""Twelve configs that differ in one number."""

LONG_TWELVE = tuple(
    f"experiments/vision_transformer_large/seed_{seed}/final_candidate_{seed}.yaml" for seed in range(12)
)

MANY_GROUPS = "".join(
    f"    - {{params: 'blocks.{block}.*', lr_factor: {0.9 ** (11 - block):.4f}}}\n" for block in range(12)
)

CONFIGS: dict[str, str] = {
    "cosine_warmup.yaml": (EXAMPLES / "cosine_warmup.yaml").read_text(),
    "wsd.yaml": (EXAMPLES / "wsd.yaml").read_text(),
    LONG: (EXAMPLES / "cosine_warmup.yaml").read_text(),
    "multi_step.yaml": SGD
    + "scheduler: {name: MultiStepLR, milestones: [30, 60, 80], gamma: 0.1}\n"
    + "interval: epoch\nepochs: 90\nsteps_per_epoch: 1000\n",
    "restarts.yaml": SGD
    + "scheduler: {name: CosineAnnealingWarmRestarts, T_0: 10, T_mult: 2, eta_min: 0.001}\n"
    + "interval: epoch\nepochs: 70\nsteps_per_epoch: 100\n",
    "many_restarts.yaml": ADAMW + "scheduler: {name: CosineAnnealingWarmRestarts, T_0: 40}\nsteps: 1000\n",
    "one_cycle.yaml": SGD + "scheduler: {name: OneCycleLR, max_lr: 0.1, total_steps: 1000}\nsteps: 1000\n",
    "one_cycle_adamw.yaml": ADAMW + "scheduler: {name: OneCycleLR, max_lr: 1e-3, total_steps: 1000}\nsteps: 1000\n",
    "cyclic.yaml": SGD + "scheduler: {name: CyclicLR, base_lr: 0.01, max_lr: 0.1, step_size_up: 100}\nsteps: 1000\n",
    "groups.yaml": "optimizer:\n  name: AdamW\n  lr: 1e-3\n  groups:\n"
    "    - {params: 'backbone.*', lr_factor: 0.1}\n    - {params: 'head.*', lr_factor: 2}\n"
    "scheduler: {name: CosineAnnealingLR, T_max: 1000}\nsteps: 1000\n",
    "other_groups.yaml": "optimizer:\n  name: AdamW\n  lr: 1e-3\n  groups:\n"
    "    - {params: 'backbone.*', lr_factor: 0.2}\n    - {params: 'head.*', lr_factor: 2}\n"
    "scheduler: {name: CosineAnnealingLR, T_max: 1000, eta_min: 1e-5}\nsteps: 1000\n",
    "one_cycle_groups.yaml": "optimizer:\n  name: SGD\n  lr: 0.1\n  momentum: 0.9\n  groups:\n"
    "    - {params: 'backbone.*', lr_factor: 0.1}\n"
    "scheduler: {name: OneCycleLR, max_lr: [0.1, 0.01], total_steps: 1000}\nsteps: 1000\n",
    "layer_wise.yaml": "optimizer:\n  name: AdamW\n  lr: 1e-3\n  groups:\n"
    + MANY_GROUPS
    + "scheduler: {name: WarmupCosineLR, warmup_steps: 100, total_steps: 1000}\nsteps: 1000\n",
    "constant.yaml": SGD + "scheduler: {name: ConstantLR, factor: 1.0}\nsteps: 1000\n",
    "rate_of_zero.yaml": "optimizer: {lr: 0.0}\nscheduler: {name: StepLR, step_size: 30}\nsteps: 100\n",
    "one_step.yaml": SGD + "scheduler: {name: StepLR, step_size: 30}\nsteps: 1\n",
    "few_steps.yaml": SGD + "scheduler: {name: StepLR, step_size: 3, gamma: 0.5}\nsteps: 12\n",
    "to_zero.yaml": ADAMW + "scheduler:\n  name: SequentialLR\n  milestones: [100, 900]\n  schedulers:\n"
    "    - {name: LinearLR, start_factor: 0.001, total_iters: 100}\n"
    "    - {name: CosineAnnealingLR, T_max: 800}\n"
    "    - {name: ConstantLR, factor: 0.0, total_iters: 1000}\nsteps: 1000\n",
    "negative.yaml": SGD + "scheduler: {name: CosineAnnealingLR, T_max: 100, eta_min: -0.04}\nsteps: 100\n",
    "overflow.yaml": "optimizer: {lr: 1.0}\nscheduler: {name: ExponentialLR, gamma: 1.0e+30}\nsteps: 20\n",
    "exponential.yaml": SGD + "scheduler: {name: ExponentialLR, gamma: 0.99}\nsteps: 1000\n",
    "noise.yaml": SGD + "scheduler:\n  name: timm_CosineLRScheduler\n  t_initial: 1000\n  t_in_epochs: false\n"
    "  noise_range_t: [300, 700]\n  noise_pct: 0.3\nsteps: 1000\n",
    "plateau.yaml": SGD + "scheduler: {name: ReduceLROnPlateau, patience: 5}\nepochs: 60\nsteps_per_epoch: 50\n",
    "spike.yaml": ADAMW + "scheduler:\n  name: SequentialLR\n  milestones: [500000, 500001]\n  schedulers:\n"
    "    - {name: ConstantLR, factor: 0.5, total_iters: 2000000}\n"
    "    - {name: ConstantLR, factor: 1.0, total_iters: 2000000}\n"
    "    - {name: ConstantLR, factor: 0.5, total_iters: 2000000}\nsteps: 1000000\n",
    "cheap $5 and $6 $x^2$.yaml": (EXAMPLES / "cosine_warmup.yaml").read_text(),
    "実験_学習率 🚀 \u0928\u092e\u0938\u094d\u0924\u0947.yaml": (EXAMPLES / "cosine_warmup.yaml").read_text(),
    "_begins_with_a_line.yaml": (EXAMPLES / "wsd.yaml").read_text(),
    "long_run.yaml": ADAMW
    + "scheduler: {name: WarmupCosineLR, warmup_steps: 10000, total_steps: 1000000, min_lr: 1e-6}\nsteps: 1000000\n",
    "longer.yaml": ADAMW
    + "scheduler: {name: WarmupCosineLR, warmup_steps: 100, total_steps: 2000, min_lr: 1e-6}\nsteps: 2000\n",
    "almost_constant.yaml": "optimizer: {lr: 0.1}\n"
    "scheduler: {name: LinearLR, start_factor: 0.99, total_iters: 1000}\nsteps: 1000\n",
    **{
        name: ADAMW
        + f"scheduler: {{name: WarmupCosineLR, warmup_steps: {10 * number}, total_steps: 1000}}\nsteps: 1000\n"
        for number, name in enumerate((*TWELVE, *LONG_TWELVE), 1)
    },
}
