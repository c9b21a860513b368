"""A warm-up beside a schedule or around it, and schedulers of other projects: what their programs make of them."""

from __future__ import annotations

import math

import pytest
import torch

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.stepping import simulate

TORCH = torch.optim.lr_scheduler


def draft(text, **options):
    (found,) = lint(read_document("x.yaml", text.encode()), Options(**options)).drafts
    return found


def curve(text, **options):
    found = draft(text, **options)
    assert found.plan is not None, (found.problems, found.unresolved)
    (series,) = simulate(found.plan, Options(engine="factory", **options))[0].series
    return list(series.rates)


def stepped(make, ticks, lr=0.1, each=1):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    scheduler, rates = make(optimizer), []
    for tick in range(ticks * each):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if (tick + 1) % each == 0:
            scheduler.step()
    return rates


def after_a_rise(optimizer, ticks, main, start=None):
    """A linear warm-up, and then the schedule, as most programs join them."""
    first = TORCH.LinearLR(optimizer, start_factor=start or 1 / ticks, total_iters=ticks)
    return TORCH.SequentialLR(optimizer, [first, main(optimizer)], milestones=[ticks])


RUN = "lr: 0.1\nepochs: 40\n"


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        pytest.param(
            "scheduler: {type: StepLR, step_size: 10, warmup_epochs: 5}\n", {},
            stepped(lambda it: after_a_rise(it, 5, lambda o: TORCH.StepLR(o, 10)), 40), id="epochs",
        ),
        pytest.param(
            "scheduler: {name: StepLR, step_size: 10, warmup_epochs: 5}\n", {},
            stepped(lambda it: after_a_rise(it, 5, lambda o: TORCH.StepLR(o, 10)), 40), id="beside-our-own-keys",
        ),
        pytest.param(
            "scheduler: {name: cosine, warmup_epochs: 5}\n", {},
            stepped(lambda it: after_a_rise(it, 5, lambda o: TORCH.CosineAnnealingLR(o, 35)), 40),
            id="what-follows-has-the-rest-of-the-run",
        ),
        pytest.param(
            "scheduler: cosine\nwarmup_epochs: 5\n", {},
            stepped(lambda it: after_a_rise(it, 5, lambda o: TORCH.CosineAnnealingLR(o, 35)), 40),
            id="beside-a-short-name-alone",
        ),
        pytest.param(
            "scheduler: {name: step, step_size: 10, warmup: {enabled: true, epochs: 4, start_factor: 0.01}}\n", {},
            stepped(lambda it: after_a_rise(it, 4, lambda o: TORCH.StepLR(o, 10), 0.01), 40), id="in-a-mapping",
        ),
        pytest.param(
            "scheduler: {type: StepLR, step_size: 10, warmup_epochs: 4, warmup_start_lr: 0.001}\n", {},
            stepped(lambda it: after_a_rise(it, 4, lambda o: TORCH.StepLR(o, 10), 0.001 / 0.1), 40), id="from-a-rate",
        ),
        pytest.param(
            "scheduler: {type: StepLR, step_size: 10, warmup_steps: 14}\n", {"steps_per_epoch": 7},
            stepped(lambda it: after_a_rise(it, 2, lambda o: TORCH.StepLR(o, 10)), 40, each=7), id="updates-of-epochs",
        ),
        pytest.param(
            "scheduler: {type: StepLR, step_size: 50, warmup_epochs: 2}\n",
            {"steps_per_epoch": 3, "interval": "step"},
            stepped(lambda it: after_a_rise(it, 6, lambda o: TORCH.StepLR(o, 50)), 120), id="epochs-of-updates",
        ),
        pytest.param(
            "scheduler: {type: StepLR, step_size: 10, warmup_ratio: 0.1}\n", {},
            stepped(lambda it: after_a_rise(it, 4, lambda o: TORCH.StepLR(o, 10)), 40), id="a-part-of-the-run",
        ),
        *(
            pytest.param(
                f"scheduler: {{type: StepLR, step_size: 10, {none}}}\n", {},
                stepped(lambda it: TORCH.StepLR(it, 10), 40), id=f"none-{none}",
            )
            for none in (
                "warmup_epochs: 0", "warmup_steps: null", "warmup: null", "warmup: {enabled: false, steps: 5}",
                "warmup_iter: -1", "warmup: false",
            )
        ),
        pytest.param(
            "scheduler:\n  _target_: mine.build_with_warmup\n  warmup_epochs: 5\n  t_max: 30\n  scheduler:\n"
            "    _target_: torch.optim.lr_scheduler.CosineAnnealingLR\n    eta_min: 0.001\n", {},
            stepped(lambda it: after_a_rise(it, 5, lambda o: TORCH.CosineAnnealingLR(o, 25, 0.001)), 40),
            id="around-it-with-a-length-of-both",
        ),
        pytest.param(
            "lr_scheduler:\n  type: WarmupScheduler\n  warmup_steps: 5\n  warmup_start_lr: 0.0\n  base_scheduler:\n"
            "    type: StepLRScheduler\n    step_size: 10\n    gamma: 0.5\n", {"interval": "step", "steps": 40},
            [0.1 * tick / 5 for tick in range(5)] + [0.1 * 0.5 ** ((tick - 5) // 10) for tick in range(5, 40)],
            id="around-a-class-that-is-called-as-one-of-timm",
        ),
        pytest.param(
            "scheduler: {type: WarmupCosineLR, warmup_steps: 4, total_steps: 40}\n", {},
            [0.1 * tick / 4 for tick in range(4)]
            + [0.05 * (1 + math.cos(math.pi * (tick - 4) / 36)) for tick in range(4, 40)],
            id="but-not-where-it-is-the-class's-own",
        ),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:The epoch parameter")
def test_the_warm_up_comes_first(text, options, expected):
    found = curve(RUN + text, **options)
    assert len(found) == len(expected)
    assert max(abs(ours - theirs) for ours, theirs in zip(found, expected, strict=True)) <= 1e-15


def test_how_it_is_read_is_said(lrviz_in):
    text = RUN + "scheduler: {type: StepLR, step_size: 10, warmup_epochs: 5}\n"
    drawn = lrviz_in("plot", "x.yaml", "--no-save", files={"x.yaml": text})
    assert (
        "note: `warmup_epochs` is read as a linear warm-up from the rate divided by its length to the whole rate, with "
        "StepLR after it: how the program makes it is not in the file"
    ) in drawn.err.splitlines()


@pytest.mark.parametrize(
    ("text", "options", "place", "message"),
    [
        pytest.param(
            "scheduler: {type: ReduceLROnPlateau, warmup_epochs: 5}\n", {}, (3, 38),
            "`warmup_epochs` is a warm-up before ReduceLROnPlateau, and that cannot follow another scheduler",
            id="what-follows-a-metric",
        ),
        pytest.param(
            "scheduler: {type: StepLR, step_size: 3, warmup_steps: 5}\n", {"steps_per_epoch": 4}, (3, 55),
            "`warmup_steps: 5` is a warm-up of a part of an epoch of 4, and StepLR is stepped by epochs",
            id="a-part-of-an-epoch",
        ),
        pytest.param(
            "scheduler: {type: StepLR, step_size: 3, warmup_epochs: 5, warmup_method: exponential}\n", {}, (3, 74),
            "`warmup_method: exponential` is a warm-up of another shape: a linear one is read",
            id="of-another-shape",
        ),
        pytest.param(
            "scheduler: {_target_: mine.warmup, warmup_epochs: 5, bend: 2, scheduler: {type: StepLR, step_size: 3}}\n",
            {}, (3, 54), "`bend` of `mine.warmup` is a parameter that lrviz does not know", id="an-unknown-parameter",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_joined_is_refused(text, options, place, message):
    report = lint(read_document("x.yaml", (RUN + text).encode()), Options(**options))
    assert [(item.code, tuple(item.span[:2]), item.message) for item in report.findings] == [("LR015", place, message)]


def test_what_is_missing_is_asked_for(lrviz_in):
    text = "lr: 0.1\nepochs: 9\nscheduler: {type: StepLR, step_size: 3, warmup_steps: 5}\n"
    refused = lrviz_in("plot", "x.yaml", "--no-save", files={"x.yaml": text})
    assert refused.err.splitlines()[-1] == (
        "error: x.yaml: some values are only known in the run (give them: --steps-per-epoch STEPS_PER_EPOCH)"
    )


def bolts(tick, warmup, whole, base, start, floor):
    """The closed form that Lightning Bolts documents."""
    if tick < warmup:
        return start + tick * (base - start) / (warmup - 1)
    return floor + 0.5 * (base - floor) * (1 + math.cos(math.pi * (tick - warmup) / (whole - warmup)))


def one_cycle(tick, whole, part, peak, first, last):
    """The formula of fast.ai's course."""
    at = tick / whole
    start, end, begin, share = (peak / first, peak, 0, part) if at < part else (peak, peak / last, part, 1 - part)
    return start + (1 + math.cos(math.pi * (1 - (at - begin) / share))) * (end - start) / 2


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        pytest.param(
            "scheduler:\n  _target_: pl_bolts.optimizers.LinearWarmupCosineAnnealingLR\n  _partial_: true\n"
            "  warmup_epochs: 6\n  max_epochs: 40\n  eta_min: 0.001\n", {},
            [bolts(tick, 6, 40, 0.1, 0, 0.001) for tick in range(40)], id="bolts",
        ),
        pytest.param(
            "scheduler:\n  class_path: LinearWarmupCosineAnnealingLR\n  init_args: {warmup_epochs: 6, "
            "max_epochs: 40, warmup_start_lr: 0.02}\n", {},
            [bolts(tick, 6, 40, 0.1, 0.02, 0) for tick in range(40)], id="bolts-from-a-rate",
        ),
        pytest.param(
            "scheduler:\n  class: utils.schedule.OneCyclePolicy\n  params: {cycle_steps: null, pct_warm: 0.25, "
            "max_lr: 0.5, start_div_factor: 10.0, end_div_factor: 1000.0}\n", {"steps": 80},
            [one_cycle(tick, 80, 0.25, 0.5, 10, 1000) for tick in range(80)], id="one-cycle",
        ),
        pytest.param(
            "scheduler:\n  _target_: schedulers.multi_step_lr.multi_step_lr\n  milestones: '10+20'\n  gamma: 0.5\n"
            "  warmup_iter: -1\n  warmup_init_lr: 0\n", {"steps": 30},
            stepped(lambda it: TORCH.MultiStepLR(it, [10, 20], 0.5), 30), id="milestones-in-a-text",
        ),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:The epoch parameter")
def test_schedulers_of_other_projects(text, options, expected):
    found = curve(RUN + text, **options)
    assert max(abs(ours - theirs) for ours, theirs in zip(found, expected, strict=True)) <= 1e-12


def test_one_with_another_parameter_is_not_known():
    text = "scheduler: {_target_: mine.LinearWarmupCosineAnnealingLR, warmup_epochs: 5, bend: 2}\n"
    assert [item.code for item in lint(read_document("x.yaml", text.encode()), Options()).findings] == ["LR015"]


def cosine_with_warm_up(epoch, first, factor, peak, floor, warmup, gamma):
    """What the template's CosineAnnealingWarmupReduceRestarts documents, at an epoch."""
    start, length, cycle = 0, first, 0
    while epoch >= start + length:
        start, length, cycle = start + length, length * factor, cycle + 1
    into, top = epoch - start, peak * gamma**cycle
    if into < warmup:
        return floor + (top - floor) * into / warmup
    return floor + (top - floor) * (1 + math.cos(math.pi * (into - warmup) / (length - warmup))) / 2


TEMPLATE = "optimizer: {name: SGD, lr: 0.1}\nepoch: 20\nlr_scheduler:\n  iter_scheduler: null\n  epoch_scheduler:\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "    {class_name: MultiStepLR, args: {milestones: [0.5, 15], gamma: 0.1}}\n",
            stepped(lambda it: TORCH.MultiStepLR(it, [10, 15]), 20), id="milestones-as-parts-of-the-run",
        ),
        pytest.param(
            "    {class_name: StepLR, args: {step_size: 0.7}}\n", stepped(lambda it: TORCH.StepLR(it, 14), 20),
            id="steps-as-a-part-of-the-run",
        ),
        pytest.param(
            "    {class_name: LinearLR, args: {start_factor: 0.01, end_factor: 1.0}}\n",
            stepped(lambda it: TORCH.LinearLR(it, 0.01, 1.0, 20), 20), id="a-line-as-long-as-the-run",
        ),
        pytest.param(
            "    class_name: CosineAnnealingWarmupReduceRestarts\n    args: {first_cycle_steps: 5, cycle_mult: 2, "
            "max_lr: 0.5, min_lr: 0.001, warmup_steps: 2, gamma: 0.5}\n",
            [cosine_with_warm_up(epoch, 5, 2, 0.5, 0.001, 2, 0.5) for epoch in range(20)], id="restarts",
        ),
        pytest.param(
            "    class_name: ChainedScheduler\n    args:\n      step_ranges: [[0, 4], [4, 100]]\n      schedulers:\n"
            "        - {class_name: LinearLR, args: {start_factor: 0.1, total_iters: 3}}\n"
            "        - {class_name: MultiStepLR, args: {milestones: [0.25, 8], gamma: 0.5}}\n",
            # the second is stepped after epoch 4 for the first time, so that its milestones count from epoch 3
            [0.1 * (0.1 + 0.3 * min(epoch, 3)) * 0.5 ** ((epoch >= 3 + 5) + (epoch >= 3 + 8)) for epoch in range(20)],
            id="a-chain-in-ranges",
        ),
    ],
)  # fmt: skip
def test_the_template_that_counts_in_parts_of_the_run(text, expected):
    found = curve(TEMPLATE + text)
    assert max(abs(ours - theirs) for ours, theirs in zip(found, expected, strict=True)) <= 1e-15


def test_the_length_of_the_run_is_asked_for_by_its_option(lrviz_in):
    text = "epoch_scheduler: {class_name: StepLR, args: {step_size: 0.7}}\n"
    refused = lrviz_in("plot", "x.yaml", "--no-save", files={"x.yaml": text})
    assert refused.err.splitlines()[-1] == (
        "error: x.yaml: some values are only known in the run (give them: --epochs EPOCHS)"
    )


def test_an_empty_place_is_filled_by_the_program(lrviz_in):
    text = "scheduler: {type: MultiStepLR, milestones: null}\n"
    refused = lrviz_in("plot", "x.yaml", "--no-save", files={"x.yaml": text})
    assert (refused.code, refused.err.splitlines()[-1]) == (
        2,
        "error: x.yaml: some values are only known in the run (give them: --set scheduler.milestones=VALUE)",
    )
    drawn = lrviz_in("plot", "x.yaml", "--no-save", "--epochs", "9", "--set", "scheduler.milestones=[3,6]")
    assert drawn.code == 0


def test_restarts_may_be_said_by_their_number():
    text = RUN + "scheduler: {scheduler_type: CosineAnnealingWarmRestarts, num_cycles: 3, T_mult: 2}\n"
    assert math.ceil(40 / 7) == draft(text).plan.spec.T_0


@pytest.mark.parametrize(
    ("text", "notes", "codes"),
    [
        pytest.param(
            "lr_scheduler: {class: timm.scheduler.CosineLRScheduler, params: {t_initial: 10, t_mul: 1.0, "
            "decay_rate: 0.5, cycle_limit: 2}}\n",
            ["drawn as it is meant with `t_mul`, `decay_rate`: the version of today stops at that"],
            ["LR102", "LR102"],
            id="renamed",
        ),
        pytest.param(
            "scheduler: {_target_: torch.optim.lr_scheduler.StepLR, step_size: 3, verbose: true}\n",
            ["drawn as it is meant with `verbose`: the version of today stops at that"],
            ["LR102"],
            id="removed",
        ),
    ],
)
def test_what_an_older_library_took_is_drawn_and_still_a_mistake(text, notes, codes):
    report = lint(read_document("x.yaml", (RUN + text).encode()), Options())
    assert [note for note in report.drafts[0].plan.notes if note.startswith("drawn")] == notes
    assert [item.code for item in report.findings if item.severity == "error"] == codes


def test_but_not_where_it_is_our_own_file():
    text = RUN + "scheduler: {name: StepLR, step_size: 3, verbose: true}\n"
    assert draft(text).plan is None
