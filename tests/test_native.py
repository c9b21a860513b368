"""Where a scheduler is found in a config, how long its run is, and with which optimizer."""

from __future__ import annotations

import json

import pytest

from lrviz.dialects import search
from lrviz.document import read_document
from lrviz.edits import one_edit_apart
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.planning.make import make_draft

STEP = "{name: StepLR, step_size: 3}"


def found(text):
    return search.find(read_document("x.yaml", text.encode()))


def plan(text, **options):
    document = read_document("x.yaml", text.encode())
    draft = make_draft(document, search.find(document)[0], Options(**options))
    assert draft.plan is not None, draft.problems + draft.unresolved
    return draft.plan


def problems(text, **options):
    """Code, line and column, and message of everything that is found."""
    report = lint(read_document("x.yaml", text.encode()), Options(**options))
    return [(item.code, item.span and tuple(item.span[:2]), item.message) for item in report.findings]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        pytest.param("name: StepLR\n", [()], id="a name that is known"),
        pytest.param("name: StepLRR\n", [()], id="one letter too many"),
        pytest.param("name: SepLR\n", [()], id="one letter left out"),
        pytest.param("name: StopLR\n", [()], id="another letter"),
        pytest.param("name: SteplR\n", [()], id="another case"),
        pytest.param("name: StpeLR\n", [()], id="two letters swapped"),
        pytest.param("name: StxxLR\n", [], id="two letters off"),
        pytest.param("name: my_scheduler\nT_max: 5\n", [()], id="a parameter of one scheduler"),
        pytest.param("name: cosine\nT_max: 5\neta_min: 0\n", [()], id="all of them"),
        pytest.param("name: cosine\nT_max: 5\nsteps: 5\nlr: 1\n", [()], id="beside what may stand beside"),
        pytest.param("name: cosine\nT_max: 5\nbeta: 5\n", [], id="one that no scheduler has with the others"),
        pytest.param("name: cosine\nT_max: 5\nstep_size: 5\n", [], id="of two schedulers"),
        pytest.param("name: experiment\nsteps: 5\n", [], id="nothing but what may stand beside"),
        pytest.param("name: 5\nT_max: 5\n", [], id="a name that is no text"),
        pytest.param("T_max: 5\n", [], id="no name"),
        pytest.param(f"name: StepLR\nscheduler: {STEP}\n", [("scheduler",)], id="a key wins over a name"),
        pytest.param(f"scheduler: {STEP}\n", [("scheduler",)], id="by key"),
        pytest.param(f"lr_scheduler: {STEP}\n", [("lr_scheduler",)], id="by the other key"),
        pytest.param(f"a: {{b: {{c: {{scheduler: {STEP}}}}}}}\n", [("a", "b", "c", "scheduler")], id="four levels"),
        pytest.param(f"a: {{b: {{c: {{d: {{scheduler: {STEP}}}}}}}}}\n", [], id="five levels"),
        pytest.param(f"a: [{{scheduler: {STEP}}}]\n", [("a", 0, "scheduler")], id="in a list"),
        pytest.param(f"- scheduler: {STEP}\n", [(0, "scheduler")], id="in a list at the top"),
        pytest.param(
            f"a: {{scheduler: {STEP}}}\nscheduler: {STEP}\nb: {{lr_scheduler: {STEP}}}\n",
            [("scheduler",), ("a", "scheduler"), ("b", "lr_scheduler")],
            id="nearest to the top first",
        ),
        pytest.param("scheduler: StepLR\n", [("scheduler",)], id="a name alone"),
        pytest.param("scheduler: ${base}\n", [("scheduler",)], id="an interpolation"),
        pytest.param("scheduler: cosine\n", [], id="the name of something else"),
        pytest.param("scheduler:\n", [], id="null"),
        pytest.param("scheduler: {}\n", [], id="an empty mapping"),
        pytest.param("scheduler: 5\n", [], id="a number"),
        pytest.param(f"scheduler: [{STEP}]\n", [("scheduler", 0)], id="a list"),
        pytest.param(f"scheduler: {{scheduler: {STEP}}}\n", [("scheduler",)], id="not inside one that was found"),
        pytest.param(f"scheduler:\nlr_scheduler: {STEP}\n", [("lr_scheduler",)], id="null beside one"),
        pytest.param("", [], id="an empty file"),
        pytest.param("5\n", [], id="a number alone"),
        pytest.param("scheduler\n", [], id="a word alone"),
    ],
)
def test_schedulers_are_found(text, paths):
    assert found(text) == paths


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("abc", "abc", False),
        ("abc", "ab", True),
        ("abc", "bc", True),
        ("abc", "axc", True),
        ("abc", "acb", True),
        ("abc", "bac", True),
        ("abc", "cab", False),
        ("abc", "abcde", False),
        ("a", "", True),
        ("", "ab", False),
        ("ab", "ba", True),
        ("scheduler", "schedular", True),
    ],
)
def test_one_edit(one, other, apart):
    assert one_edit_apart(one, other) == one_edit_apart(other, one) == apart


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        pytest.param(
            "steps: 7\nepochs: 3\nsteps_per_epoch: 2", {"steps": 50, "epochs": 9}, (50, 2), id="--steps first"
        ),
        pytest.param("steps: 7\nsteps_per_epoch: 2", {"epochs": 9}, (18, 2), id="then --epochs by the file"),
        pytest.param("steps: 7", {"epochs": 9, "steps_per_epoch": 4}, (36, 4), id="or by the option"),
        pytest.param("steps: 7", {"epochs": 9}, (9, 1), id="or by one"),
        pytest.param("steps: 7\nepochs: 3\nsteps_per_epoch: 2", {}, (7, 2), id="then the file's steps"),
        pytest.param("epochs: 3\nsteps_per_epoch: 2", {}, (6, 2), id="then its epochs"),
        pytest.param("epochs: 3\nsteps_per_epoch: 2", {"steps_per_epoch": 5}, (15, 5), id="by the option"),
        pytest.param("epochs: 3", {}, (3, 1), id="or by one, too"),
        pytest.param("steps: 7.0\nsteps_per_epoch: 1e0", {}, (7, 1), id="whole floats"),
    ],
)
def test_length_of_the_run(text, options, expected):
    planned = plan(f"scheduler: {STEP}\n{text}\n", **options)
    assert (planned.updates, planned.steps_per_epoch, planned.implied) == (*expected, False)


@pytest.mark.parametrize(
    ("scheduler", "text", "updates"),
    [
        pytest.param({"name": "StepLR", "step_size": 30}, "", 120, id="four steps"),
        pytest.param({"name": "CosineAnnealingLR", "T_max": 50}, "", 50, id="T_max"),
        pytest.param(
            {"name": "CosineAnnealingLR", "T_max": 50}, "interval: epoch\nsteps_per_epoch: 10", 500, id="epochs"
        ),
        pytest.param({"name": "OneCycleLR", "max_lr": 1, "total_steps": 77}, "", 77, id="total_steps"),
        pytest.param(
            {"name": "OneCycleLR", "max_lr": 1, "epochs": 5, "steps_per_epoch": 4}, "", 20, id="its own epochs"
        ),
        pytest.param({"name": "ExponentialLR", "gamma": 1.1}, "", 1000, id="nothing to go by"),
        pytest.param({"name": "CosineAnnealingLR", "T_max": 10**9}, "", 1_000_000, id="no more than a million"),
        pytest.param({"name": "StepLR", "step_size": 10**18}, "", 1_000_000, id="however long it says"),
    ],
)
def test_length_that_the_schedule_implies(scheduler, text, updates):
    planned = plan(f"scheduler: {json.dumps(scheduler)}\n{text}\n")
    assert (planned.updates, planned.implied) == (updates, True)
    assert f"{updates:,} steps are shown, as the schedule needs; --steps or --epochs sets the run" in planned.notes


@pytest.mark.parametrize(
    ("text", "options", "interval"),
    [
        pytest.param("interval: epoch", {}, "epoch", id="the file"),
        pytest.param("interval: epoch", {"interval": "step"}, "step", id="the option wins"),
        pytest.param("", {}, "step", id="the scheduler's own"),
    ],
)
def test_interval(text, options, interval):
    assert plan(f"scheduler: {STEP}\n{text}\n", **options).interval == interval


@pytest.mark.parametrize(
    "scheduler",
    [{"name": "ReduceLROnPlateau"}, {"name": "timm_CosineLRScheduler", "t_initial": 5}],
    ids=lambda s: s["name"],
)
def test_interval_of_schedulers_that_count_epochs(scheduler):
    assert plan(json.dumps(scheduler)).interval == "epoch"


def test_keys_of_a_bare_file_that_the_class_has_are_its_own():
    text = "name: OneCycleLR\nmax_lr: 1.0\nepochs: 5\nsteps_per_epoch: 4\n"
    assert plan(text, steps=20).steps_per_epoch == 1
    assert plan(text).updates == 20


def test_keys_of_a_bare_file_that_the_class_has_not_surround_it():
    planned = plan("name: StepLR\nstep_size: 3\nlr: 0.5\nepochs: 5\nsteps_per_epoch: 4\ninterval: epoch\nmonitor: x\n")
    assert (planned.updates, planned.interval, planned.base_rates) == (20, "epoch", (0.5,))


def test_nearest_keys_count():
    text = f"steps: 5\noptimizer: {{lr: 0.5}}\na: {{steps: 7, b: {{scheduler: {STEP}}}}}\nb: {{steps: 9}}\n"
    planned = plan(text)
    assert (planned.updates, planned.base_rates) == (7, (0.5,))


def test_scheduler_that_is_an_interpolation_is_followed():
    text = "base: {name: StepLR, step_size: 5}\nscheduler: ${base}\n"
    assert plan(text).spec.step_size == 5
    assert type(plan("n: ExponentialLR\nscheduler: {name: '${n}', gamma: 0.5}\n").spec).__name__ == "ExponentialLR"


def test_problem_within_an_interpolation_is_quoted_and_placed_where_it_is_used():
    text = "base: {name: StepLR, step_size: 0}\nscheduler: ${base}\n"
    assert problems(text)[0][:2] == ("LR105", (2, 12))
    assert problems(text)[0][2].startswith("`step_size: ${base}` must be 1 or more")
    text = "n: [1, x]\nscheduler: {name: MultiStepLR, milestones: '${n}'}\n"
    assert problems(text) == [("LR104", (2, 44), "`milestones[1]: '${n}'` is text and not a whole number")]


SGD = "SGD with momentum 0.9"


@pytest.mark.parametrize(
    ("text", "options", "rates", "note"),
    [
        pytest.param("", {}, (0.1,), f"no optimizer is given: {SGD} and lr 0.1 stands for it", id="none"),
        pytest.param(
            "", {"lr": 0.5}, (0.5,), f"no optimizer is given: {SGD} and lr 0.5 stands for it", id="none, --lr"
        ),
        pytest.param(
            "optimizer: {lr: 0.2}",
            {},
            (0.2,),
            f"the optimizer has no name: {SGD} and lr 0.2 stands for it",
            id="no name",
        ),
        pytest.param(
            "optimizer: {momentum: 0.5}",
            {},
            (0.001,),
            "the optimizer has no name: SGD with momentum 0.9 and its own default rate stands for it",
            id="no name and no rate",
        ),
        pytest.param("optimizer: {name: Adam, lr: 0.2}", {}, (0.2,), None, id="name and rate"),
        pytest.param("optimizer: {name: Adam, lr: 0.2}", {"lr": 0.3}, (0.3,), None, id="--lr wins"),
        pytest.param(
            "optimizer: {name: Adam}", {}, (0.001,), "no rate is given: Adam has a default of its own", id="its default"
        ),
        pytest.param(
            "optimizer: Adam", {}, (0.001,), "no rate is given: Adam has a default of its own", id="name alone"
        ),
        pytest.param("optimizer: Adam", {"lr": 0.3}, (0.3,), None, id="name alone and --lr"),
        pytest.param(
            "optimizer: {name: SGD, lr: 0.1, groups: [{params: 'a.*', lr: 0.2}, {params: b, lr_factor: 3}]}",
            {},
            (0.1, 0.2, pytest.approx(0.3)),
            None,
            id="groups",
        ),
        pytest.param(
            "optimizer: {name: SGD, lr: 0.1, groups: [{params: 'a.*', lr: 0.2}, {params: b, lr_factor: 3}]}",
            {"lr": 1.0},
            (1.0, 0.2, 3.0),
            None,
            id="groups and --lr",
        ),
        pytest.param("optimizer:", {}, (0.1,), f"no optimizer is given: {SGD} and lr 0.1 stands for it", id="null"),
    ],
)
def test_optimizer_and_rate(text, options, rates, note):
    planned = plan(f"scheduler: {STEP}\n{text}\nsteps: 9\n", **options)
    assert (planned.base_rates, planned.notes) == (rates, (note,) if note else ())


def test_rate_beside_a_bare_scheduler_is_the_last_that_the_file_is_asked_for():
    assert plan("name: StepLR\nstep_size: 3\nlr: 0.5\n").base_rates == (0.5,)
    assert plan("name: StepLR\nstep_size: 3\nlr: 0.5\n", lr=0.25).base_rates == (0.25,)
    assert plan("optimizer: {lr: 0.125}\nscheduler: {name: StepLR, step_size: 3, lr: 0.5}\n").base_rates == (0.125,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "scheduler: {name: StepLR, step_size: 3, lr: x}\n",
            ("LR104", (1, 45), "`lr: x` is text and not a number"),
            id="without an optimizer",
        ),
        pytest.param(
            "optimizer: {name: Adam}\nscheduler: {name: StepLR, step_size: 3, lr: -1}\n",
            ("LR105", (2, 45), "`lr: -1` must be 0 or more: torch refuses it"),
            id="with one",
        ),
        pytest.param(
            "a: z\nscheduler: {name: StepLR, step_size: 3, lr: '${a}'}\n",
            ("LR104", (2, 45), "`lr: '${a}'` is text and not a number"),
            id="an interpolation",
        ),
    ],
)
def test_rate_beside_a_scheduler_is_shown_where_it_stands(text, expected):
    assert problems(text) == [expected]


def test_note_says_that_the_scheduler_sets_the_rate():
    planned = plan("name: OneCycleLR\nmax_lr: 1.0\ntotal_steps: 5\n", steps=5)
    assert "OneCycleLR sets the rate itself; that of the optimizer is not used" in planned.notes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "steps: 0",
            [("LR202", (2, 8), "`steps: 0` is not a whole number of 1 or more, so the run has no length")],
            id="no steps",
        ),
        pytest.param(
            "epochs: 1.5",
            [("LR202", (2, 9), "`epochs: 1.5` is not a whole number of 1 or more, so the run has no length")],
            id="a part of an epoch",
        ),
        pytest.param(
            "steps: true",
            [("LR202", (2, 8), "`steps: true` is not a whole number of 1 or more, so the run has no length")],
            id="a bool",
        ),
        pytest.param(
            "steps: '7'",
            [("LR202", (2, 8), "`steps: '7'` is not a whole number of 1 or more, so the run has no length")],
            id="text",
        ),
        pytest.param(
            f"steps: 1{'0' * 101}",
            [("LR202", (2, 8), f"`steps: 1{'0' * 76}...` is more than 1e+100, and no run is so long")],
            id="no run",
        ),
        pytest.param(
            "steps: .inf",
            [("LR202", (2, 8), "`steps: .inf` is not a whole number of 1 or more, so the run has no length")],
            id="infinity",
        ),
        pytest.param(
            "interval: batch",
            [("LR202", (2, 11), "`interval: batch` is neither `step` nor `epoch`")],
            id="interval",
        ),
        pytest.param(
            "interval: [step]",
            [("LR202", (2, 11), "`interval: [step]` is neither `step` nor `epoch`")],
            id="interval in a list",
        ),
        pytest.param(
            "steps: 7\nepochs: 3\nsteps_per_epoch: 2",
            [("LR203", (2, 8), "`steps: 7` is not `epochs: 3` times 2 steps per epoch, which is 6")],
            id="two lengths",
        ),
        pytest.param("steps: 6\nepochs: 3\nsteps_per_epoch: 2", [], id="two lengths that agree"),
        pytest.param("steps: ???\nepochs: ${e}", [], id="lengths that only the run knows"),
        pytest.param(
            "optimizer: {name: SDG}",
            [("LR101", (2, 19), "there is no optimizer called `SDG`")],
            id="no such optimizer",
        ),
        pytest.param(
            "steps: ['${x}']",
            [("LR202", (2, 8), "`steps: ['${x}']` is not a whole number of 1 or more, so the run has no length")],
            id="a list of what only the run knows",
        ),
        pytest.param(
            "optimizer: SGD\nlr: [10, 20]",
            [("LR104", (3, 5), "`lr: [10, 20]` is a list and not a number")],
            id="a rate beside a word is shown as it is written",
        ),
        pytest.param(
            "optimizer: {name: SGD, lr: 0.1, groups: [{params: b.*, lr: ['${x}']}]}",
            [("LR104", (2, 60), "`lr: ['${x}']` is a list and not a number")],
            id="a list is no rate, whatever is in it",
        ),
        pytest.param(
            "optimizer: {name: Adam, lr: 0.1, betas: ['${x}']}",
            [("LR105", (2, 41), "`betas: ['${x}']` has 1 element, and at least 2 are needed: torch refuses it")],
            id="nor is one of one element two",
        ),
        pytest.param(
            "optimizer: {name: Adam, lr: 0.1, groups: [{params: b.*, betas: ['${x}', 0.9]}]}",
            [],
            id="an element that only the run knows",
        ),
        pytest.param(
            "optimizer: [Adam]",
            [("LR109", (2, 12), "[Adam] is not an optimizer: a mapping with `name` and parameters is needed")],
            id="optimizer in a list",
        ),
    ],
)
def test_what_is_wrong_around_the_scheduler(text, expected):
    ours = [item for item in problems(f"scheduler: {STEP}\n{text}\n") if item[0] != "LR012"]
    assert ours == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "optimizer: {lr: 1}\n",
            (
                "LR011",
                (1, 1),
                "no schedule here: looked for `scheduler`, `lr_scheduler` and for a `name` that is a scheduler",
            ),
            id="none",
        ),
        pytest.param(
            "a: 1\nschedular: {name: StepLR}\n",
            (
                "LR011",
                (2, 1),
                "no schedule here: looked for `scheduler`, `lr_scheduler` and for a `name` that is a scheduler",
            ),
            id="a key one edit off",
        ),
        pytest.param(
            "scheduler: cosin\n",
            ("LR011", (1, 12), "no schedule here: there is no scheduler called `cosin`"),
            id="a word",
        ),
        pytest.param(
            "scheduler: [1]\n",
            ("LR011", (1, 12), "no schedule here: `scheduler` is a list, and not a mapping with `name` and parameters"),
            id="a list",
        ),
        pytest.param(
            "a: {scheduler: 5}\n",
            (
                "LR011",
                (1, 16),
                "no schedule here: `scheduler` is a number, and not a mapping with `name` and parameters",
            ),
            id="a number",
        ),
        pytest.param(
            "scheduler: {}\n",
            (
                "LR011",
                (1, 12),
                "no schedule here: `scheduler` is an empty mapping, and not a mapping with `name` and parameters",
            ),
            id="an empty mapping",
        ),
    ],
)
def test_file_without_a_schedule(text, expected):
    assert problems(text) == [expected]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        pytest.param("a.b", [], id="dots"),
        pytest.param("c[0]", [], id="brackets"),
        pytest.param("c.0", [], id="an index after a dot"),
        pytest.param("a", [("LR108", (1, 1), "`name` is missing: it picks the scheduler")], id="not a scheduler"),
        pytest.param("z", [("LR011", (1, 1), "there is nothing at `z`")], id="not there"),
        pytest.param("a.b.c.d", [("LR011", (1, 1), "there is nothing at `a.b.c.d`")], id="below a scheduler"),
        pytest.param("n", [("LR011", (1, 1), "there is nothing at `n`")], id="null"),
        pytest.param("", [("LR011", (1, 1), "there is nothing at ``")], id="empty"),
        pytest.param("c[9]", [("LR011", (1, 1), "there is nothing at `c[9]`")], id="past the end"),
    ],
)
def test_key_says_where_the_scheduler_is(key, expected):
    text = f"a: {{b: {STEP}}}\nc: [{STEP}]\nn:\nscheduler: {{name: Nothing}}\n"
    assert problems(text, key=key) == expected


@pytest.mark.needs("numpy")
def test_several_schedulers_are_all_checked_and_one_must_be_picked(lrviz_in):
    text = f"scheduler: {STEP}\nb: {{scheduler: {{name: StepLR, step_size: 0}}}}\n"
    assert [item[:2] for item in problems(text)] == [("LR105", (2, 42))]
    result = lrviz_in("plot", "x.yaml", "--no-save", files={"x.yaml": text})
    assert result.code == 2
    assert result.err.endswith("error: x.yaml holds 2 schedulers: `scheduler`, `b.scheduler` (pick one with --key)\n")
    assert lrviz_in("table", "x.yaml", "--key", "scheduler", "--steps", "2").code == 0


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        pytest.param("steps: ???", "give them: --steps STEPS", id="steps"),
        pytest.param("epochs: ${e}", "give them: --epochs EPOCHS", id="epochs"),
        pytest.param("optimizer: {lr: '${r}'}", "give them: --lr X", id="rate"),
        pytest.param("a: 1", "give them: --set scheduler.step_size=VALUE", id="parameter"),
        pytest.param(
            "optimizer: {lr: 0.1, groups: [{params: a, lr: '${r}'}]}",
            "give them: --set optimizer.groups[0].lr=VALUE",
            id="rate-of-a-group",
        ),
        pytest.param(
            "optimizer: {lr: 0.1, groups: [{params: a, lr_factor: '${r}'}]}",
            "give them: --set optimizer.groups[0].lr_factor=VALUE",
            id="factor-of-a-group",
        ),
    ],
)
def test_option_that_supplies_a_value_is_named(text, hint, lrviz_in):
    size = "'${s}'" if text == "a: 1" else 3
    text = f"scheduler: {{name: StepLR, step_size: {size}}}\n{text}\n"
    result = lrviz_in("plot", "x.yaml", "--no-save", files={"x.yaml": text})
    assert (result.code, result.err.splitlines()[-1]) == (
        2,
        f"error: x.yaml: some values are only known in the run ({hint})",
    )
    assert lrviz_in("validate", "x.yaml").code == 0


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        pytest.param("lr_scheduler: {_name: cosine, max_update: 5}\n", "fairseq (`_name`)", id="the-key-of-another"),
        pytest.param(
            "lr_scheduler:\n  __import__: cosine.yaml\n", "a part of another file (`__import__`)", id="another-file"
        ),
        pytest.param(
            "model: !join [a, b]\nscheduler: {_component_: a.b, num_warmup_steps: 3}\n",
            "torchtune (`_component_`)",
            id="tags-of-another-program",
        ),
    ],
)
def test_a_shape_of_another_program_is_named_and_passed_over_where_no_schedule_need_be(lrviz_in, text, shape):
    named = lrviz_in("validate", "x.yaml", "--format", "concise", files={"x.yaml": text})
    assert f"LR015 error this schedule is written as in {shape}, which lrviz does not read" in named.out
    met = lrviz_in("validate", "x.yaml", "--if-any")
    assert (met.code, met.out, met.err) == (0, "", "checked 1 file, 1 without a schedule: no findings\n")


def test_an_optimizer_that_cannot_be_stepped_is_refused_where_it_is_to_be_simulated(lrviz_in):
    text = "scheduler: {name: StepLR, step_size: 3}\noptimizer: LBFGS\nsteps: 9\n"
    said = "LBFGS needs a closure that evaluates the loss for each step, so its run cannot be simulated"
    assert lrviz_in("validate", "x.yaml", files={"x.yaml": text}).code == 0
    built = lrviz_in("validate", "x.yaml", "--build", "--format", "concise")
    assert (built.code, built.out) == (1, f"x.yaml:2:12: LR201 error {said}\n")
    drawn = lrviz_in("plot", "x.yaml", "--no-save")
    hint = "(the schedule is the same with SGD: --set optimizer.name=SGD)"
    assert (drawn.code, drawn.out, drawn.err) == (1, "", f"error: x.yaml: {said} {hint}\n")


ADAMW = "optimizer: {name: AdamW, lr: 1e-3}\n"


@pytest.mark.parametrize(
    ("text", "found", "hint"),
    [
        pytest.param(
            f"{ADAMW}scheduler: {{name: CosineRestartz}}\n",
            "x.yaml:2:19: LR101 error there is no scheduler called `CosineRestartz`\n",
            "`lrviz list` shows every scheduler",
            id="near-to-a-short-name",
        ),
        pytest.param(
            f"{ADAMW}scheduler: {{name: cosine_anneal}}\n",
            "x.yaml:2:19: LR101 error there is no scheduler called `cosine_anneal`\n",
            "did you mean `CosineAnnealingLR`?",
            id="near-to-a-class",
        ),
        pytest.param(
            f"{ADAMW}scheduler: Cosin\n",
            "x.yaml:2:12: LR011 error no schedule here: there is no scheduler called `Cosin`\n",
            "did you mean `cosine`?",
            id="near-to-a-short-name-and-alone",
        ),
        pytest.param(
            f"{ADAMW}scheduler: StepLRR\n",
            "x.yaml:2:12: LR011 error no schedule here: there is no scheduler called `StepLRR`\n",
            "did you mean `StepLR`?",
            id="near-to-a-class-and-alone",
        ),
        pytest.param(
            "train: {optim: adam, lr: 0.1}\nlr_scheduler: stp\n",
            "x.yaml:2:15: LR011 error no schedule here: there is no scheduler called `stp`\n",
            "did you mean `step`?",
            id="one-letter-of-three-and-the-optimizer-in-a-section",
        ),
    ],
)
def test_a_misspelt_name_beside_an_optimizer_is_not_passed_over(lrviz_in, text, found, hint):
    met = lrviz_in("validate", "x.yaml", "--if-any", "--format", "concise", files={"x.yaml": text})
    assert (met.code, met.out) == (1, found)
    named = lrviz_in("validate", "x.yaml")
    assert named.out == lrviz_in("validate", "x.yaml", "--if-any").out
    assert f"  = help: {hint}\n" in named.out


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{ADAMW}scheduler: Foo\n", id="near-to-none"),
        pytest.param(f"{ADAMW}scheduler: {{name: my_schedule}}\n", id="a-name-of-its-own"),
        pytest.param(f"{ADAMW}scheduler: cosine_with_restarts\n", id="a-name-of-another-program"),
        pytest.param(f"{ADAMW}scheduler: {{name: cosine, foo: 3}}\n", id="a-short-name-that-is-right"),
        pytest.param("scheduler: {name: CosineRestartz}\n", id="no-optimizer"),
        pytest.param("optimizer: AdamW\nscheduler: Cosin\n", id="no-rate"),
        pytest.param("optimizer: {name: cbo, lr: 1}\nscheduler: Cosin\n", id="an-optimizer-of-others"),
    ],
)
def test_a_name_that_may_be_right_is_passed_over_where_no_schedule_need_be(lrviz_in, text):
    met = lrviz_in("validate", "x.yaml", "--if-any", files={"x.yaml": text})
    assert (met.code, met.out, met.err) == (0, "", "checked 1 file, 1 without a schedule: no findings\n")


OF_OTHERS = {
    "jobs": "scheduler: {name: slurm, partition: gpu}\n",
    "containers": "services: {scheduler: {image: airflow, command: x}}\n",
    "noise-of-diffusion": "scheduler: {num_train_timesteps: 1000, beta_schedule: linear}\n",
    "noise-of-diffusion-by-its-word": "scheduler: {name: linear, beta_start: 0.0001, beta_end: 0.02}\n",
    "periodic-jobs": "scheduler: {interval: 60, jobs: [a]}\n",
    "home-assistant": "schedule:\n  heating:\n    name: Heating\n    monday: [{from: '07:00:00', to: '09:00:00'}]\n",
    "home-assistant-tag": "automation: [{alias: Morning}]\nschedule: !include schedules.yaml\n",
    "github-actions": "on:\n  schedule:\n    - cron: '0 3 * * *'\njobs: {build: {runs-on: ubuntu-latest}}\n",
    "github-actions-broken": "on: {schedule: [{cron: '* * * * *'}]\njobs: {}\n",
    "dependabot": "version: 2\nupdates: [{directory: /, schedule: {interval: weekly}}]\n",
    "renovate": "schedule: {name: weekly, day: monday}\n",
    "kubernetes": "kind: CronJob\nspec: {schedule: '*/5 * * * *'}\n---\nkind: ConfigMap\ndata: {scheduler: kube}\n",
    "kubernetes-policy": "apiVersion: v1\nschedule: '*/5 * * * *'\n",
    "helm-values": "scheduler: {replicas: 2, strategy: {type: Recreate}, args: [bash]}\n",
    "helm-template": "{{- if .Values.scheduler }}\nmetadata: {name: {{ .Name }}-scheduler}\n{{- end }}\n",
    "airflow": "dag_id: etl\nschedule: {type: cron, expression: '@daily', timezone: UTC}\n",
    "airflow-timetable": "schedule:\n  __type: airflow.timetables.interval.CronDataIntervalTimetable\n",
    "airflow-schedulers": "schedulers: {name: scheduler, replicas: 2}\n",
    "dbt": "schedule: {cron: '0 3 * * *'}\nmodels:\n  - name: {{ name }}\n",
    "dagster": "schedules:\n  daily: {cron_schedule: '0 0 * * *', job_name: a}\n",
    "celery-beat": "schedule:\n  add: {task: tasks.add, schedule: 30.0, args: [16, 16]}\n",
    "celery-beat-class": "scheduler: celery.beat:PersistentScheduler\nschedule: {tick: {task: a}}\n",
    "gitlab": "scheduled: {script: [make], only: [schedules]}\n",
    "nomad": "schedulers: {name: binpack, memory_oversubscription: true}\n",
    "dask": "scheduler: {type: dask.distributed.Scheduler, options: {port: 8786}}\n",
    "ray-tune": "scheduler: {type: asha, max_t: 100, grace_period: 10}\n",
    "apscheduler": "scheduler:\n  type: background\n  executors: {default: {type: threadpool, max_workers: 20}}\n",
    "spring": "schedular: {enabled: true, name: '${spring.application.name}'}\n",
    "from-the-environment": "scheduler: ${oc.env:CRON}\n",
    "backup": "schedule: {name: nightly, steps: [dump, upload], frequency: daily, patience: 3}\n",
    "roadmap": "schedule: {name: Roadmap, milestones: [{title: v1, due: 2024-01-01}]}\n",
    "a-short-word": "schedule: {name: constant, value: 3}\n",
    "an-alert": "name: load\nthreshold: 0.8\n",
}
"""What others schedule, as their files have it."""


@pytest.mark.parametrize("text", OF_OTHERS.values(), ids=OF_OTHERS.keys())
def test_what_schedules_something_else_is_passed_over_where_no_schedule_need_be(lrviz_in, text):
    met = lrviz_in("validate", "x.yaml", "--if-any", files={"x.yaml": text})
    assert (met.code, met.out, met.err) == (0, "", "checked 1 file, 1 without a schedule: no findings\n")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("scheduler: {name: CosineAnealingLR}\n", "LR101", id="a-name-that-is-nearly-one"),
        pytest.param("scheduler: {name: my_cosine, T_max: 5}\n", "LR101", id="a-parameter-that-tells"),
        pytest.param("scheduler: {step_size: 5}\n", "LR108", id="a-parameter-without-a-name"),
        pytest.param("scheduler: {name: step}\n", "LR103", id="a-short-word-alone"),
        pytest.param("a: {name: StepLR}\nscheduler: ${a}\n", "LR103", id="what-it-refers-to"),
        pytest.param("lr_scheduler: ${oc.env:A}\n", "LR014", id="a-key-that-tells"),
        pytest.param("schedular: {name: StepLR, step_size: 3}\n", "LR011", id="a-key-that-is-nearly-one"),
        pytest.param("a: StepLR\nschedular: {name: '${a}'}\n", "LR011", id="whose-name-is-elsewhere"),
        pytest.param("schedule: {name: x}\nschedular: StepLR\n", "LR011", id="beside-that-of-others"),
        pytest.param("schedular: {name: plateau, patience: 3}\n", "LR011", id="a-short-word-and-its-parameter"),
        pytest.param("schedular: {step_size: 3}\n", "LR011", id="a-parameter-under-a-key-that-is-nearly-one"),
        pytest.param(
            "scheduler: {_target_: torch.optim.lr_scheduler.CosineAnealingLR, T_max: 9}\n", "LR015", id="in-torch-alone"
        ),
        pytest.param("scheduler: {_target_: timm.scheduler.CosineLRSchduler}\n", "LR015", id="in-timm-alone"),
        pytest.param("lr_scheduler: {type: StepLr, stepsize: 0}\n", "LR015", id="a-class-that-is-nearly-one"),
        pytest.param("lr_scheduler: {class_path: CosineAnealingLR}\n", "LR015", id="a-class-path-that-is-nearly-one"),
        pytest.param("scheduler: {name: x, T_max: 3\n", "LR001", id="a-parameter-in-what-is-no-yaml"),
    ],
)
def test_what_is_about_rates_is_not_passed_over(lrviz_in, text, code):
    met = lrviz_in("validate", "x.yaml", "--if-any", "--format", "concise", files={"x.yaml": text})
    assert (met.code, met.out.split()[1]) == (1, code)
