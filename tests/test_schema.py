"""The JSON Schema: what it refuses lrviz refuses, and the other way round for what a schema can say."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import reduce
from operator import getitem
from pathlib import Path

import jsonschema
import pytest
import yaml

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.lookup import locate
from lrviz.options import Options
from lrviz.rules import all_rules
from lrviz.schema import schema
from schedules.catalog import SCHEDULERS
from schedules.optimizers import OPTIMIZERS

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.yaml"))
STEP = "{name: StepLR, step_size: 3}"
SEVERAL = "{name: StepLR, step_size: 3, interval: epoch}"
GROUP = ["optimizer", "groups", 0]
SCHEMA = schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
STRUCTURAL = {"LR101", "LR102", "LR103", "LR104", "LR105", "LR108", "LR109", "LR202"}
"""What a schema can say too: names, keys, types and bounds of single values."""


def group(keys):
    return f"scheduler: {STEP}\noptimizer: {{name: AdamW, lr: 0.1, groups: [{{params: b*, {keys}}}]}}\n"


def data_of(text):
    return read_document("x.yaml", text.encode()).data


def test_it_is_a_schema():
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def keywords(schema):
    """Every key of a schema but the names of properties and definitions."""
    for key, value in schema.items() if isinstance(schema, dict) else enumerate(schema):
        of_names = key in ("properties", "definitions", "patternProperties")
        below = value.values() if of_names else [value] if isinstance(value, dict | list) else []
        yield key
        if key not in ("default", "examples", "enum", "const"):
            for each in below:
                yield from keywords(each)


def test_it_has_the_words_of_json_schema_alone():
    """What it does not know, a validator passes over: a bound by another name is none."""
    known = {*jsonschema.Draft7Validator.META_SCHEMA["properties"], "enumDescriptions"}
    assert {word for word in keywords(SCHEMA) if isinstance(word, str)} - known == set()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_valid(path):
    VALIDATOR.validate(data_of(path.read_text()))


@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_a_scheduler_is_valid_alone_and_under_its_key(name):
    config = SCHEDULERS.load(name).example()
    VALIDATOR.validate(config)
    VALIDATOR.validate({**config, "lr": 0.1, "interval": "epoch"})
    VALIDATOR.validate({"scheduler": config, "optimizer": {"name": "AdamW", "lr": 1e-3}, "epochs": 9})


@pytest.mark.parametrize("name", OPTIMIZERS.names())
def test_an_optimizer_is_valid(name):
    VALIDATOR.validate({"scheduler": {"name": "StepLR", "step_size": 3}, "optimizer": {"name": name, "lr": 0.1}})
    VALIDATOR.validate({"scheduler": {"name": "StepLR", "step_size": 3}, "optimizer": name})


@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_every_key_has_a_text_a_title_and_its_default(name):
    properties = SCHEMA["definitions"][name]["properties"]
    for key, field in SCHEDULERS.load(name).key_fields().items():
        info = SCHEDULERS.load(name).model_fields[field]
        assert properties[key]["title"] == key
        assert properties[key]["description"].startswith(info.description)
        if not info.is_required():
            assert properties[key]["default"] == info.default


@pytest.mark.parametrize(
    ("what", "shelf"), [("scheduler", SCHEDULERS), ("child", SCHEDULERS), ("optimizer", OPTIMIZERS)]
)
def test_each_name_that_may_be_chosen_says_what_it_is(what, shelf):
    choice = SCHEMA["definitions"][what]["then"]["properties"]["name"]
    # what an editor shows of a name is that of the class, which the choice must not hide
    assert "description" not in choice
    said = dict(zip(choice["anyOf"][0]["enum"], choice["anyOf"][0]["enumDescriptions"], strict=True))
    names = [name for name in shelf.names() if what != "child" or shelf.load(name).chainable]
    assert said == {name: SCHEMA["definitions"][name]["description"] for name in names}


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        pytest.param("name: StepLR\nstep_size: x\n", ["step_size"], "'x' is not of type 'integer'", id="type"),
        pytest.param("name: StepLR\nstep_size: 0\n", ["step_size"], "0 is less than the minimum of 1", id="bound"),
        pytest.param("name: StepLR\n", [], "'step_size' is a required property", id="missing"),
        pytest.param(
            "scheduler: {name: StepLR, step_size: 3, x: 1}\n", ["scheduler"], "'x' does not match any", id="unknown-key"
        ),
        pytest.param("scheduler: {name: Stap}\n", ["scheduler", "name"], "'Stap' is not valid", id="unknown-name"),
        pytest.param(f"scheduler: {STEP}\nepochs: 0\n", ["epochs"], "0 is less than the minimum of 1", id="run"),
        pytest.param(
            f"scheduler: {STEP}\noptimizer: {{name: Adam, lr: -1}}\n", ["optimizer", "lr"],
            "-1 is less than the minimum of 0", id="optimizer",
        ),
        pytest.param(
            "name: ChainedScheduler\nschedulers: [{name: StepLR, step_size: 3}, {name: ExponentialLR}]\n",
            ["schedulers", 1], "'gamma' is a required property", id="child",
        ),
        pytest.param(
            "name: ChainedScheduler\nschedulers: [{name: StepLR, step_size: 3, epochs: 3}]\n", ["schedulers", 0],
            "'epochs' was unexpected", id="what-may-stand-beside-the-outermost-alone",
        ),
        pytest.param(
            "name: ChainedScheduler\nschedulers: [ConstantLR]\n", ["schedulers", 0], "'ConstantLR' is not of type",
            id="a-child-is-no-word",
        ),
        pytest.param(
            "name: ChainedScheduler\nschedulers: [{name: timm_StepLRScheduler, decay_t: 3}]\n",
            ["schedulers", 0, "name"], "'timm_StepLRScheduler' is not valid", id="what-cannot-stand-in-another",
        ),
        pytest.param(f"scheduler: {STEP}\nlr: fast\n", ["lr"], "'fast' is not of type 'number'", id="rate-at-the-top"),
        pytest.param(f"scheduler: {STEP}\nlr: -1\n", ["lr"], "-1 is less than the minimum of 0", id="bound-at-the-top"),
        pytest.param("scheduler: StepLR\n", ["scheduler"], "'StepLR' is not valid", id="a-word-that-needs-a-key"),
        pytest.param(
            "scheduler: {name: step, step_size: 0}\n", ["scheduler", "step_size"], "0 is less than the minimum of 1",
            id="beside-a-short-name",
        ),
        pytest.param(group("lr: '0.2'"), [*GROUP, "lr"], "'0.2' is not of type 'number'", id="rate-of-a-group"),
        pytest.param(group("lr: -1"), [*GROUP, "lr"], "-1 is less than the minimum of 0", id="bound-in-a-group"),
        pytest.param(group("foo: 1"), GROUP, "'foo' was unexpected", id="unknown-key-of-a-group"),
        pytest.param(group("lr_factor: -1"), [*GROUP, "lr_factor"], "-1 is less than the minimum of 0", id="factor"),
        pytest.param(
            f"scheduler: [{SEVERAL}, {SEVERAL[:-1]}, begin: -1}}]\n", ["scheduler", 1, "begin"],
            "-1 is less than the minimum of 0", id="one-of-several",
        ),
    ],
)  # fmt: skip
def test_it_refuses(text, path, message):
    errors = list(VALIDATOR.iter_errors(data_of(text)))
    assert [list(error.absolute_path) for error in errors] == [path]
    assert message in errors[0].message


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("name: StepLR\nstep_size: ${run.size}\ngamma: '${gamma}'\n", id="numbers"),
        pytest.param("scheduler: ${base}\noptimizer: ${opt}\nepochs: ${e}\n", id="whole-parts"),
        pytest.param("name: MultiStepLR\nmilestones: ['${a}', 20]\n", id="elements"),
        pytest.param("name: MultiStepLR\nmilestones: ${a}\n", id="a-list"),
        pytest.param("name: ???\nT_max: ???\n", id="missing"),
        pytest.param("model: {depth: 3}\nscheduler:\n", id="no-scheduler"),
        pytest.param("name: StepLR\nstep_size: 30.0\n", id="a-whole-float"),
        pytest.param(f"scheduler: {STEP}\nsteps: -1\n", id="no-length-as-lightning-says-it"),
        pytest.param(f"{STEP[:-1]}, epochs: -1}}\n", id="no-length-beside-a-scheduler"),
        pytest.param("scheduler: {name: multi_step, milestones: [3]}\noptimizer: {type: sgd}\n", id="short-names"),
        pytest.param(f"scheduler: {STEP}\noptimizer: {{_target_: torch.optim.Adam, lr: 0.1}}\n", id="its-optimizer"),
        pytest.param("lr_scheduler: rex\nlearning_rate: 1e-4\noptimizer: adamw_8bit\n", id="axolotl"),
        pytest.param(f"scheduler: [{STEP}, {STEP}]\n", id="several"),
        pytest.param(f"scheduler: [{SEVERAL[:-1]}, end: 3}}, {SEVERAL}]\n", id="several-that-share-the-optimizer"),
        pytest.param("scheduler: ConstantLR\n", id="a-word-that-needs-nothing"),
        pytest.param("name: StepLR\nparams: {step_size: 3}\n", id="parameters-below"),
        pytest.param("scheduler: {name: StepLR, KWARGS: {step_size: 3}}\n", id="parameters-below-in-upper-case"),
        pytest.param("name: step\nstep_size: 3\nsteps: 9\n", id="a-short-name-at-the-top"),
        pytest.param("scheduler: {name: Multi-Step, milestones: [3]}\n", id="a-short-name-otherwise"),
        pytest.param("scheduler: {name: cosine}\nepochs: 9\n", id="a-length-from-the-run"),
        pytest.param(f"scheduler: {STEP}\nsteps:\nepochs:\ninterval:\nsteps_per_epoch:\n", id="nothing-said"),
        pytest.param(f"{STEP[:-1]}, lr: , interval: }}\n", id="nothing-said-beside"),
        pytest.param(f"scheduler: {STEP}\noptimizer: {{lr: 0.1, groups: }}\n", id="no-groups"),
        pytest.param("scheduler: {name: CosineAnnealingLR, T_max: 5, warmup_steps: 5}\n", id="a-warm-up-beside"),
        pytest.param("scheduler: {NAME: StepLR, step_size: 30}\noptimizer: {NAME: AdamW}\n", id="upper-case"),
        pytest.param(f"scheduler: {STEP}\noptimizer: {{lr: 0.1}}\nlr: fast\n", id="a-rate-that-is-not-read"),
        pytest.param(group("lr: 0"), id="a-group-that-is-frozen"),
        pytest.param(group("lr: '${r}', weight_decay: '${w}'"), id="interpolations-in-a-group"),
    ],
)
def test_it_takes(text):
    VALIDATOR.validate(data_of(text))


def mistakes():
    here = Path(__file__).with_name("mistakes.yaml")
    return yaml.safe_load(here.read_text())


def pages():
    """The YAML blocks of the pages, each with the rule and the part that it stands in."""
    for code, rule in all_rules().items():
        for part, text in yaml_blocks(rule.page):
            yield pytest.param(text, id=f"{code}-{part}")


def yaml_blocks(page):
    part, inside, lines = "", False, []
    for line in page.splitlines():
        if line.startswith("## "):
            part = line[3:].lower()
        elif line.startswith("```"):
            if inside and lines:
                yield part, "\n".join(lines) + "\n"
            inside, lines = line == "```yaml", []
        elif inside:
            lines.append(line)


def sayable(finding, document):
    """To a schema 10.0 is a whole number and 1 a fraction, which some classes refuse, and there is no infinity."""
    value = document.get(locate(document.data, finding.key) or ())
    return not (finding.code == "LR104" and isinstance(value, int | float) and not isinstance(value, bool))


def seen(text):
    """A text as it was read, and what lrviz finds in it."""
    document = read_document("x.yaml", text.encode())
    return document, lint(document, Options()).findings


def in_our_shape(document, findings):
    """Whether it is a config that a schema has anything to say of."""
    return not document.troubles and not {finding.code for finding in findings} & {"LR011", "LR015"}


def documented():
    """The YAML blocks of the pages about configs, each with its page and its number."""
    root = Path(__file__).parents[1]
    for page in ("README.md", "docs/config.md"):
        for number, (_, text) in enumerate(yaml_blocks((root / page).read_text())):
            yield pytest.param(text, id=f"{page}-{number}")


WRITTEN = [*pages(), *documented(), *(pytest.param(item["bad"], id=item["what"]) for item in mistakes())]


def disagreement(document, findings, sayable_codes=STRUCTURAL):
    """What one of lrviz and the schema refuses, and the other does not, as far as a schema can say it."""
    structural = [item.message for item in findings if item.code in sayable_codes and sayable(item, document)]
    errors = [error.message for error in VALIDATOR.iter_errors(document.data)]
    if errors and not any(finding.severity == "error" for finding in findings):
        return errors
    return [] if errors else structural


@pytest.mark.parametrize("text", [item for item in WRITTEN if in_our_shape(*seen(item.values[0]))])
def test_lrviz_and_the_schema_agree(text):
    """Over all pages and mistakes in our own shape: both refuse, or neither."""
    assert disagreement(*seen(text)) == []


RUN = {"lr": 0.1, "steps": 9, "epochs": 3, "steps_per_epoch": 3, "interval": "epoch", "monitor": "loss"}
STEPS = {"name": "StepLR", "step_size": 3, "gamma": 0.5}
GROUPS = [{"params": "b.*", "lr": 0.2, "weight_decay": 0.0}, {"params": ["h.*", "x"], "lr_factor": 0.1}]
SOUND = {
    "beside": {**STEPS, **RUN},
    "around": {"lr_scheduler": "ConstantLR", "optimizer": {"name": "SGD", "lr": 0.1}, **RUN},
    "chain": {"name": "ChainedScheduler", "schedulers": [STEPS, {"name": "ExponentialLR", "gamma": 0.9}]},
    "list": {"scheduler": {"name": "MultiStepLR", "milestones": [3, 6]}},
    "groups": {"scheduler": STEPS, "optimizer": {"name": "AdamW", "lr": 0.1, "groups": GROUPS}},
    "unnamed": {"scheduler": STEPS, "optimizer": {"lr": 0.1, "groups": [{"params": "b.*", "momentum": 0.2}]}},
    "several": {"scheduler": [{**STEPS, "interval": "epoch", "begin": 3}, {**STEPS, "interval": "step"}]},
    "short": {"scheduler": {"name": "step", "step_size": 3, "gamma": 0.5}, "epochs": 3},
    "below": {"scheduler": {"name": "StepLR", "params": {"step_size": 3}}, "optimizer": "SGD"},
    "word": {"scheduler": "ConstantLR", "optimizer": "SGD"},
    "rate beside a word": {"scheduler": STEPS, "optimizer": "SGD", "lr": 0.1},
    "rate beside a name": {"scheduler": STEPS, "optimizer": {"name": "SGD"}, "lr": 0.1},
    "floor": {"name": "WarmupCosineLR", "warmup_steps": 1, "total_steps": 9, "min_lr_ratio": 0.1},
    "timm": {"name": "timm_CosineLRScheduler", "t_initial": 9, "initialize": True},
}
"""Configs without a mistake, in which each part is put out of order in turn."""

ODD = (None, "0.2", "", "StepLR", [], ["a"], ["${x}"], {"a": 1}, -1, 0, 1, 1.5, True, "${x}")


def places(node, path=()):
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


def neighbours(config):
    """The config with each of its parts in turn replaced, left out, or given a key that is unknown."""
    for path in places(config):
        for value in (*ODD, "out", "more"):
            changed = deepcopy(config)
            around = reduce(getitem, path[:-1], changed)
            if value == "out":
                del around[path[-1]]
            elif value == "more" and isinstance(around[path[-1]], dict):
                around[path[-1]]["foo"] = 3
            else:
                around[path[-1]] = value
            yield changed


SAYABLE = {
    # what else may stand beside a short name
    "short": STRUCTURAL - {"LR102"},
    # what stands elsewhere than we have it is let through, and what surrounds it
    "below": frozenset(),
}
"""What a schema can say of the shapes of other programs."""


@pytest.mark.parametrize("what", SOUND)
def test_lrviz_and_the_schema_agree_on_what_is_nearly_sound(what):
    assert disagreement(*seen(yaml.safe_dump(SOUND[what]))) == []
    found = {}
    for config in neighbours(SOUND[what]):
        document, findings = seen(yaml.safe_dump(config))
        if in_our_shape(document, findings) and (
            said := disagreement(document, findings, SAYABLE.get(what, STRUCTURAL))
        ):
            found[document.text] = said
    assert found == {}


def test_the_command_writes_checks_and_finds_a_stale_one(lrviz_in, tmp_path):
    printed = lrviz_in("schema")
    assert json.loads(printed.out) == schema()
    assert lrviz_in("schema", "-o", "s.json").code == 0
    assert json.loads((tmp_path / "s.json").read_text()) == schema()
    assert lrviz_in("schema", "--check", "s.json")[:2] == (0, "")
    text = (tmp_path / "s.json").read_text().replace("StepLR", "StapLR")
    (tmp_path / "s.json").write_text(text)
    stale = lrviz_in("schema", "--check", "s.json")
    assert (stale.code, stale.out, stale.err) == (
        1,
        "",
        "error: s.json is not the schema of this version of lrviz (write it anew: lrviz schema -o s.json)\n",
    )
    assert lrviz_in("schema", "-o", "s.json").code == 0
    (tmp_path / "mine.json").write_text("{}")
    assert lrviz_in("schema", "-o", "mine.json").code == 2
