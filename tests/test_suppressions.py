"""`# lrviz: ignore[...]` in a config: what it keeps back, and what is said of it."""

from __future__ import annotations

import pytest

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.selection import Layer, make_selection
from lrviz.suppressions import read_suppressions

CONFIG = """\
{top}optimizer: {{lr: 0.1}}
scheduler:
  name: CosineAnnealingLR{name}
  T_max: 50{value}
steps: {steps}
"""


def found(text, *layers, options=None):
    report = lint(read_document("x.yaml", text.encode()), options or Options(), selection=make_selection(layers))
    return [f"{item.span.line}:{item.span.column} {item.code} {item.message}" for item in report.findings]


def config(top="", name="", value="", steps=100):
    return CONFIG.format(top=top, name=name, value=value, steps=steps)


REBOUND = "4:10 LR204"
UNUSED = "`LR204` is ignored on this line, where it finds nothing"


def codes(text, *layers):
    return [line[: line.index(" ", line.index(" ") + 1)] for line in found(text, *layers)]


def test_the_finding_that_is_to_be_ignored():
    assert codes(config()) == [REBOUND]


@pytest.mark.parametrize(
    "comment",
    [
        pytest.param("  # lrviz: ignore[LR204]", id="code"),
        pytest.param("  #lrviz:ignore[LR204]", id="without-blanks"),
        pytest.param("  # lrviz: ignore[cosine-rebound]", id="name"),
        pytest.param("  # lrviz: ignore[LR205, LR204, LR019]", id="several-and-nothing-said-of-what-is-unused"),
        pytest.param("  # lrviz: ignore[LR2]", id="beginning"),
        pytest.param("  # lrviz: ignore", id="all"),
        pytest.param("  # two periods  # lrviz: ignore[LR204] on purpose", id="among-other-words"),
        pytest.param("  # lrviz: ignore[LR204] # lrviz: ignore[LR204]", id="twice"),
    ],
)
def test_ignored_on_its_line(comment):
    assert found(config(value=comment)) == []


@pytest.mark.parametrize(
    "comment",
    [
        pytest.param("# lrviz: ignore-file[LR204]\n", id="code"),
        pytest.param(
            "# of 2024\n\n---  # lrviz: ignore-file[cosine-rebound]\n", id="name-after-the-mark-of-a-document"
        ),
        pytest.param("# lrviz: ignore-file\n", id="all"),
    ],
)
def test_ignored_in_the_file(comment):
    assert found(config(top=comment)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            config(value="  # lrviz: ignore[LR2004]"),
            [REBOUND, "4:30 LR018 no rule is called `LR2004`, so this ignores no finding"],
            id="no-such-code",
        ),
        pytest.param(
            config(value="  # lrviz: ignore[LR204, cosine-rebond]"),
            ["4:37 LR018 no rule is called `cosine-rebond`, so this ignores no finding"],
            id="no-such-name-beside-one-that-there-is",
        ),
        pytest.param(
            config(value="  # lrviz: ignore LR204"),
            [REBOUND, "4:14 LR018 `ignore` means nothing before other words, so this ignores no finding"],
            id="no-brackets",
        ),
        pytest.param(
            config(value="  # lrviz: ignore[LR204"),
            [REBOUND, "4:14 LR018 `ignore` means nothing before other words, so this ignores no finding"],
            id="bracket-left-open",
        ),
        pytest.param(
            config(value="  # lrviz: ignore[ ,]"),
            [REBOUND, "4:14 LR018 no rule stands in the brackets, so this ignores no finding"],
            id="empty-brackets",
        ),
        pytest.param(
            config(value="  # lrviz: ignores[LR204]"),
            [REBOUND, "4:14 LR018 `ignores` means nothing, so this ignores no finding"],
            id="another-word",
        ),
        pytest.param(
            config(value="  # lrviz: ignore-file[LR204]"),
            [REBOUND, "4:14 LR018 `ignore-file` means nothing after the first key, so this ignores no finding"],
            id="file-not-at-the-top",
        ),
    ],
)
def test_not_understood(text, said):
    lines = found(text)
    assert [line for line in lines if line.startswith(REBOUND)] == lines[: len(lines) - 1]
    assert [REBOUND if line.startswith(REBOUND) else line for line in lines] == said


def test_what_is_not_understood_has_a_hint():
    report = lint(read_document("x.yaml", config(value=" # lrviz: ignore[LR2004]").encode()), Options())
    assert [item.hint for item in report.findings if item.code == "LR018"] == ["did you mean `LR204`?"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(config(value="  # lrviz: ignore[LR204]", steps=50), [f"4:30 LR019 {UNUSED}"], id="nothing-found"),
        pytest.param(
            config(name="  # lrviz: ignore[LR204]", value="  # lrviz: ignore[LR204]"),
            [f"3:44 LR019 {UNUSED}"],
            id="on-another-line",
        ),
        pytest.param(
            config(top="# lrviz: ignore-file[LR204, LR102]\n", steps=50),
            [
                "1:22 LR019 `LR204` is ignored in this file, where it finds nothing",
                "1:29 LR019 `LR102` is ignored in this file, where it finds nothing",
            ],
            id="file",
        ),
        pytest.param(
            config(value="  # lrviz: ignore", steps=50),
            ["4:14 LR019 every rule is ignored on this line, where it finds nothing"],
            id="all",
        ),
        pytest.param(
            config(value="  # lrviz: ignore[LR204] # lrviz: ignore[LR019]", steps=50), [], id="and-that-is-ignored-too"
        ),
        pytest.param(config(top="# lrviz: ignore-file[LR019]\n", steps=50), [], id="unused-comments-are-ignored"),
    ],
)
def test_of_no_use(text, said):
    assert found(text) == said


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "scheduler: {name: CosineAnnealingLR, T_max: 50}  # lrviz: ignore[LR204]\n", id="the-run-has-no-length"
        ),
        pytest.param(
            "scheduler: {name: StepLR, step_size: '${a}'}  # lrviz: ignore[LR102]\nsteps: 10\n", id="not-all-is-known"
        ),
        pytest.param("name: StepLR\nstep_size: 3  # lrviz: ignore[LR401]\n", id="found-by-building-alone"),
        pytest.param("name: StepLR\nstep_size: 3  # lrviz: ignore[LR016]\n", id="off-by-default"),
        pytest.param("name: StepLR\nstep_size: 3  # lrviz: something else\n", id="says-something-else"),
    ],
)
def test_silent_where_it_cannot_be_told(text):
    assert [line for line in found(text) if "LR018" in line or "LR019" in line] == []


def test_silent_where_the_rule_is_off():
    unused = config(value="  # lrviz: ignore[LR204]", steps=50)
    assert found(unused, Layer(ignore=("LR204",))) == []
    assert found(unused, Layer(select=("LR1", "LR019"))) == []
    assert found(config(value="  # lrviz: ignore[LR2]", steps=50), Layer(ignore=("LR205",))) == []
    assert found(unused, Layer(ignore=("LR019",))) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{}note: '# lrviz: ignore[LR204]'\n", id="quoted"),
        pytest.param('{}note: "a\n  # lrviz: ignore-file[LR999]"\n', id="quoted-over-lines"),
        pytest.param("{}note: |\n  # lrviz: ignore[LR999]\n  # lrviz: ignore\nmore: 1\n", id="block"),
        pytest.param("{}note: >-\n  some\n  # lrviz: ignore[LR999]\n", id="folded"),
        pytest.param("{}note: a#lrviz:ignore[LR999]\n", id="no-blank-before"),
        pytest.param("{}note: a\u00a0# lrviz:ignore[LR999]\n", id="no-blank-to-yaml"),
    ],
)
def test_what_only_looks_like_a_comment(text):
    assert codes(text.format(config())) == [REBOUND]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("note: |  # lrviz: ignore[LR999]\n  text\n", id="after-the-mark-of-a-block"),
        pytest.param("note: >+ # lrviz: ignore[LR999]", id="of-an-empty-one"),
        pytest.param("note: |\n  text\n# lrviz: ignore[LR999]\n", id="below-a-block"),
        pytest.param("list: [  # lrviz: ignore[LR999]\n  1]\n", id="within-brackets"),
        pytest.param("note: 'a' # lrviz: ignore[LR999]\r# after\n", id="before-a-lone-return"),
        pytest.param("# \u2028# lrviz: ignore[LR999]\nnote: 1\n", id="after-a-line-separator"),
    ],
)
def test_what_is_a_comment(text):
    lines = found("name: StepLR\nstep_size: 3\n" + text)
    assert [line.split(" ", 1)[1] for line in lines if "LR018" in line] == [
        "LR018 no rule is called `LR999`, so this ignores no finding"
    ]


def test_a_value_that_is_set_on_the_command_line_is_on_no_line():
    document = read_document("x.yaml", config(value="  # lrviz: ignore[LR204]").encode())
    document.data["scheduler"]["T_max"] = 40
    document.set_here.add(("scheduler", "T_max"))
    report = lint(document, Options())
    assert [(item.code, item.from_command_line) for item in report.findings] == [("LR204", True)]


def test_what_keeps_a_file_from_being_read_is_never_kept_back():
    text = "# lrviz: ignore-file\nname: [StepLR  # lrviz: ignore\n"
    assert codes(text, Layer(ignore=("LR",))) == codes(text) == ["2:7 LR001"]


def test_what_the_reader_goes_on_after_is():
    text = "name: StepLR\nstep_size: 3\nstep_size: 4  # lrviz: ignore[LR002]\n"
    assert found(text) == []


def test_nothing_is_said_of_comments_in_a_file_that_is_passed_over():
    document = read_document("x.yaml", b"a: 1  # lrviz: ignore[LR999]\n")
    assert lint(document, Options(), if_any=True).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"a: 1  # lrviz: ignore[{','.join(['LR204'] * 501)}]\n", id="in-one-comment"),
        pytest.param("a: 1  # lrviz: ignore[LR204]\n" * 501, id="in-many"),
        pytest.param("a: 1  # lrviz: ignore[Q]\n" * 501, id="that-mean-nothing"),
        pytest.param("a: 1  # lrviz: ignore it\n" * 501, id="that-are-not-understood"),
        pytest.param("a: 1  # lrviz: ignore[LR204]\n" * 5000, id="and-more-of-them"),
    ],
)
def test_five_hundred_words_are_read_and_no_more(text):
    found = read_suppressions(text)
    assert len(found.ignores) + len(found.mistakes) == 501
    message = "500 words of comments for lrviz are read in a file: from here on none ignores a finding"
    assert found.mistakes[-1].message == message
    assert [mistake.message for mistake in found.mistakes].count(message) == 1
