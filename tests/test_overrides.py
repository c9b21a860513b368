"""Values that `--set` gives on the command line."""

from __future__ import annotations

import pytest

from lrviz.document import read_document
from lrviz.errors import UsageProblem
from lrviz.overrides import apply_overrides

TEXT = """\
optimizer: {lr: 0.1, betas: [0.9, 0.999]}
scheduler: {name: MultiStepLR, milestones: [10, 20], gamma: 0.1}
stages: [{steps: 5}, {steps: 6}]
1: {2: three}
empty:
word: text
"""


def changed(*sets, text=TEXT):
    document = read_document("x.yaml", text.encode())
    apply_overrides([document], sets)
    return document


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        pytest.param("word=other", ("word",), "other", id="at the top"),
        pytest.param("optimizer.lr=3e-4", ("optimizer", "lr"), 3e-4, id="a float as OmegaConf reads it"),
        pytest.param("optimizer.lr='3e-4'", ("optimizer", "lr"), "3e-4", id="text in quotes"),
        pytest.param("optimizer.lr=yes", ("optimizer", "lr"), True, id="a bool"),
        pytest.param("optimizer.lr=", ("optimizer", "lr"), None, id="nothing is null"),
        pytest.param("optimizer.lr=null", ("optimizer", "lr"), None, id="null"),
        pytest.param("optimizer.lr=[1, 2]", ("optimizer", "lr"), [1, 2], id="a list"),
        pytest.param("optimizer.lr={a: {b: 1}}", ("optimizer", "lr"), {"a": {"b": 1}}, id="a mapping"),
        pytest.param("optimizer.lr=a=b", ("optimizer", "lr"), "a=b", id="an equals sign"),
        pytest.param("optimizer.lr=${x}", ("optimizer", "lr"), "${x}", id="an interpolation"),
        pytest.param("optimizer=Adam", ("optimizer",), "Adam", id="in place of a mapping"),
        pytest.param("scheduler.milestones[1]=30", ("scheduler", "milestones", 1), 30, id="an element in brackets"),
        pytest.param("scheduler.milestones.0=30", ("scheduler", "milestones", 0), 30, id="an element after a dot"),
        pytest.param("scheduler.milestones[-1]=30", ("scheduler", "milestones", 1), 30, id="the last element"),
        pytest.param("stages[0].steps=7", ("stages", 0, "steps"), 7, id="below an element"),
        pytest.param("1.2=x", (1, 2), "x", id="keys that are numbers"),
        pytest.param(" word =x", ("word",), "x", id="blanks around the key"),
        pytest.param("+word=x", ("word",), "x", id="adding what is there"),
        pytest.param("+new=x", ("new",), "x", id="adding at the top"),
        pytest.param("+scheduler.last_epoch=-1", ("scheduler", "last_epoch"), -1, id="adding below"),
        pytest.param("+a.b.c=1", ("a", "b", "c"), 1, id="adding with what is to hold it"),
        pytest.param("++a=1", ("a",), 1, id="two signs, as Hydra has them"),
    ],
)
def test_value_is_set(override, path, value):
    document = changed(override)
    assert repr(document.get(path)) == repr(value)
    assert document.set_here == {path}


def test_sets_apply_in_order():
    assert changed("word={a: 1}", "word.a=2", "+word.b=3").data["word"] == {"a": 2, "b": 3}


def test_value_is_set_in_every_file_that_has_the_key():
    one, two = (read_document("x.yaml", text) for text in (b"a: 1\nb: {c: 1}\n", b"b: {c: 2}\n"))
    apply_overrides([one, two], ["a=5", "b={c: 6}", "b.c=7", "+d=8"])
    assert one.data == {"a": 5, "b": {"c": 7}, "d": 8}
    assert two.data == {"b": {"c": 7}, "d": 8}


def test_files_do_not_share_what_is_set():
    one, two = (read_document("x.yaml", text) for text in (b"a:\nb: {c: 1}\n", b"a:\n"))
    apply_overrides([one, two], ["a={d: 1}", "+b.c=2"])
    assert one.data["a"] is not two.data["a"]


def test_empty_file_takes_what_is_added():
    assert changed("+scheduler.name=StepLR", text="").data == {"scheduler": {"name": "StepLR"}}


def test_text_of_what_is_set_is_kept():
    document = changed("scheduler={name: StepLR, step_size: '${n}'}")
    assert document.sources[("scheduler", "step_size")] == "'${n}'"
    assert ("scheduler", "milestones", 0) not in document.sources
    assert ("scheduler",) not in document.places


@pytest.mark.parametrize(
    ("override", "message", "hint"),
    [
        pytest.param("a", "--set a: write it as key=value", "", id="no value"),
        pytest.param("=1", "--set =1: write it as key=value", "", id="no key"),
        pytest.param("+=1", "--set +=1: write it as key=value", "", id="a sign and no key"),
        pytest.param(".=1", "--set .=1: write it as key=value", "", id="a dot"),
        pytest.param(
            "sheduler.gamma=1",
            "--set sheduler.gamma: x.yaml has no such key",
            "did you mean `scheduler.gamma`?",
            id="misspelt",
        ),
        pytest.param(
            "scheduler.t_max=1",
            "--set scheduler.t_max: x.yaml has no such key",
            "to add a key, write +scheduler.t_max=...",
        ),
        pytest.param(
            "scheduler.milestones[2]=1",
            "--set scheduler.milestones.2: x.yaml has no such key",
            "`scheduler.milestones` is a list of 2",
            id="past the end",
        ),
        pytest.param("word.a=1", "--set word.a: x.yaml has no such key", "`word` is no mapping", id="below text"),
        pytest.param(
            "+word.a=1",
            "--set +word.a: there is nothing that can hold it",
            "`word` is no mapping",
            id="added below text",
        ),
        pytest.param(
            "+stages[5]=1",
            "--set +stages.5: there is nothing that can hold it",
            "`stages` is a list of 2",
            id="added to a list",
        ),
        pytest.param(
            "word=[1",
            "--set word=[1: the bracket or brace that opens here is not closed, or a comma is missing in it",
            "",
            id="no YAML",
        ),
        pytest.param(
            "word=!x 1",
            "--set word=!x 1: the tag `!x` is not read: a config is plain values, "
            "and lrviz never runs what a tag stands for",
            "",
            id="a tag",
        ),
        pytest.param(
            "word=\x1b", "--set word=\\x1b: the file holds the character U+001B, which YAML does not allow", ""
        ),
        pytest.param("word=\udcff", "--set word=\\udcff: the file is not UTF-8", "", id="bytes that are no text"),
    ],
)
def test_override_that_makes_no_sense(override, message, hint):
    with pytest.raises(UsageProblem) as refused:
        changed(override)
    assert (refused.value.message, refused.value.hint) == (message, hint)


def test_key_that_no_file_has(lrviz_in):
    files = {"a.yaml": "name: StepLR\nstep_size: 3\n", "b.yaml": "name: StepLR\nstep_size: 3\n"}
    result = lrviz_in("compare", "a.yaml", "b.yaml", "--set", "gama=1", files=files)
    assert (result.code, result.out) == (2, "")
    assert result.err == "error: --set gama: no file has such a key (to add a key, write +gama=...)\n"


def test_finding_on_what_was_set_names_the_command_line(lrviz_in):
    text = "scheduler: {name: StepLR, step_size: 3, gamma: x}\n"
    result = lrviz_in(
        "validate", "x.yaml", "--set", "scheduler.step_size=0", "--set", "+scheduler.z=${y}", files={"x.yaml": text}
    )
    assert result.code == 1
    assert result.out == (
        "x.yaml: --set scheduler.z: info LR012 ${y}: `y` is not in this file\n"
        "  = help: give it the whole config, or set the value\n"
        "x.yaml: --set scheduler.z: error LR102 StepLR has no parameter `z`\n"
        "  = help: its keys are step_size, gamma, last_epoch\n"
        "x.yaml: --set scheduler.step_size: error LR105 `step_size: 0` must be 1 or more: torch takes the tick modulo"
        " `step_size`, so 0 divides by zero at the first step and a minus sign does nothing\n"
        "x.yaml:1:48: error LR104 `gamma: x` is text and not a number\n"
        "  |\n"
        "1 | scheduler: {name: StepLR, step_size: 3, gamma: x}\n"
        "  |                                                ^\n"
    )


def test_scheduler_that_was_set_whole_is_checked(lrviz_in):
    result = lrviz_in(
        "validate",
        "x.yaml",
        "--set",
        "scheduler={name: StepLR, step_size: [3]}",
        files={"x.yaml": "scheduler: StepLR\n"},
    )
    assert result.out == (
        "x.yaml: --set scheduler.step_size: error LR104 `step_size: [3]` is a list and not a whole number\n"
    )


def test_file_that_is_not_yaml_keeps_its_finding(lrviz_in):
    files = {"a.yaml": "a: [\n", "b.yaml": "name: StepLR\nstep_size: 0\n"}
    result = lrviz_in("validate", "a.yaml", "b.yaml", "--set", "step_size=3", files=files)
    assert (result.code, result.out.splitlines()[0][:24]) == (1, "a.yaml:1:4: error LR001 ")
    assert lrviz_in("validate", "a.yaml", "--set", "step_size=3").code == 1
