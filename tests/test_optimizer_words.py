"""Names of optimizers in configs of other programs: those that no library has are spoken of, and no others."""

from __future__ import annotations

import ast
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options

OWN = "optimizer: {{type: {}, lr: 0.1}}\nscheduler: {{type: StepLR, step_size: 3}}\nepochs: 9\n"
TIMM = "sched: step\ndecay_epochs: 3\nwarmup_epochs: 0\nlr: 0.1\nepochs: 9\nopt: {}\n"
TRAINER = "lr_scheduler_type: linear\nmax_steps: 9\nlearning_rate: 0.1\noptim: {}\n"
MMENGINE = (
    "optim_wrapper: {{optimizer: {{type: {}, lr: 0.1}}}}\nparam_scheduler: {{type: StepLR, step_size: 3}}\n"
    "train_cfg: {{max_epochs: 9}}\n"
)


def said(text, name):
    report = lint(read_document("x.yaml", text.format(name).encode()), Options())
    return [(item.severity, item.message, item.hint) for item in report.findings if item.code == "LR138"]


def source(library, path):
    """A file of a library, without running it: all of timm or transformers takes seconds, and needs torchvision."""
    spec = find_spec(library)
    if spec is None:
        pytest.skip(f"{library} is not installed")
    return Path(spec.submodule_search_locations[0], path).read_text(encoding="utf-8")


def maybe(name):
    return f"no optimizer is called `{name}`: the program stops, if it has none of its own"


def never(name):
    return f"`optim: {name}` is none of the names that the trainer of transformers has: it stops with ValueError"


@pytest.mark.parametrize(
    ("text", "name", "message", "hint"),
    [
        pytest.param(OWN, "adammw", maybe("adammw"), "did you mean `AdamW`?", id="a-letter-twice"),
        pytest.param(OWN, "rmspop", maybe("rmspop"), "did you mean `RMSprop`?", id="a-letter-missing"),
        pytest.param(TIMM, "adammw", maybe("adammw"), "did you mean `AdamW`?", id="timm"),
        pytest.param(MMENGINE, "Adamw", maybe("Adamw"), "did you mean `AdamW`?", id="mmengine-as-it-is-written"),
        pytest.param(TRAINER, "adam", never("adam"), "did you mean `adamw_torch`?", id="the-trainer-has-no-adam"),
        pytest.param(TRAINER, "AdamW", never("AdamW"), "did you mean `adamw_torch`?", id="nor-torchs-own-name"),
        pytest.param(TRAINER, "lamb", never("lamb"), "", id="nor-what-timm-has"),
    ],
)
def test_a_name_that_is_none_is_spoken_of(text, name, message, hint):
    assert said(text, name) == [("warning", message, hint)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(OWN, "adamw", id="another-case-in-a-program-of-ones-own"),
        pytest.param(OWN, "adamw_bnb_8bit", id="a-variant"),
        pytest.param(OWN, "FusedAdam", id="a-variant-in-front"),
        pytest.param(OWN, "MyAdam", id="named-after-one"),
        pytest.param(OWN, "Turbo", id="like-none"),
        pytest.param(OWN, "'${opt}'", id="known-in-the-run"),
        pytest.param(OWN, "mine.Adamm", id="a-class-of-ones-own"),
        pytest.param(MMENGINE, "AdamW", id="mmengine"),
        pytest.param(MMENGINE, "Lion", id="mmengine-with-another-library"),
        pytest.param(TRAINER, "'${opt}'", id="the-trainer-with-what-is-known-in-the-run"),
    ],
)
def test_what_may_be_a_name_is_left_alone(text, name):
    assert said(text, name) == []


def test_all_names_of_timm_are_known():
    names = set(re.findall(r"\bname='([a-z0-9_]+)'", source("timm", "optim/_optim_factory.py")))
    assert {"adamw", "lamb", "muon"} <= names
    assert [name for name in sorted(names) if said(TIMM, name) or said(OWN, name)] == []


def test_all_names_of_the_trainer_are_known():
    tree = ast.parse(source("transformers", "training_args.py"))
    (words,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "OptimizerNames")
    names = [node.value.value for node in words.body if isinstance(node, ast.Assign)]
    assert "adamw_torch" in names
    assert [name for name in names if said(TRAINER, name)] == []
