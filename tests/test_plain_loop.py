"""The curve that lrviz writes is the one that the plain loop gives, to the last bit."""

from __future__ import annotations

import csv
import json

import pytest
from cases import PLAIN_CASES, STEPS

from schedules.catalog import SCHEDULERS


def write_config(case):
    optimizer = {"name": case.optimizer, "lr": case.rates[0], **case.options}
    if len(case.rates) > 1:
        optimizer["groups"] = [{"params": f"part{n}.*", "lr": rate} for n, rate in enumerate(case.rates[1:])]
    document = {
        "optimizer": optimizer,
        "scheduler": case.config,
        "interval": case.interval,
        "steps_per_epoch": case.per_epoch,
    }
    return json.dumps(document, indent=1)


@pytest.mark.needs("torch", "timm")
@pytest.mark.parametrize("case", PLAIN_CASES, ids=lambda case: case.id)
def test_csv_is_the_plain_loop(case, lrviz_in, plain_loop_curves, tmp_path):
    result = lrviz_in(
        "plot",
        "x.yaml",
        "--steps",
        str(STEPS),
        "--metric",
        case.metric,
        "-o",
        "x.csv",
        files={"x.yaml": write_config(case)},
    )
    assert result.code == 0, result.err
    with (tmp_path / "x.csv").open() as file:
        rows = list(csv.DictReader(file))
    expected = plain_loop_curves[case.id]
    several = len(case.rates) > 1

    def column(name):
        names = [f"{name}[{n}]" for n in range(len(case.rates))] if several else [name]
        return [[float(row[key]) for key in names] for row in rows]

    assert [int(row["step"]) for row in rows] == list(range(STEPS))
    assert [float(row["epoch"]) for row in rows] == [step / case.per_epoch for step in range(STEPS)]
    assert column("lr") == expected["rates"]
    moves = any(momenta != expected["momenta"][0] for momenta in expected["momenta"])
    if moves:
        assert column("momentum") == expected["momenta"]
    assert any("momentum" in key for key in rows[0]) == moves


# A keyword that has one value only: leaving it out cannot change anything.
FIXED = {"last_epoch", "initialize", "scale_fn"}
# Only read together with `scale_fn`.
IGNORED_BY_TORCH = {("CyclicLR", "scale_mode")}


# Those that have a class elsewhere, and those that are written out anew in the plain loop.
UPSTREAM = {name for name in SCHEDULERS.names() if SCHEDULERS.load(name).upstream}
WITH_CASES = sorted(UPSTREAM | {case.config["name"] for case in PLAIN_CASES})


@pytest.mark.needs("torch", "timm")
@pytest.mark.parametrize("name", WITH_CASES)
def test_dropping_any_keyword_fails_a_case(name, keywords_that_matter):
    """Each parameter is in a case whose plain curve is another without it, so a builder that drops it is seen."""
    keys = {key for key in SCHEDULERS.load(name).key_fields() if key not in FIXED}
    unseen = {key for key in keys if (name, key) not in keywords_that_matter} - {
        key for scheduler, key in IGNORED_BY_TORCH if scheduler == name
    }
    assert unseen == set()
