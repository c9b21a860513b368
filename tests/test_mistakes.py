"""The catalogue of mistakes that people make: each is found at its key, and its twin is quiet."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options

MISTAKES = yaml.safe_load(Path(__file__).with_name("mistakes.yaml").read_text())


def named(mistake):
    return f"{mistake['number']}-{mistake['what'].replace(' ', '-')}"


def findings(text):
    found = lint(read_document("x.yaml", text.encode()), Options()).findings
    return [f"{finding.code} {finding.key}".rstrip() for finding in found]


def test_the_catalogue_is_whole():
    assert [mistake["number"] for mistake in MISTAKES] == list(range(1, 95))
    assert all(mistake["found"] or mistake["none_with_ours"] for mistake in MISTAKES)


@pytest.mark.parametrize("mistake", MISTAKES, ids=named)
def test_a_mistake_is_found_at_its_key(mistake):
    assert findings(mistake["bad"]) == [where.rstrip() for where in mistake["found"]]


@pytest.mark.parametrize("mistake", MISTAKES, ids=named)
def test_its_twin_is_quiet(mistake):
    assert findings(mistake["good"]) == []
