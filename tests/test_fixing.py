"""Fixes change what they are about and nothing else, to the last byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.document import read_document
from lrviz.fixing import apply_fix, mend
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.rules.base import Edit, Fix


def fixed(text, *edits):
    mended = apply_fix(read_document("x.yaml", text.encode()), Fix(edits, "mend it"))
    return None if mended is None else mended.text


def mended(text, unsafe=False):
    return mend(read_document("x.yaml", text.encode()), lambda document: lint(document, Options()).findings, unsafe)


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        pytest.param("a: 1\nb: 2  # two\n", Edit("value", ("b",), "30"), "a: 1\nb: 30  # two\n", id="value-in-a-block"),
        pytest.param("{a: 1, b: 2}", Edit("value", ("a",), "30"), "{a: 30, b: 2}", id="value-between-braces"),
        pytest.param("a: 'x' # y\r\nb: 1\r\n", Edit("value", ("a",), "3"), "a: 3 # y\r\nb: 1\r\n", id="crlf"),
        pytest.param("ä: 1\n🙂: 2\n", Edit("value", ("🙂",), "3"), "ä: 1\n🙂: 3\n", id="wide-characters"),
        pytest.param("'a' : 1\n", Edit("rename", ("a",), "b"), "b : 1\n", id="quoted-key"),
        pytest.param(
            "x:\n- a: 1\n  c: 2\n", Edit("rename", ("x", 0, "a"), "b"), "x:\n- b: 1\n  c: 2\n", id="in-a-list"
        ),
        pytest.param(
            "x:\n  - a: 1  # one\n    c: 2\n",
            Edit("insert", ("x", 0, "a"), "b: 3"),
            "x:\n  - a: 1  # one\n    b: 3\n    c: 2\n",
            id="insert-below-the-first-entry-of-an-item",
        ),
        pytest.param("a: 1", Edit("insert", ("a",), "b: 3"), "a: 1\nb: 3", id="insert-without-a-final-line-end"),
        pytest.param("a: 1\r\nc: 2\r\n", Edit("insert", ("a",), "b: 3"), "a: 1\r\nb: 3\r\nc: 2\r\n", id="insert-crlf"),
        pytest.param("{a: 1, c: 2}", Edit("insert", ("a",), "b: 3"), "{a: 1, b: 3, c: 2}", id="insert-between-braces"),
        pytest.param("a: 1\nb: 2 # gone\nc: 3\n", Edit("delete", ("b",)), "a: 1\nc: 3\n", id="delete-a-line"),
        pytest.param("a: 1\nb: 2", Edit("delete", ("b",)), "a: 1\n", id="delete-the-last-line"),
        pytest.param("{a: 1, b: 2}", Edit("delete", ("a",)), "{b: 2}", id="delete-the-first-between-braces"),
        pytest.param("{a: 1, b: 2}", Edit("delete", ("b",)), "{a: 1}", id="delete-the-last-between-braces"),
        pytest.param("a: [3, 1,  2]\n", Edit("delete", ("a", 1)), "a: [3, 2]\n", id="delete-between-brackets"),
        pytest.param("a:\n  - 3 # x\n  - 1 # y\n", Edit("delete", ("a", 1)), "a:\n  - 3 # x\n", id="delete-an-item"),
        pytest.param("a: [3, 1,  2]\n", Edit("sort", ("a",)), "a: [1, 2,  3]\n", id="sort-keeps-the-blanks"),
        pytest.param(
            "a:\n- 30 # late\n- 1e1 # early\n",
            Edit("sort", ("a",)),
            "a:\n- 1e1 # early\n- 30 # late\n",
            id="sort-keeps-each-number-as-it-is-written-and-its-comment",
        ),
    ],
)
def test_an_edit_changes_its_span_alone(before, edit, after):
    assert fixed(before, edit) == after


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        pytest.param("a: &x 1\nb: *x\n", Edit("value", ("a",), "2"), id="an-anchor-would-be-lost"),
        pytest.param("<<: {a: 1}\nb: 2\n", Edit("delete", ("a",)), id="what-is-merged-stands-elsewhere"),
        pytest.param("- a: 1\n- b: 2\n", Edit("delete", (0, "a")), id="the-line-begins-with-something-else"),
        pytest.param("a: 1\n", Edit("value", ("z",), "2"), id="nothing-is-there"),
        pytest.param("a: 1\nb: 2\n", Edit("rename", ("a",), "b"), id="the-new-name-is-taken"),
        pytest.param("a: [1, x]\n", Edit("sort", ("a",)), id="what-cannot-be-compared"),
        pytest.param("a: [2, # two\n 1]\n", Edit("sort", ("a",)), id="a-comment-between-brackets"),
        pytest.param("a: |\n  1\nb: 2\n", Edit("insert", ("a",), "c: 3"), id="inside-a-block-of-text"),
    ],
)
def test_what_would_change_anything_else_is_left(text, edit):
    assert fixed(text, edit) is None


@pytest.mark.parametrize(
    ("before", "after", "done"),
    [
        pytest.param(
            "scheduler:\n  name: CosineAnnealingLR # c\n  t_max: '100' # the run\n",
            "scheduler:\n  name: CosineAnnealingLR # c\n  T_max: 100 # the run\n",
            ("rename t_max to T_max", "take 100 out of its quotes"),
            id="a-misspelt-key-and-a-quoted-number",
        ),
        pytest.param(
            "name: StepLR\nstep_size: 30\nverbose: true\n",
            "name: StepLR\nstep_size: 30\n",
            ("delete verbose",),
            id="a-removed-key",
        ),
        pytest.param(
            "{name: timm_CosineLRScheduler, t_initial: 9, t_mul: 1.0}",
            "{name: timm_CosineLRScheduler, t_initial: 9, cycle_mul: 1.0}",
            ("rename t_mul to cycle_mul",),
            id="a-renamed-key",
        ),
    ],
)
def test_certain_fixes(before, after, done):
    assert mended(before) == (after, done)


def test_likely_fixes_are_made_when_asked_for():
    text = "scheduler: {name: CosineAnealingLR, T_max: 50}\nsteps: 100\n"
    assert mended(text) == (text, ())
    assert mended(text, unsafe=True) == (
        "scheduler: {name: CosineAnnealingLR, T_max: 100}\nsteps: 100\n",
        ("write CosineAnnealingLR", "set T_max to 100"),
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param('name: StepLR\nstep_size: "0100"\n', "LR104", id="octal-without-its-quotes"),
        pytest.param('name: StepLR\nstep_size: 3\ngamma: "-.5"\n', "LR104", id="text-without-its-quotes-too"),
    ],
)
def test_a_number_that_yaml_reads_otherwise_keeps_its_quotes(text, left):
    assert mended(text, unsafe=True) == (text, ())
    assert left in [finding.code for finding in lint(read_document("x", text.encode()), Options()).findings]


def test_a_likely_fix_that_makes_the_run_fail_is_not_made():
    text = "scheduler: {name: timm_WSDLRScheduler, t_initial: 326, decay_t: 214}\nepochs: 200\n"
    assert mended(text, unsafe=True) == (text, ())


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=8))
def test_fixing_twice_changes_nothing(milestones):
    text = f"name: MultiStepLR\nmilestones: {milestones}\ngama: '0.1'\n"
    once = mended(text, unsafe=True).text
    assert mended(once, unsafe=True) == (once, ())
