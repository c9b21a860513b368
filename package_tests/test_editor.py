"""Editors: the real yaml-language-server completes, explains and underlines from the schema."""

from __future__ import annotations

import pytest
from language_server import language_server

from schedules.catalog import SCHEDULERS


@pytest.fixture(scope="module")
def server(npm_server, schema_file):
    with language_server(npm_server, schema_file) as running:
        yield running


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("name: CosineAnnealingLR\nT_max: 90\n", [], id="a-good-one"),
        pytest.param("name: CosineAnnealingLR\nT_max: ${trainer.max_epochs}\n", [], id="an-interpolation"),
        pytest.param("name: StepLR\nstep_size: 0\n", [(1, 11, "Value is below the minimum of 1.")], id="bound"),
        pytest.param(
            "scheduler:\n  name: StepLR\n  step_size: 9\n  gama: 1\n",
            [(3, 2, "Property gama is not allowed.")],
            id="key",
        ),
        pytest.param(
            "name: CosineAnnealingLR\nT_max: abc\n", [(1, 7, 'Incorrect type. Expected "number".')], id="type"
        ),
    ],
)
def test_it_underlines(server, text, expected):
    assert server.problems(text) == expected


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        pytest.param("scheduler:\n  name: \n", (1, 8), set(SCHEDULERS.names()), id="names"),
        pytest.param(
            "scheduler:\n  name: StepLR\n  \n", (2, 2), set(SCHEDULERS.load("StepLR").key_fields()), id="its-keys"
        ),
        pytest.param(
            "name: SequentialLR\nschedulers:\n  - name: LinearLR\n    \n",
            (3, 4),
            set(SCHEDULERS.load("LinearLR").key_fields()),
            id="of-a-child",
        ),
        pytest.param(
            "scheduler:\n  name: CyclicLR\n  mode: \n", (2, 8), {"triangular", "triangular2", "exp_range"}, id="values"
        ),
        pytest.param(
            "scheduler:\n  name: ConstantLR\noptimizer:\n  name: AdamW\n  groups:\n    - params: b\n      \n",
            (6, 6),
            {"lr", "lr_factor", "weight_decay"},
            id="of-a-group",
        ),
    ],
)
def test_it_completes(server, text, place, expected):
    assert server.completions(text, *place) >= expected


@pytest.mark.parametrize(
    ("place", "said"),
    [
        pytest.param((2, 5), "#### step\\_size\n\nticks from one decay to the next\n", id="key"),
        pytest.param((1, 5), "#### name\n\nMultiplies the rate by \\`gamma\\` every", id="which-class-it-is"),
        pytest.param((3, 2), "#### steps\n\noptimizer updates of the run, -1 for not said\n", id="run"),
    ],
)
def test_it_explains(server, place, said):
    shown = server.hover("scheduler:\n  name: StepLR\n  step_size: 5\nsteps: 9\n", *place)
    assert shown.startswith(said)
