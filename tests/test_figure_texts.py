"""No text of a picture covers another one, and none leaves the picture: measured by matplotlib's own renderer."""

from __future__ import annotations

from itertools import combinations

import pytest

from showcase.cases import PICTURES

pytestmark = pytest.mark.needs("torch", "timm", "matplotlib")

ROUNDING = 0.5
"""Pixels by which two texts may touch, and one may leave the picture."""


def overlap(one, other):
    return (
        min(one.x1, other.x1) - max(one.x0, other.x0) > ROUNDING
        and min(one.y1, other.y1) - max(one.y0, other.y0) > ROUNDING
    )


def check(figure, texts):
    """That no text covers another one, or leaves the picture."""
    width, height = figure.bbox.width, figure.bbox.height
    assert len(texts) >= 3
    assert [
        text
        for text, box in texts
        if box.x0 < -ROUNDING or box.y0 < -ROUNDING or box.x1 > width + ROUNDING or box.y1 > height + ROUNDING
    ] == []
    assert [(one, other) for (one, first), (other, second) in combinations(texts, 2) if overlap(first, second)] == []


@pytest.mark.parametrize("case", PICTURES, ids=lambda case: case.name)
def test_no_text_covers_another_one_or_leaves_the_picture(drawn_by, case):
    check(*drawn_by(*case.command))


def test_the_measure_sees_texts_that_cover_each_other(drawn_by):
    figure, texts = drawn_by("plot", "wsd.yaml")
    figure.text(0.5, 0.5, "one text")
    figure.text(0.51, 0.51, "another text")
    texts.clear()
    figure.canvas.draw()
    covering = {
        frozenset((one, other)) for (one, first), (other, second) in combinations(texts, 2) if overlap(first, second)
    }
    assert frozenset(("one text", "another text")) in covering


STYLES = ["classic", "fivethirtyeight", "seaborn-v0_8-poster", "Solarize_Light2", "grayscale"]


@pytest.mark.parametrize("size", [[], ["--size", "3x2"]], ids=["usual", "smallest"])
@pytest.mark.parametrize("style", STYLES)
def test_texts_fit_in_styles_that_were_made_for_other_pictures(drawn_by, style, size):
    check(*drawn_by("plot", "restarts.yaml", "--style", style, *size))
