"""`lrviz explain` shows the page of every rule, scheduler and optimizer."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from lrviz.document import read_document
from lrviz.explain import explain, fixes_of
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.render.markdown import Page
from lrviz.rules import all_rules
from schedules.catalog import NOT_COVERED, SCHEDULERS
from schedules.optimizers import OPTIMIZERS

RULES = list(all_rules().values())

RULE = """\
# LR203 horizon-mismatch

A warning, on by default. There is no fix.

Steps and epochs speak of different lengths.

## What happens

The file gives the length of the run twice, as `steps` and as `epochs` times `steps_per_epoch`, and the two differ.
lrviz takes `steps`.
"""

SCHEDULER = """\
# LinearLR

Moves the factor on the rate linearly from `start_factor` to `end_factor`, and then stays. The usual warm-up.

```text
lr(t) = base * (start_factor + (end_factor - start_factor) * min(t, total_iters) / total_iters)
```

## Keys

| key            | default  | unit   | takes              | what it is |
| -------------- | -------- | ------ | ------------------ | ---------- |
| `start_factor` | 0.333333 | factor | number > 0, <= 1   | factor at tick 0 |
| `end_factor`   | 1.0      | factor | number from 0 to 1 | factor from tick `total_iters` on |
| `total_iters`  | 5        | ticks  | whole number >= 0  | ticks from `start_factor` to `end_factor` |
| `last_epoch`   | -1       |        | only -1            | always -1, the beginning |

A tick is a step of the scheduler: after each optimizer update, or with `interval: epoch` after each epoch.

## What stops a run

- `start_factor` must be a number > 0, <= 1: torch multiplies the rate step by step and refuses to start outside \
(0, 1]; for a warm-up from nothing use a small factor such as 1e-8
- `end_factor` must be a number from 0 to 1: torch refuses it
- `total_iters` must be a whole number >= 0: torch stays at `start_factor`

## Example

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: LinearLR, start_factor: 0.01, total_iters: 20}
steps: 25
```

```text
1.0e-01 ┤                                                   ⡤⠤⠤⠋⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
        │                                              ⡤⠤⠜⠉⠉
8.0e-02 ┤                                        ⢀⣀⣀⠖⠒⠒⠁
        │                                   ⣀⣀⣀⠖⠒⠊
6.0e-02 ┤                             ⢀⣀⣀⡰⠒⠒⠁
        │                        ⢀⣀⣀⠖⠒⠊
4.0e-02 ┤                     ⢠⠤⠤⠜
        │                ⢠⠤⠤⠋⠉⠁
2.0e-02 ┤           ⡤⠤⠜⠉⠉⠁
        │     ⢠⠤⠤⠜⠉⠉
      0 ┤⣀⣀⣀⠏⠉⠁
        └┬────────────┬────────────┬─────────────┬────────────┬────────────┬
         0            5            10            15           20    24 steps
```

## Source

`torch.optim.lr_scheduler.LinearLR`.
"""

OPTIMIZER = """\
It has neither a momentum nor betas for CyclicLR and OneCycleLR to move.

Each step needs a closure that evaluates the loss, so that lrviz cannot simulate a run with it.
"""

RENDERED = """\
LR000 a-rule

Some prose with a key in it
that is wrapped.

Bad


 T_max: 50  # LR000


 • one
"""


def test_a_rule(lrviz_in):
    result = lrviz_in("explain", "LR203")
    assert result.code == 0
    assert result.out.startswith(RULE)
    assert result.out.endswith(f"{all_rules()['LR203'].page}\n")


def test_a_scheduler(lrviz_in):
    assert lrviz_in("explain", "LinearLR") == (0, SCHEDULER, "")


def test_an_optimizer(lrviz_in):
    assert OPTIMIZER in lrviz_in("explain", "LBFGS").out


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        ("lr203", "# LR203 horizon-mismatch"),
        ("horizon-mismatch", "# LR203 horizon-mismatch"),
        ("cosineannealinglr", "# CosineAnnealingLR"),
        ("TIMM_cosinelrscheduler", "# timm_CosineLRScheduler"),
        ("adamw", "# AdamW"),
        ("LambdaLR", "# LambdaLR"),
    ],
)
def test_names_are_found_in_any_case(asked, heading):
    assert explain(asked).splitlines()[0] == heading


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("CosineAnealingLR", "did you mean `CosineAnnealingLR`?"),
        ("CosineLRScheduler", "did you mean `timm_CosineLRScheduler`?"),
        ("cosine-rebounds", "did you mean `cosine-rebound`?"),
        ("LR999", "`lrviz list` shows every name and code"),
        ("", "`lrviz list` shows every name and code"),
    ],
)
def test_what_there_is_not(lrviz_in, asked, hint):
    said = f"error: there is no rule, scheduler or optimizer called `{asked}` ({hint})\n"
    assert lrviz_in("explain", asked) == (2, "", said)


def test_what_is_asked_for_is_printed_safely(lrviz_in):
    assert "`\\x1b[2J`" in lrviz_in("explain", "\x1b[2J").err


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_explained(rule):
    page = explain(rule.code)
    assert page == explain(rule.name)
    assert page.startswith(f"# {rule.code} {rule.name}\n\n")
    assert page.endswith(rule.page)


@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_every_scheduler_is_explained(name):
    page = explain(name)
    spec_class = SCHEDULERS.load(name)
    headings = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    assert [heading for heading in headings if heading != "What stops a run"] == ["Keys", "Example", "Source"]
    assert all(f"| `{key}` " in page for key in spec_class.key_fields())
    assert all(info.json_schema_extra["otherwise"] in page for info in spec_class.model_fields.values())
    assert re.search(r"^```text\nlr(\(t\))? = .*\n", page.partition("## Keys")[0], re.MULTILINE), "it has no formula"
    assert page.count("```") % 2 == 0
    assert [line for line in page.splitlines() if line != line.rstrip()] == []
    assert ("┤" in page) == (not spec_class.needs_metric)


@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_the_example_of_a_page_is_whole_and_nothing_is_found_in_it(name):
    (text,) = re.findall(r"```yaml\n(.*?)```", explain(name), re.DOTALL)
    report = lint(read_document("page.yaml", text.encode()), Options())
    # that timm's milestones act a tick early is worth knowing of any
    assert [finding.message for finding in report.findings if finding.code != "LR122"] == []
    assert not report.drafts[0].plan.implied


@pytest.mark.parametrize("name", OPTIMIZERS.names())
def test_every_optimizer_is_explained(name):
    page = explain(name)
    assert page.startswith(f"# {name}\n\n")
    assert f"`torch.optim.{name}`" in page


@pytest.mark.parametrize("name", NOT_COVERED)
def test_what_is_not_covered_says_why(name):
    assert "takes a Python function" in explain(name)


@pytest.mark.parametrize("shelf", [SCHEDULERS, OPTIMIZERS], ids=["schedulers", "optimizers"])
def test_every_constraint_says_what_must_hold(shelf):
    constraints = [item for name in shelf.names() for item in shelf.load(name).constraints()]
    assert [item.method.__qualname__ for item in constraints if not (item.method.__doc__ or "").endswith(".")] == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("LR001", "An error, on by default. There is no fix."),
        ("LR102", "An error, on by default. In some cases there is a fix, written by `--fix`."),
        ("LR204", "A warning, on by default. There is a fix, written by `--unsafe-fixes`."),
        ("LR016", "An info, off by default: `--extend-select LR016` turns it on. "),
    ],
)
def test_says_whether_a_rule_is_on_and_whether_there_is_a_fix(code, said):
    assert said in explain(code)


def test_the_fixes_are_those_of_its_examples():
    assert fixes_of(all_rules()["LR204"]) == [False] * 4


def test_needs_neither_torch_nor_numpy(python):
    code = (
        "import sys\n"
        "for name in ('torch', 'timm', 'numpy', 'matplotlib'):\n"
        "    sys.modules[name] = None\n"
        "from lrviz.explain import explain\n"
        "from lrviz.rules import all_rules\n"
        "from schedules.catalog import SCHEDULERS\n"
        "names = [*all_rules(), *SCHEDULERS.names()]\n"
        "print(all(explain(name).startswith('# ') for name in names), len(names) > 50)\n"
    )
    assert python(code) == "True True\n"


def test_the_curve_fits_the_terminal_and_its_signs(lrviz_in, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setenv("TERM", "dumb")
    curve = lrviz_in("explain", "StepLR").out.split("```text\n")[2]
    assert curve.isascii()
    assert max(map(len, curve.splitlines())) == 46


PLUGIN = """\
from schedules import register


@register
def halves(optimizer, halfway: int, factor: float = 0.5, *, names=None, how=print):
    '''Halves the rate \x1b once.

    Twice would be too much | perhaps.
    '''
"""
PLUGIN_PAGE = """\
# halves

Halves the rate \\x1b once.

Twice would be too much | perhaps.

## Keys

| key       | default                   | unit | takes        | what it is |
| --------- | ------------------------- | ---- | ------------ | ---------- |
| `halfway` | required                  |      | whole number | a parameter of halves |
| `factor`  | 0.5                       |      | number       | a parameter of halves |
| `names`   | null                      |      | anything     | a parameter of halves |
| `how`     | <built-in function print> |      | anything     | a parameter of halves |

A tick is a step of the scheduler: after each optimizer update, or with `interval: epoch` after each epoch.

## Example

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: halves, halfway: '???'}
```

No formula says it, so that no curve is drawn here: `lrviz plot` runs the scheduler itself.
"""


@pytest.mark.usefixtures("registrations")
def test_a_scheduler_of_a_plugin(lrviz_in):
    files = {"plugin_explained.py": PLUGIN}
    result = lrviz_in("explain", "halves", "--plugin", "plugin_explained", files=files)
    assert result == (0, PLUGIN_PAGE, "")


def test_a_page_on_a_terminal_is_plain():
    page = "# LR000 a-rule\n\nSome prose with a `key` in it that is wrapped.\n\n## Bad\n\n"
    page += "```yaml\nT_max: 50  # LR000\n```\n\n- one\n"
    shown = io.StringIO()
    Console(file=shown, width=28, color_system=None, _environ={}).print(Page(page))
    assert [line.rstrip() for line in shown.getvalue().splitlines()] == RENDERED.splitlines()


def test_prose_is_no_wider_than_it_can_be_read():
    shown = io.StringIO()
    Console(file=shown, width=300, color_system=None, _environ={}).print(Page("word " * 100))
    assert max(map(len, shown.getvalue().splitlines())) <= 100
