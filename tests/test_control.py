"""Which rules are on, and from which severity on a finding fails: `--select`, `--ignore`, `--fail-on`."""

from __future__ import annotations

import pytest

from lrviz.rules import all_rules
from lrviz.selection import Layer, default_selection, make_selection

CONFIG = """\
optimizer: {lr: 0.1}
scheduler:
  name: CosineAnnealingLR
  T_max: 50
  eta_max: 1e-3
steps: 100
"""
ALONE = "optimizer: {lr: 0.1}\nscheduler: {name: CosineAnnealingLR, T_max: 50}\nsteps: 100\n"


def codes(lrviz_in, *options, text=CONFIG):
    result = lrviz_in("validate", "x.yaml", "--format", "concise", *options, files={"x.yaml": text})
    return [line.split()[1] for line in result.out.splitlines()], result.code


def on(*layers):
    return make_selection(layers).on


OFF = next(code for code, rule in all_rules().items() if not rule.enabled)
SECOND = frozenset(code for code, rule in all_rules().items() if code.startswith("LR2") and rule.enabled)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        pytest.param((), (["LR102"], 1), id="by-default"),
        pytest.param(("--select", "LR2"), ([], 0), id="others"),
        pytest.param(("--select", "LR102"), (["LR102"], 1), id="a-code"),
        pytest.param(("--select", "unknown-key"), (["LR102"], 1), id="a-name"),
        pytest.param(("--select", "LR2, LR1"), (["LR102"], 1), id="with-commas"),
        pytest.param(("--select", "LR2", "--select", "LR1"), (["LR102"], 1), id="repeated"),
        pytest.param(("--ignore", "LR1"), ([], 0), id="ignored"),
        pytest.param(("--select", "LR102", "--ignore", "LR1"), (["LR102"], 1), id="the-longer-word-wins"),
        pytest.param(("--select", "LR1", "--ignore", "unknown-key"), ([], 0), id="a-name-is-the-longest"),
        pytest.param(("--select", "LR102", "--ignore", "LR102"), ([], 0), id="of-the-same-one-the-no-wins"),
        pytest.param(("--select", "LR2", "--extend-select", "LR102"), (["LR102"], 1), id="and-more"),
    ],
)
def test_rules_that_are_on(options, found, lrviz_in):
    assert codes(lrviz_in, *options) == found


def test_off_by_default_until_it_is_meant():
    assert OFF not in default_selection().on
    assert OFF not in on(Layer(select=("LR",)))
    assert OFF in on(Layer(select=(OFF,)))
    assert OFF in on(Layer(select=(all_rules()[OFF].name,)))
    assert OFF in on(Layer(extend_select=(OFF[:3],)))
    assert OFF not in on(Layer(extend_select=(OFF[:3],), ignore=(OFF,)))


def test_the_later_place_wins():
    assert on(Layer(ignore=("LR204",)), Layer(select=("LR2",))) == SECOND
    assert on(Layer(select=("LR204",)), Layer(extend_select=("LR102",))) == {"LR204", "LR102"}
    assert on(Layer(select=("LR204",)), Layer(ignore=("LR2",))) == frozenset()
    assert on(Layer(ignore=("LR204",)), Layer(extend_select=("LR2",))) >= {"LR204"}
    assert on(Layer(select=())) == frozenset()


def test_severity_of_the_word_that_means_it_most():
    one = Layer(severities={"LR204": "error", "LR2": "info"})
    other = Layer(severities={"LR": "warning"})
    severities = make_selection([one]).severities
    assert (severities["LR204"], severities["LR205"]) == ("error", "info")
    assert set(make_selection([one, other]).severities.values()) == {"warning"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(
            ("--select", "LR2004"), "--select: no rule is called `LR2004` (did you mean `LR204`?)", id="a-code"
        ),
        pytest.param(
            ("--ignore", "LR1,cosine-rebond"),
            "--ignore: no rule is called `cosine-rebond` (did you mean `cosine-rebound`?)",
            id="a-name",
        ),
        pytest.param(
            ("--extend-select", "F401"),
            "--extend-select: no rule is called `F401` (`lrviz list` shows every rule)",
            id="of-another-tool",
        ),
        pytest.param(
            ("--ignore", "lr204"), "--ignore: no rule is called `lr204` (did you mean `LR204`?)", id="lower-case"
        ),
        pytest.param(
            ("--ignore", "LR9"), "--ignore: no rule is called `LR9` (`lrviz list` shows every rule)", id="a-beginning"
        ),
        pytest.param(("--select", " ,"), "--select names no rule, so nothing would be found", id="none"),
        pytest.param(
            ("--select", "\x1b[31m##[error]"),
            "--select: no rule is called `\\x1b[31m#\\x23[error]` (`lrviz list` shows every rule)",
            id="what-is-not-to-be-printed",
        ),
    ],
)
def test_a_word_that_means_no_rule(options, said, lrviz_in):
    result = lrviz_in("validate", "x.yaml", "--exit-zero", *options, files={"x.yaml": ALONE})
    assert result == (2, "", f"error: {said}\n")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        pytest.param((), 0, id="error-by-default"),
        pytest.param(("--fail-on", "error"), 0, id="error"),
        pytest.param(("--fail-on", "warning"), 1, id="warning-is-inclusive"),
        pytest.param(("--fail-on", "info"), 1, id="info"),
        pytest.param(("--fail-on", "never"), 0, id="never"),
        pytest.param(("--fail-on", "warning", "--exit-zero"), 0, id="exit-zero"),
        pytest.param(("--fail-on", "warning", "--ignore", "LR204"), 0, id="what-is-off-does-not-fail"),
    ],
)
def test_what_fails(options, code, lrviz_in):
    assert lrviz_in("validate", "x.yaml", *options, files={"x.yaml": ALONE}).code == code


def test_what_keeps_a_file_from_being_read_is_always_said(lrviz_in):
    assert codes(lrviz_in, "--select", "LR2", "--ignore", "LR", text="name: [\n") == (["LR001"], 1)


def test_a_config_that_cannot_be_drawn_says_why_whatever_it_ignores(lrviz_in):
    text = "name: StepLR\nstep_size: 0  # lrviz: ignore[LR105]\n"
    result = lrviz_in("plot", "x.yaml", "--no-save", files={"x.yaml": text})
    assert (result.code, result.err.count("x.yaml:2:12: error LR105")) == (1, 1)
    assert lrviz_in("validate", "x.yaml").out == ""


@pytest.mark.needs("numpy")
def test_findings_below_a_picture_are_ignored_as_elsewhere(lrviz_in):
    ignoring = ALONE.replace("50}", "50}  # lrviz: ignore[LR204]")
    assert "LR204" in lrviz_in("table", "x.yaml", files={"x.yaml": ALONE}).err
    assert "LR204" not in lrviz_in("table", "x.yaml", files={"x.yaml": ignoring}).err
