"""Configs that build, for properties that hold for every scheduler."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import strategies as st

LENGTHS = st.integers(1, 200)
RATES = st.one_of(st.just(0.0), st.floats(1e-8, 10), st.sampled_from([0.1, 1e-3, 3e-4]))
FACTORS = st.one_of(st.floats(0.01, 1.2), st.sampled_from([0.1, 0.5, 1.0, 1]))
POWERS = st.just(0) | st.floats(1e-3, 4)
"""Not less but 0: what such a power leaves of a rate of 0 is rounding alone."""
UNIT = st.floats(0, 1)
MOMENTA = st.floats(0, 0.999)


def config(name, required=None, **optional):
    return st.fixed_dictionaries({"name": st.just(name), **(required or {})}, optional=optional)


def sorted_ticks(most=5):
    return st.lists(st.integers(1, 300), max_size=most).map(sorted)


TIMM_TIME = {"warmup_t": st.integers(0, 60), "warmup_lr_init": RATES}
TIMM_CYCLE = {
    **TIMM_TIME,
    "lr_min": RATES,
    "cycle_mul": st.one_of(st.sampled_from([1, 1.0, 2, 3]), st.floats(1.05, 4)),
    "cycle_decay": FACTORS,
    "cycle_limit": st.integers(1, 6),
    "warmup_prefix": st.booleans(),
}

FACTOR_SCHEDULERS = {
    "StepLR": config("StepLR", {"step_size": LENGTHS}, gamma=FACTORS),
    "MultiStepLR": config("MultiStepLR", {"milestones": st.lists(st.integers(-3, 300), max_size=6)}, gamma=FACTORS),
    "ConstantLR": config("ConstantLR", factor=st.floats(0.01, 1), total_iters=st.integers(0, 300)),
    "LinearLR": config(
        "LinearLR", start_factor=st.floats(1e-6, 1), end_factor=st.floats(0.01, 1), total_iters=st.integers(1, 300)
    ),
    "ExponentialLR": config("ExponentialLR", {"gamma": st.floats(0.9, 1.01)}),
    "PolynomialLR": config("PolynomialLR", total_iters=st.integers(1, 300), power=POWERS),
}
PLAIN_SCHEDULERS = {
    **FACTOR_SCHEDULERS,
    "CosineAnnealingLR": config("CosineAnnealingLR", {"T_max": LENGTHS}, eta_min=RATES),
    "CosineAnnealingWarmRestarts": config(
        "CosineAnnealingWarmRestarts", {"T_0": LENGTHS}, T_mult=st.integers(1, 4), eta_min=RATES
    ),
    "PolynomialLRDecay": config(
        "PolynomialLRDecay", {"max_decay_steps": LENGTHS}, end_learning_rate=RATES, power=POWERS
    ),
    "CosineAnnealingWarmupReduceRestarts": config(
        "CosineAnnealingWarmupReduceRestarts",
        {"T_0": st.integers(30, 200)},
        T_mult=st.integers(1, 4),
        eta_min=RATES,
        T_up=st.integers(0, 29),
        gamma=st.floats(0, 1.2),
    ),
}
WARMUP = {"warmup_steps": st.one_of(st.just(0), st.integers(0, 60))}
LENGTH_AFTER_WARMUP = {"total_steps": st.integers(61, 300)}
SHAPES = st.sampled_from(["linear", "cosine", "1-sqrt"])


def floored(name, required, **optional):
    """A schedule with a floor, given as a rate or as a part of the base rate."""
    return st.one_of(
        config(name, required, **WARMUP, **optional, min_lr=RATES),
        config(name, {**required, "min_lr_ratio": UNIT}, **WARMUP, **optional),
    )


WARMUP_SCHEDULERS = {
    "WarmupLinearLR": floored("WarmupLinearLR", {"total_steps": LENGTHS}),
    "WarmupCosineLR": floored("WarmupCosineLR", {"total_steps": LENGTHS}, num_cycles=st.floats(0.1, 5)),
    "NonzeroWarmupCosineLR": floored(
        "NonzeroWarmupCosineLR",
        {"total_steps": LENGTHS},
        num_cycles=st.floats(0.1, 5),
        warmup_lr_ratio=st.one_of(st.none(), UNIT),
    ),
    "WarmupCosineRestartsLR": floored("WarmupCosineRestartsLR", {"total_steps": LENGTHS}, num_cycles=st.integers(1, 9)),
    "WarmupPolynomialLR": floored("WarmupPolynomialLR", LENGTH_AFTER_WARMUP, power=POWERS),
    "WarmupConstantLR": config("WarmupConstantLR", **WARMUP),
    "WarmupInverseSqrtLR": config("WarmupInverseSqrtLR", **WARMUP, timescale=st.one_of(st.none(), LENGTHS)),
    "WarmupStableDecayLR": st.one_of(
        floored(
            "WarmupStableDecayLR",
            {"decay_steps": LENGTHS, "stable_steps": st.integers(0, 100)},
            warmup_type=SHAPES,
            decay_type=SHAPES,
            num_cycles=st.floats(0.1, 3),
        ),
        floored(
            "WarmupStableDecayLR",
            {"decay_steps": st.integers(1, 60), "total_steps": st.integers(120, 300)},
            warmup_type=SHAPES,
            decay_type=SHAPES,
        ),
    ),
    "NoamLR": config("NoamLR", {"d_model": LENGTHS, "warmup_steps": LENGTHS}, factor=st.floats(0.1, 5)),
    "RexLR": floored("RexLR", {"total_steps": LENGTHS}, d=st.floats(0, 0.99)),
    "FlatCosineLR": floored("FlatCosineLR", {"total_steps": LENGTHS}, pct_start=st.one_of(UNIT, st.just(1))),
    "WarmupMultiStepLR": config(
        "WarmupMultiStepLR",
        {"milestones": sorted_ticks()},
        **WARMUP,
        gamma=FACTORS,
        warmup_factor=UNIT,
        warmup_method=st.sampled_from(["linear", "constant"]),
    ),
}
PLAIN_SCHEDULERS.update(WARMUP_SCHEDULERS)
RATE_SETTERS = {
    "CyclicLR": config(
        "CyclicLR",
        {"base_lr": RATES, "max_lr": RATES},
        step_size_up=st.integers(1, 200),
        step_size_down=st.one_of(st.none(), st.just(0), st.integers(1, 200)),
        mode=st.sampled_from(["triangular", "triangular2", "exp_range"]),
        gamma=st.floats(0.9, 1.01),
        cycle_momentum=st.booleans(),
        base_momentum=MOMENTA,
        max_momentum=MOMENTA,
    ),
    "OneCycleLR": config(
        "OneCycleLR",
        {
            "max_lr": RATES,
            "total_steps": st.integers(10, 900),
            "pct_start": st.one_of(st.floats(0.21, 0.99), st.just(1.0)),
        },
        anneal_strategy=st.sampled_from(["cos", "linear"]),
        cycle_momentum=st.booleans(),
        base_momentum=MOMENTA,
        max_momentum=MOMENTA,
        div_factor=st.floats(0.5, 100),
        final_div_factor=st.floats(0.5, 1e5),
        three_phase=st.booleans(),
    ),
}
TIMM_SCHEDULERS = {
    "timm_CosineLRScheduler": config(
        "timm_CosineLRScheduler",
        {"t_initial": LENGTHS, "t_in_epochs": st.just(False)},
        **TIMM_CYCLE,
        k_decay=st.floats(0.3, 3) | st.integers(1, 3),
    ),
    "timm_PolyLRScheduler": config(
        "timm_PolyLRScheduler",
        {"t_initial": LENGTHS, "t_in_epochs": st.just(False)},
        **TIMM_CYCLE,
        power=st.floats(0.1, 3),
        k_decay=st.floats(0.3, 3) | st.integers(1, 3),
    ),
    "timm_TanhLRScheduler": config(
        "timm_TanhLRScheduler",
        {"t_initial": LENGTHS, "t_in_epochs": st.just(False)},
        **TIMM_CYCLE,
        lb=st.floats(-8, -1),
        ub=st.floats(0, 5),
    ),
    "timm_StepLRScheduler": config(
        "timm_StepLRScheduler",
        {"decay_t": st.one_of(LENGTHS, st.floats(1, 200)), "t_in_epochs": st.just(False)},
        **TIMM_TIME,
        decay_rate=FACTORS,
        warmup_prefix=st.booleans(),
    ),
    "timm_MultiStepLRScheduler": config(
        "timm_MultiStepLRScheduler",
        {"decay_t": sorted_ticks(), "t_in_epochs": st.just(False)},
        **TIMM_TIME,
        decay_rate=FACTORS,
        warmup_prefix=st.booleans(),
    ),
    "timm_WSDLRScheduler": config(
        "timm_WSDLRScheduler",
        {
            "t_initial": st.integers(60, 300),
            "decay_t": st.one_of(st.integers(1, 60), st.floats(0.5, 60)),
            "t_in_epochs": st.just(False),
            "stable_timescale": st.one_of(st.floats(1, 100), st.none()),
        },
        **TIMM_TIME,
        lr_min=RATES,
        stable_fn=st.sampled_from(["constant", "rsqrt", "power"]),
        stable_power=st.floats(0.1, 2),
        decay_fn=st.sampled_from(["linear", "1-sqrt", "cosine", "power", "exp"]),
        decay_power=st.floats(0.1, 3),
        decay_ratio=st.floats(0.01, 0.9),
    ).filter(lambda found: found["stable_timescale"] or found.get("warmup_t") or "stable_fn" not in found),
}
# what stands alone may have no length; in a sequence torch would divide by it
WITHOUT_LENGTH = {
    "LinearLR": st.one_of(FACTOR_SCHEDULERS["LinearLR"], config("LinearLR", {"total_iters": st.just(0)})),
    "PolynomialLR": st.one_of(FACTOR_SCHEDULERS["PolynomialLR"], config("PolynomialLR", {"total_iters": st.just(0)})),
}
SIMPLE = {**PLAIN_SCHEDULERS, **WITHOUT_LENGTH, **RATE_SETTERS, **TIMM_SCHEDULERS}


@st.composite
def sequences(draw, children, first=None):
    schedulers = [draw(first or children), *draw(st.lists(children, max_size=3))]
    gaps = draw(
        st.lists(
            st.one_of(st.integers(1, 4), st.integers(1, 120)),
            min_size=len(schedulers) - 1,
            max_size=len(schedulers) - 1,
        )
    )
    milestones = [sum(gaps[: index + 1]) for index in range(len(gaps))]
    return {"name": "SequentialLR", "milestones": milestones, "schedulers": schedulers}


def chains(children, least=1):
    return st.builds(
        lambda schedulers: {"name": "ChainedScheduler", "schedulers": schedulers},
        st.lists(children, min_size=least, max_size=3),
    )


FACTOR_CHILDREN = st.one_of(*FACTOR_SCHEDULERS.values())
PLAIN_CHILDREN = st.one_of(*PLAIN_SCHEDULERS.values())
COSINES = config("CosineAnnealingLR", {"T_max": st.one_of(LENGTHS, st.integers(0, 99).map(lambda ticks: ticks + 0.5))})
"""Cosines down to nothing, which multiply."""
CHILDREN = st.one_of(PLAIN_CHILDREN, COSINES, *RATE_SETTERS.values())


def nested(depth):
    """Composites of everything that a composite takes, so many levels of them."""
    inside = st.one_of(CHILDREN, nested(depth - 1)) if depth > 1 else CHILDREN
    return st.one_of(sequences(CHILDREN, first=inside), chains(inside), chains(st.one_of(FACTOR_CHILDREN, inside)))


MOVES_MOMENTUM = st.one_of(*RATE_SETTERS.values()).filter(lambda found: found.get("cycle_momentum", True))


@st.composite
def windows_of_momentum(draw):
    """A sequence with a scheduler that moves the momentum for a while, often a short one."""
    ticks = st.one_of(st.just(1), st.just(1), st.integers(2, 30))
    before, after = draw(st.sampled_from([(0, 1), (0, 1), (1, 0), (1, 1)]))
    still = [draw(FACTOR_CHILDREN) for _ in range(before + after)]
    schedulers = [*still[:before], draw(MOVES_MOMENTUM), *still[before:]]
    milestones = list(accumulate(draw(ticks) for _ in schedulers[1:]))
    return {"name": "SequentialLR", "milestones": milestones, "schedulers": schedulers}


COMPOSITES = {
    "SequentialLR": sequences(CHILDREN),
    "ChainedScheduler": chains(st.one_of(FACTOR_CHILDREN, COSINES)),
    "chain-of-all": chains(CHILDREN),
    "chain-of-windows-of-momentum": chains(windows_of_momentum(), least=2),
    "composite-in-composite": nested(2),
    "composite-in-composite-in-composite": nested(3),
}
