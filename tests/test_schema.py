"""The JSON Schema: what it refuses lrviz refuses, and the other way round for what a schema can say."""

from __future__ import annotations

import json
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
VALIDATOR = jsonschema.Draft7Validator(schema())
STRUCTURAL = {"LR101", "LR102", "LR103", "LR104", "LR105"}
"""What a schema can say too: names, keys, types and bounds of single values."""


def data_of(text):
    return read_document("x.yaml", text.encode()).data


def test_it_is_a_schema():
    jsonschema.Draft7Validator.check_schema(schema())


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
    properties = schema()["definitions"][name]["properties"]
    for key, field in SCHEDULERS.load(name).key_fields().items():
        info = SCHEDULERS.load(name).model_fields[field]
        assert properties[key]["title"] == key
        assert properties[key]["description"].startswith(info.description)
        if not info.is_required():
            assert properties[key]["default"] == info.default


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        pytest.param("name: StepLR\nstep_size: x\n", ["step_size"], "'x' is not of type 'integer'", id="type"),
        pytest.param("name: StepLR\nstep_size: 0\n", ["step_size"], "0 is less than the minimum of 1", id="bound"),
        pytest.param("name: StepLR\n", [], "'step_size' is a required property", id="missing"),
        pytest.param(
            "scheduler: {name: StepLR, step_size: 3, x: 1}\n", ["scheduler"], "'x' was unexpected", id="unknown-key"
        ),
        pytest.param("scheduler: {name: Step}\n", ["scheduler", "name"], "'Step' is not valid", id="unknown-name"),
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
    """To a schema 10.0 is a whole number and 1 a fraction, which some classes refuse."""
    value = document.get(locate(document.data, finding.key) or ())
    return not (finding.code == "LR104" and isinstance(value, int | float) and not isinstance(value, bool))


def in_our_shape(text):
    """Whether a text is a config that a schema has anything to say of."""
    document = read_document("x.yaml", text.encode())
    codes = {finding.code for finding in lint(document, Options()).findings}
    return not document.troubles and not codes & {"LR011", "LR015"}


def documented():
    """The YAML blocks of the pages about configs, each with its page and its number."""
    root = Path(__file__).parents[1]
    for page in ("README.md", "docs/config.md"):
        for number, (_, text) in enumerate(yaml_blocks((root / page).read_text())):
            yield pytest.param(text, id=f"{page}-{number}")


WRITTEN = [*pages(), *documented(), *(pytest.param(item["bad"], id=item["what"]) for item in mistakes())]


@pytest.mark.parametrize("text", [item for item in WRITTEN if in_our_shape(item.values[0])])
def test_lrviz_and_the_schema_agree(text):
    """Over all pages and mistakes in our own shape: both refuse, or neither, as far as a schema can say it."""
    document = read_document("x.yaml", text.encode())
    report = lint(document, Options())
    structural = [finding for finding in report.findings if finding.code in STRUCTURAL and sayable(finding, document)]
    errors = list(VALIDATOR.iter_errors(document.data))
    if errors:
        assert any(finding.severity == "error" for finding in report.findings), errors
    if not errors:
        assert structural == []


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
