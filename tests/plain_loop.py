"""The plain training loop, written against torch and timm alone: `plain_loop.py CASES CURVES`.

It reads cases as JSON and writes, for each, the rates and momenta that the optimizer has at every update, and which
keywords matter to them. The schedulers of the project itself are written out anew here, from their formulas.
"""

import functools
import json
import math
import sys

import torch

try:
    import torchvision  # noqa: F401 - timm imports it
except RuntimeError:
    # it is built for another torch here; with these two operators it can be imported
    library = torch.library.Library("torchvision", "DEF")
    library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import timm.scheduler

STEPS = 1000


class PolynomialDecay(torch.optim.lr_scheduler.LRScheduler):
    def __init__(self, optimizer, max_decay_steps, end_learning_rate=1e-4, power=1.0):
        self.length, self.end, self.power = max_decay_steps, end_learning_rate, power
        super().__init__(optimizer)

    def get_lr(self):
        left = 1 - min(self.last_epoch, self.length) / self.length
        return [(base - self.end) * left**self.power + self.end if self.last_epoch else base for base in self.base_lrs]


class ReducedRestarts(torch.optim.lr_scheduler.LRScheduler):
    def __init__(self, optimizer, T_0, T_mult=1, eta_min=0.0, T_up=0, gamma=1.0):
        self.first, self.factor, self.floor, self.rise, self.gamma = T_0, T_mult, eta_min, T_up, gamma
        super().__init__(optimizer)

    def get_lr(self):
        cycle, into, length = 0, self.last_epoch, self.first
        while into >= length:
            cycle, into, length = cycle + 1, into - length, length * self.factor
        peaks = [max(self.floor, base * self.gamma**cycle) for base in self.base_lrs]
        if into < self.rise:
            return [self.floor + (peak - self.floor) * into / self.rise for peak in peaks]
        angle = math.pi * (into - self.rise) / (length - self.rise)
        return [self.floor + (peak - self.floor) * (1 + math.cos(angle)) / 2 for peak in peaks]


class Written(torch.optim.lr_scheduler.LRScheduler):
    """A schedule with a warm-up, as a function of the tick, the base rate and the parameters."""

    def __init__(self, optimizer, rate, **parameters):
        self.rate, self.parameters = rate, {"warmup_steps": 0, **parameters}
        super().__init__(optimizer)

    def get_lr(self):
        return [self.rate(self.last_epoch, base, **self.parameters) for base in self.base_lrs]


def falling(height):
    """A rise from 0, and a way down to a floor, of which `height` is left at `into` of `length` ticks."""

    def rate(t, base, total_steps, warmup_steps, min_lr=0.0, min_lr_ratio=None, **shape):
        if t < warmup_steps:
            return base * (t / warmup_steps)
        floor = min_lr if min_lr_ratio is None else base * min_lr_ratio
        length = total_steps - warmup_steps
        return floor + (base - floor) * height(t - warmup_steps, length, **shape)

    return rate


def cosine(into, length, num_cycles=0.5):
    return 0.5 * (1.0 + math.cos(math.pi * num_cycles * 2.0 * (into / length)))


def restarts(into, length, num_cycles=1):
    return 0.0 if into >= length else 0.5 * (1.0 + math.cos(math.pi * ((num_cycles * (into / length)) % 1.0)))


def polynomial(into, length, power=1.0):
    return 0.0 if into > length else (1 - into / length) ** power


def rex(into, length, d=0.5):
    left = max(length - into, 0) / length
    return left / ((1 - d) + d * left)


def flat_cosine(t, base, total_steps, warmup_steps, pct_start=0.75, **floor):
    flat = max(0.0, pct_start * total_steps - warmup_steps)

    def height(into, length):
        part = max(into - flat, 0) / (length - flat)
        return 0.5 * (1.0 + math.cos(math.pi * part)) if into < length else 0.0

    return falling(height)(t, base, total_steps, warmup_steps, **floor)


def nonzero_warmup(t, base, total_steps, warmup_steps, num_cycles=0.5, warmup_lr_ratio=None, **floor):
    if t < warmup_steps and warmup_lr_ratio is None:
        return base * ((t + 1) / warmup_steps)
    if t < warmup_steps:
        return base * (warmup_lr_ratio + (1 - warmup_lr_ratio) * t / (warmup_steps - 1))
    return falling(lambda into, length: cosine(into + 1, length, num_cycles))(
        t, base, total_steps, warmup_steps, **floor
    )


def constant(t, base, warmup_steps):
    return base * (t / warmup_steps) if t < warmup_steps else base


def inverse_sqrt(t, base, warmup_steps, timescale=None):
    scale = timescale or warmup_steps or 10_000
    return base * (t / warmup_steps) if t < warmup_steps else base * ((t - warmup_steps + scale) / scale) ** -0.5


def stable_decay(
    t, base, warmup_steps, decay_steps, stable_steps=None, total_steps=None,
    warmup_type="linear", decay_type="cosine", num_cycles=0.5, min_lr=0.0, min_lr_ratio=None,
):  # fmt: skip
    floor = min_lr if min_lr_ratio is None else base * min_lr_ratio
    start = total_steps - decay_steps if stable_steps is None else warmup_steps + stable_steps
    if t < warmup_steps:
        part = t / warmup_steps
        height = {"linear": part, "cosine": 0.5 * (1.0 - math.cos(math.pi * part)), "1-sqrt": 1.0 - (1.0 - part) ** 0.5}
        return floor + (base - floor) * height[warmup_type]
    if not start <= t < start + decay_steps:
        return floor + (base - floor) * (t < start)
    part = (t - start) / decay_steps
    height = {"linear": 1.0 - part, "cosine": cosine(t - start, decay_steps, num_cycles), "1-sqrt": 1.0 - part**0.5}
    return floor + (base - floor) * height[decay_type]


def noam(t, base, d_model, warmup_steps, factor=1.0):
    return base * factor * d_model**-0.5 * min((t + 1) ** -0.5, (t + 1) * warmup_steps**-1.5)


def multi_step(t, base, milestones, warmup_steps, gamma=0.1, warmup_factor=0.001, warmup_method="linear"):
    up = 1.0
    if t < warmup_steps:
        part = t / warmup_steps
        up = warmup_factor if warmup_method == "constant" else warmup_factor * (1 - part) + part
    return base * up * gamma ** sum(milestone <= t for milestone in milestones)


WRITTEN = {
    "WarmupLinearLR": falling(lambda into, length: max(length - into, 0) / length),
    "WarmupCosineLR": falling(cosine),
    "NonzeroWarmupCosineLR": nonzero_warmup,
    "WarmupCosineRestartsLR": falling(restarts),
    "WarmupPolynomialLR": lambda t, base, min_lr=1e-7, **given: falling(polynomial)(t, base, min_lr=min_lr, **given),
    "WarmupConstantLR": constant,
    "WarmupInverseSqrtLR": inverse_sqrt,
    "WarmupStableDecayLR": stable_decay,
    "NoamLR": noam,
    "RexLR": falling(rex),
    "FlatCosineLR": flat_cosine,
    "WarmupMultiStepLR": multi_step,
}
OURS = {
    "PolynomialLRDecay": PolynomialDecay,
    "CosineAnnealingWarmupReduceRestarts": ReducedRestarts,
    **{name: functools.partial(Written, rate=rate) for name, rate in WRITTEN.items()},
}


def build(optimizer, config):
    arguments = {key: value for key, value in config.items() if key != "name"}
    name = config["name"]
    if name.startswith("timm_"):
        return getattr(timm.scheduler, name.removeprefix("timm_"))(optimizer, **arguments)
    if name == "ChainedScheduler":
        return torch.optim.lr_scheduler.ChainedScheduler([build(optimizer, child) for child in config["schedulers"]])
    if name == "SequentialLR":
        children = [build(optimizer, child) for child in config["schedulers"]]
        return torch.optim.lr_scheduler.SequentialLR(optimizer, children, config["milestones"])
    return (OURS.get(name) or getattr(torch.optim.lr_scheduler, name))(optimizer, **arguments)


def metric_at(text, epoch, epochs):
    if not text.startswith("decay:"):
        return float(text)
    _, start, end = text.split(":")
    return float(start) * (float(end) / float(start)) ** (epoch / max(1, epochs - 1))


def run(case):
    groups = [{"params": [torch.nn.Parameter(torch.ones(1, 1))], "lr": rate} for rate in case["rates"]]
    optimizer = getattr(torch.optim, case["optimizer"])(groups, **case["options"])
    scheduler = build(optimizer, case["config"])
    is_timm = case["config"]["name"].startswith("timm_")
    is_plateau = case["config"]["name"] == "ReduceLROnPlateau"
    per_epoch = case["per_epoch"]
    evaluations = STEPS if case["interval"] == "step" else STEPS // per_epoch
    rates, momenta, epoch, updates = [], [], 0, 0
    for step in range(STEPS):
        rates.append([group["lr"] for group in optimizer.param_groups])
        momenta.append(
            [group["betas"][0] if "betas" in group else group["momentum"] for group in optimizer.param_groups]
        )
        optimizer.step()
        updates += 1
        if is_timm:
            scheduler.step_update(updates)
        elif case["interval"] == "step":
            scheduler.step(metric_at(case["metric"], step, evaluations)) if is_plateau else scheduler.step()
        if (step + 1) % per_epoch:
            continue
        metric = metric_at(case["metric"], epoch, evaluations)
        if is_timm:
            scheduler.step(epoch + 1, metric if "Plateau" in case["config"]["name"] else None)
        elif case["interval"] == "epoch":
            scheduler.step(metric) if is_plateau else scheduler.step()
        epoch += 1
    return {"rates": rates, "momenta": momenta}


def keywords_that_matter(cases, curves):
    """Drop each keyword of each scheduler in turn, until a case fails or has another curve for it."""
    found = set()
    for case, curve in zip(cases, curves, strict=True):
        name = case["config"]["name"]
        for key in set(case["config"]) - {"name"}:
            if (name, key) in found:
                continue
            config = {other: value for other, value in case["config"].items() if other != key}
            try:
                changed = run({**case, "config": config}) != curve
            except (TypeError, ValueError, KeyError, ZeroDivisionError):
                changed = True
            if changed:
                found.add((name, key))
    return found


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        cases = json.load(file)
    with open(sys.argv[2], "w") as file:
        curves = [run(case) for case in cases]
        json.dump({"curves": curves, "keywords": sorted(keywords_that_matter(cases, curves))}, file)
