"""What the commands do, as functions."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from omegaconf import OmegaConf

import lrviz
from schedules import ConfigError

pytestmark = pytest.mark.needs("torch", "numpy")

COSINE = {"optimizer": {"name": "AdamW", "lr": 1e-3}, "scheduler": {"name": "CosineAnnealingLR", "T_max": 50}}
BAD = "scheduler:\n  name: StepLR\n  step_size: 0\n  gama: 1\n"
GROUPS = """\
optimizer:
  name: SGD
  lr: 0.1
  groups: [{params: 'head.*', lr_factor: 10}]
scheduler: {name: StepLR, step_size: 5}
steps: 10
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder of its own, with a config that is right and one that is wrong."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(GROUPS)
    (tmp_path / "bad.yaml").write_text(BAD)
    return tmp_path


def test_every_public_name_is_there_in_order_and_no_module_stands_in_its_way():
    assert lrviz.__all__ == sorted(lrviz.__all__)
    assert dir(lrviz) == lrviz.__all__
    modules = {path.stem for path in Path(lrviz.__file__).parent.iterdir()}
    assert not modules & set(lrviz.__all__)
    for name in lrviz.__all__:
        assert getattr(lrviz, name).__name__ == name
        assert getattr(lrviz, name).__doc__


def test_the_version_is_that_of_the_package():
    assert lrviz.__version__ == version("lrviz")


@pytest.mark.parametrize("name", ["nothing", "Plot", "__path_"])
def test_a_name_that_is_not_there_is_an_attribute_error(name):
    with pytest.raises(AttributeError, match=f"module 'lrviz' has no attribute '{name}'"):
        getattr(lrviz, name)


def test_importing_it_and_linting_load_none_of_the_large_libraries(python):
    code = """
import sys, lrviz
early = [name for name in sys.modules if name.startswith("lrviz.")]
found = lrviz.validate({"name": "StepLR"})
plan = lrviz.load({"name": "StepLR", "step_size": 5, "lr": 0.1}, steps=20)
print(early, [str(item) for item in found], plan.updates, plan.base_rates, type(plan.spec).__name__)
print([name for name in ("torch", "timm", "numpy", "matplotlib", "omegaconf", "typer") if name in sys.modules])
"""
    assert python(code).splitlines() == [
        "[] ['config: LR103 error StepLR needs `step_size`: ticks from one decay to the next'] 20 (0.1,) StepLR",
        "[]",
    ]


def test_a_config_is_a_path_or_the_config_itself(here):
    written = OmegaConf.create(GROUPS)
    curves = [lrviz.simulate(config) for config in ("good.yaml", here / "good.yaml", written, dict(written))]
    assert [curve.name for curve in curves] == ["good.yaml", str(here / "good.yaml"), "config", "config"]
    assert [curve.rates.tolist() for curve in curves] == [curves[0].rates.tolist()] * 4


@pytest.mark.usefixtures("here")
def test_a_curve_has_the_rate_of_each_group_at_each_update():
    curve = lrviz.simulate("good.yaml")
    assert curve.rates.shape == (2, 10)
    assert curve.rates[0] == pytest.approx([0.1] * 5 + [0.01] * 5)
    assert curve.rates[1] == pytest.approx([1.0] * 5 + [0.1] * 5)
    assert [series.label for series in curve.series] == ["rest", "head.*"]
    assert [curve.numbers(group).peak for group in (0, 1)] == [0.1, 1.0]
    assert [(phase.kind, phase.start, phase.end) for phase in curve.phases(1)] == [("hold", 0, 5), ("decay", 5, 10)]
    assert repr(curve) == "<Curve good.yaml: StepLR, 10 steps (factory)>"


def test_it_is_what_the_command_writes(lrviz_in, tmp_path):
    assert lrviz_in("table", "good.yaml", "-o", "x.json", files={"good.yaml": GROUPS}).code == 0
    written = json.loads((tmp_path / "x.json").read_text())["configs"][0]["groups"]
    assert [group["lr"] for group in written] == lrviz.simulate("good.yaml").rates.tolist()


def test_what_was_loaded_is_run_as_it_is():
    plan = lrviz.load(COSINE, steps=51)
    assert lrviz.simulate(plan).rates.tolist() == lrviz.simulate(COSINE, steps=51).rates.tolist()
    assert lrviz.simulate(plan, engine="formula").engine == "formula"
    assert lrviz.simulate(plan).notes == lrviz.simulate(COSINE, steps=51).notes
    with pytest.raises(lrviz.LrvizError, match="51 steps are more than 50"):
        lrviz.simulate(plan, max_steps=50)


@pytest.mark.usefixtures("here")
def test_a_word_may_stand_for_a_list_of_one():
    assert lrviz.validate("bad.yaml", ignore="LR105") == lrviz.validate("bad.yaml", ignore=["LR105"])
    assert lrviz.validate("bad.yaml", select="LR105") == lrviz.validate("bad.yaml", select=["LR105"]) != []


@pytest.mark.parametrize(
    ("options", "last"),
    [
        pytest.param({"steps": 51}, 0.0, id="steps"),
        pytest.param({"epochs": 5, "steps_per_epoch": 5}, 5.314e-4, id="epochs"),
        pytest.param({"steps": 51, "lr": 2e-3, "overrides": {"+scheduler.eta_min": 1e-5}}, 1e-5, id="overrides"),
        pytest.param({"steps": 51, "overrides": {"scheduler.T_max": 100, "optimizer": {"lr": 2.0}}}, 1.0, id="nested"),
        pytest.param({"steps": 51, "overrides": {"scheduler.T_max": np.int64(100)}}, 5e-4, id="integer-of-numpy"),
        pytest.param(
            {"steps": 51, "overrides": {"optimizer": {"lr": np.float32(2)}, "scheduler.T_max": np.array(100)}}, 1.0,
            id="array-of-numpy",
        ),
        pytest.param({"epochs": 51, "steps_per_epoch": 2, "interval": "epoch"}, 0.0, id="interval"),
        pytest.param({"steps": 51, "engine": "formula"}, 0.0, id="engine"),
    ],
)  # fmt: skip
def test_options_are_those_of_the_commands(options, last):
    assert lrviz.simulate(COSINE, **options).rates[0, -1] == pytest.approx(last, abs=1e-7)


def test_what_was_assumed_is_noted():
    curve = lrviz.simulate({"name": "ReduceLROnPlateau", "patience": 2}, epochs=9, metric=0.5)
    assert curve.notes == (
        "no optimizer is given: SGD with momentum 0.9 and lr 0.1 stands for it",
        "the curve depends on a metric; it is fed a constant metric of 0.5, the worst case (--metric changes it)",
    )


def test_settings_hold_for_a_file_and_not_for_a_mapping(here):
    (here / "pyproject.toml").write_text('[tool.lrviz]\nsteps = 7\nignore = ["LR1"]\n')
    scheduler = {"name": "StepLR", "step_size": 3, "lr": 0.1}
    (here / "x.yaml").write_text(json.dumps(scheduler))
    assert lrviz.load("x.yaml").updates == 7
    assert lrviz.load("x.yaml", settings="").updates == 12
    assert lrviz.load(scheduler).updates == 12
    assert lrviz.load(scheduler, settings=here / "pyproject.toml").updates == 7
    assert lrviz.validate("bad.yaml") == []
    assert [finding.code for finding in lrviz.validate({"name": "StepLR", "step_size": 0})] == ["LR105"]


@pytest.mark.usefixtures("here")
def test_validate_gives_what_is_found():
    found = lrviz.validate(".", {"name": "ExponentialLR"})
    assert [(finding.place, finding.code, finding.severity) for finding in found] == [
        ("./bad.yaml:3:14", "LR105", "error"),
        ("./bad.yaml:4:3", "LR102", "error"),
        ("config", "LR103", "error"),
    ]
    assert str(found[1]) == "./bad.yaml:4:3: LR102 error StepLR has no parameter `gama`"
    assert found[1].hint == "did you mean `gamma`?"
    assert [finding.code for finding in lrviz.validate("bad.yaml", ignore=["LR105"])] == ["LR102"]
    assert [finding.code for finding in lrviz.validate("bad.yaml", select=["unknown-key"])] == ["LR102"]
    assert lrviz.validate(".", exclude=["bad.yaml"]) == []


def test_validate_builds_too():
    config = {"name": "OneCycleLR", "max_lr": 0.1, "total_steps": 10, "steps": 10}
    assert lrviz.validate(config, build=True) == lrviz.validate(config) == []


@pytest.mark.usefixtures("here")
def test_a_collector_of_garbage_that_was_switched_off_stays_so():
    import gc

    gc.disable()
    try:
        lrviz.validate("good.yaml")
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.needs("matplotlib")
def test_plot_draws_and_writes(here):
    picture = lrviz.plot("good.yaml", COSINE, output=["both.svg", here / "both.csv"], steps=20, log_y=True, title="two")
    assert "made with lrviz" in (here / "both.svg").read_text()
    assert (here / "both.csv").read_text().splitlines()[0] == "config,step,epoch,lr[0],lr[1]"
    figure = picture.figure()
    assert figure.axes[0].get_yscale() != "linear"
    assert "two" in [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]
    assert repr(picture) == (
        "<Picture of <Curve good.yaml: StepLR, 20 steps (factory)>,"
        " <Curve config: CosineAnnealingLR, 20 steps (factory)>>"
    )
    (here / "mine.png").write_bytes(b"mine")
    with pytest.raises(lrviz.UnwritableOutput, match="not made by lrviz"):
        picture.save("mine.png")
    picture.save("mine.png", force=True)
    assert (here / "mine.png").read_bytes().startswith(b"\x89PNG")


def test_compare_says_whether_they_differ(here):
    same = lrviz.compare("good.yaml", here / "good.yaml")
    assert (same.differ, len(same.curves)) == (False, 2)
    other = lrviz.compare(COSINE, {**COSINE, "scheduler": {"name": "CosineAnnealingLR", "T_max": 40}}, steps=50)
    assert other.differ
    assert [line.partition(":")[0] for line in other.verdicts] == ["A and B differ from step 1 on"]
    longer = lrviz.compare(lrviz_config(steps=10), lrviz_config(steps=20))
    assert longer.view.by_fraction


def test_compare_takes_a_tolerance_and_runs_of_different_lengths(here):
    curves = [{"name": "CosineAnnealingLR", "T_max": length, "steps": length, "lr": 1.0} for length in (100, 1000)]
    assert lrviz.compare(*curves).differ
    assert not lrviz.compare(*curves, align="fraction", tolerance=1e-9).differ
    wide = lrviz.compare(curves[0], {**curves[0], "lr": 0.9}, tolerance=0.11)
    assert (wide.differ, wide.against[0].groups[0].first_step) == (False, None)
    assert here


def lrviz_config(**run):
    return {**COSINE, **run}


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(lambda: lrviz.simulate(COSINE), id="curve"),
        pytest.param(lambda: lrviz.plot(COSINE), id="picture"),
        pytest.param(lambda: lrviz.compare(COSINE, COSINE), id="comparison"),
    ],
)
@pytest.mark.needs("matplotlib")
def test_a_notebook_shows_a_picture(shown):
    from IPython.core.formatters import DisplayFormatter

    data, _ = DisplayFormatter().format(shown())
    assert data["image/png"].startswith(b"\x89PNG")
    assert "CosineAnnealingLR" in data["text/plain"]


def test_without_matplotlib_a_notebook_shows_the_text(python):
    code = """
import sys
from importlib import util
find_spec = util.find_spec
util.find_spec = lambda name, *rest: None if name == "matplotlib" else find_spec(name, *rest)
import lrviz
from schedules import ConfigError
curve = lrviz.simulate({"name": "StepLR", "step_size": 5}, steps=9)
print(curve._repr_png_(), repr(curve))
try:
    lrviz.plot({"name": "StepLR", "step_size": 5}, output="x.png")
except lrviz.MissingExtra as error:
    print(error)
"""
    assert python(code).splitlines() == [
        "None <Curve config: StepLR, 9 steps (factory)>",
        'a picture needs plot; install it with: pip install "lrviz[plot]"',
    ]


def test_check_log_says_where_a_log_parts(here):
    rates = lrviz.simulate("good.yaml").rates[0]
    (here / "run.csv").write_text("step,lr\n" + "".join(f"{at},{rate}\n" for at, rate in enumerate(rates)))
    assert lrviz.check_log("good.yaml", "run.csv").agrees
    verdict = lrviz.check_log("good.yaml", here / "run.csv", group=1)
    assert (verdict.agrees, verdict.step, verdict.cause) == (False, 0, "the base rate is 0.1 times that of the config")
    with pytest.raises(lrviz.UsageProblem, match="--group 2: the config has 2, from 0 on"):
        lrviz.check_log("good.yaml", "run.csv", group=2)
    with pytest.raises(lrviz.UsageProblem, match="tolerance=-1: it must be a number of 0 or more"):
        lrviz.check_log("good.yaml", "run.csv", tolerance=-1)
    (here / "run.csv").write_text("a,b\n1,2\n")
    with pytest.raises(lrviz.UnreadableLog, match="has none of the columns `step`"):
        lrviz.check_log("good.yaml", "run.csv")


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        pytest.param(lambda: lrviz.simulate("none.yaml"), lrviz.UnreadablePath, "none.yaml: no such file", id="path"),
        pytest.param(lambda: lrviz.validate("none.yaml"), lrviz.UnreadablePath, "none.yaml: no such file", id="lint"),
        pytest.param(
            lambda: lrviz.simulate("bad.yaml"), lrviz.Refused,
            "bad.yaml: no curve can be drawn\n  bad.yaml:3:14: LR105 error `step_size: 0` must be 1 or more: ",
            id="problems",
        ),
        pytest.param(
            lambda: lrviz.load({"scheduler": {"name": "StepLR", "step_size": "???"}}), lrviz.Refused,
            "config: some values are only known in the run (give them: --set scheduler.step_size=VALUE)\n"
            "  config: scheduler.step_size: LR012 info the value is not given yet", id="missing-value",
        ),
        pytest.param(
            lambda: lrviz.load(OmegaConf.create({"name": "StepLR", "step_size": "${a}"})), ConfigError,
            "`step_size: ${a}` cannot be resolved", id="interpolation",
        ),
        pytest.param(
            lambda: lrviz.load({"name": "CosineAnnealingLR", "T_max": 9, "eta_min": "1e-6"}), lrviz.Refused,
            'LR104 error `eta_min: "1e-6"` is text and not a number', id="a-number-as-text",
        ),
        pytest.param(lambda: lrviz.load(COSINE, key="x"), lrviz.Refused, "x", id="key"),
        pytest.param(lambda: lrviz.load(COSINE, steps=0), lrviz.UsageProblem, "--steps 0: it must be 1 or", id="count"),
        pytest.param(
            lambda: lrviz.load(COSINE, interval="epochs"), lrviz.UsageProblem, "--interval epochs: it is step or epoch",
            id="interval",
        ),
        pytest.param(
            lambda: lrviz.simulate(COSINE, engine="auto"), lrviz.UsageProblem,
            "--engine auto: it is factory or formula", id="engine",
        ),
        pytest.param(
            lambda: lrviz.load(COSINE, stepz=1), lrviz.UsageProblem,
            "there is no option 'stepz'; did you mean 'steps'?", id="no-option",
        ),
        pytest.param(
            lambda: lrviz.load(COSINE, set=["steps=5"]), TypeError, "no option 'set'; did you mean 'overrides'?",
            id="set",
        ),
        pytest.param(
            lambda: lrviz.load(COSINE, steps=10.5), lrviz.UsageProblem, "steps=10.5: it must be a whole number",
            id="half-a-step",
        ),
        pytest.param(
            lambda: lrviz.load(COSINE, steps="3"), lrviz.UsageProblem, "steps='3': it must be a whole number",
            id="text-for-a-number",
        ),
        pytest.param(
            lambda: lrviz.load(COSINE, lr="x"), lrviz.UsageProblem, "lr='x': it must be a number", id="text-for-a-rate"
        ),
        pytest.param(
            lambda: lrviz.load(COSINE, overrides="steps=5"), lrviz.UsageProblem,
            "overrides='steps=5': it must be a mapping of keys to values", id="text-for-overrides",
        ),
        pytest.param(
            lambda: lrviz.load(COSINE, overrides={"scheduler.T_max": {1}}), lrviz.UsageProblem,
            "overrides: scheduler.T_max={1}: it must be text, a number, true or false, None, or a list or mapping of",
            id="a-set-for-a-value",
        ),
        pytest.param(
            lambda: lrviz.load(COSINE, overrides={"scheduler.T_max": 10**5000}), lrviz.UsageProblem,
            "overrides: scheduler.T_max=an integer of thousands of digits: it must be", id="an-endless-integer",
        ),
        pytest.param(
            lambda: lrviz.load(COSINE, overrides={"optimizer.lr": float("nan")}), lrviz.Refused,
            "LR105 error `lr: .nan` is not finite", id="nan-for-a-rate",
        ),
        pytest.param(
            lambda: lrviz.check_resume(COSINE, 1.5, steps=9), lrviz.UsageProblem, "at=1.5: it must be a whole number",
            id="half-an-update",
        ),
        pytest.param(
            lambda: lrviz.load(COSINE, steps=True), lrviz.UsageProblem, "steps=True: it must be a whole number",
            id="true-for-a-number",
        ),
        pytest.param(
            lambda: lrviz.load(COSINE, key=3), lrviz.UsageProblem, "key=3: it must be text", id="a-number-as-key"
        ),
        pytest.param(
            lambda: lrviz.load(COSINE, allow_env=3), lrviz.UsageProblem,
            "allow_env=3: it must be text, or a list of texts", id="a-number-as-words",
        ),
        pytest.param(
            lambda: lrviz.simulate(COSINE, metric=None), lrviz.UsageProblem,
            "metric=None: it must be a number, 'decay:START:END', or the path of a file", id="no-metric",
        ),
        pytest.param(
            lambda: lrviz.load(COSINE, settings=3), lrviz.UsageProblem, "settings=3: it must be a path",
            id="a-number-as-path",
        ),
        pytest.param(
            lambda: lrviz.compare(*[COSINE] * 13), lrviz.UsageProblem,
            "compare takes two to twelve configs, not 13", id="thirteen",
        ),
        pytest.param(
            lambda: lrviz.compare(COSINE, COSINE, align="foo"), lrviz.UsageProblem,
            "align='foo': it must be 'step' or 'fraction'", id="align",
        ),
        pytest.param(
            lambda: lrviz.compare(COSINE, COSINE, tolerance=-1), lrviz.UsageProblem,
            "tolerance=-1: it must be a number of 0 or more, a part of the peak", id="tolerance-below-0",
        ),
        pytest.param(
            lambda: lrviz.compare(COSINE, COSINE, tolerance=float("nan")), lrviz.UsageProblem,
            "tolerance=nan: it must be a number of 0 or more, a part of the peak", id="tolerance-that-is-nan",
        ),
        pytest.param(
            lambda: lrviz.simulate(lrviz.load(COSINE, steps=9), stepz=3), lrviz.UsageProblem,
            "there is no option 'stepz'; did you mean 'steps'?", id="no-option-beside-a-plan",
        ),
        pytest.param(
            lambda: lrviz.simulate(COSINE, steps=9, max_steps=8), lrviz.LrvizError, "9 steps are more than 8",
            id="longer-than-max-steps",
        ),
        pytest.param(
            lambda: lrviz.simulate(lrviz.load(COSINE, steps=9), steps=8), lrviz.UsageProblem,
            "steps: a plan has it already (say it to `load`)", id="option-that-a-plan-has",
        ),
        pytest.param(
            lambda: lrviz.plot(lrviz.load(COSINE, steps=9)), lrviz.UsageProblem,
            "an object of type Plan is no config (give a path, or a mapping)", id="plan-to-plot",
        ),
        pytest.param(
            lambda: lrviz.plot("good.yaml", "x.svg"), lrviz.UnreadablePath,
            "x.svg: no such file or directory (to write it, name it as the output: `-o x.svg`, or `output=` in Python)",
            id="output-for-a-config",
        ),
        pytest.param(lambda: lrviz.validate(), lrviz.UsageProblem, "there is no config to check", id="none"),
        pytest.param(
            lambda: lrviz.validate(COSINE, select="LR999"), lrviz.UsageProblem, "no rule is called `LR999`",
            id="rule-as-a-text",
        ),
        pytest.param(
            lambda: lrviz.check_log(COSINE, "run.csv", group="a"), lrviz.UsageProblem,
            "group='a': it must be a whole number", id="text-for-a-group",
        ),
        pytest.param(
            lambda: lrviz.load(COSINE, overrides={"scheduler.t_max": 9}), lrviz.UsageProblem, "T_max", id="override",
        ),
        pytest.param(
            lambda: lrviz.load({**COSINE, "optimizer": {"lr": object()}}), lrviz.UsageProblem,
            "the config holds what no YAML file can", id="an-object",
        ),
        pytest.param(lambda: lrviz.plot(), lrviz.UsageProblem, "there is no config to draw", id="nothing"),
        pytest.param(lambda: lrviz.compare(COSINE), lrviz.UsageProblem, "there is no config to compare", id="alone"),
        pytest.param(
            lambda: lrviz.plot(COSINE, output="x.gif"), lrviz.UsageProblem, "the suffix decides", id="suffix"
        ),
        pytest.param(lambda: lrviz.plot(COSINE, style="x"), lrviz.UsageProblem, "style", id="style"),
        pytest.param(
            lambda: lrviz.validate(COSINE, select=["LR999"]), lrviz.UsageProblem, "no rule is called `LR999`", id="rule"
        ),
        pytest.param(
            lambda: lrviz.simulate(COSINE, steps=10_000_001), lrviz.LrvizError, "are more than 10,000,000", id="long"
        ),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("here")
def test_what_goes_wrong_is_an_exception_that_says_so(call, error, said):
    with pytest.raises(error) as raised:
        call()
    assert said in str(raised.value)
    assert error is TypeError or isinstance(raised.value, lrviz.LrvizError | ValueError)
