"""The page: one file that needs nothing else, in which a stranger's text stays text."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import json
import re
from importlib.util import find_spec

import pytest

pytestmark = pytest.mark.needs("numpy", "plotly", "jinja2")

STEP = "name: StepLR\nstep_size: 2\ngamma: 0.5\n"
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>&amp;'\""
GROUPS = f"""\
optimizer:
  name: SGD
  lr: 0.1
  groups: [{{params: {json.dumps(EVIL)}, lr: 0.01}}]
scheduler: {{name: OneCycleLR, max_lr: 0.1, total_steps: 10}}
"""
LONG = """\
optimizer: {name: SGD, lr: 1.0}
scheduler:
  name: SequentialLR
  milestones: [77777, 77778]
  schedulers:
    - {name: ConstantLR, factor: 0.5, total_iters: 200000}
    - {name: ConstantLR, factor: 1.0, total_iters: 200000}
    - {name: ConstantLR, factor: 0.25, total_iters: 200000}
steps: 100000
"""


@pytest.fixture
def page_of(lrviz_in, tmp_path):
    """Writes a page and returns its text."""

    def write(*arguments, files):
        result = lrviz_in(*arguments, "-o", "x.html", files=files)
        assert "note: wrote x.html\n" in result.err, result.err
        return (tmp_path / "x.html").read_text(encoding="utf-8")

    return write


def drawing(page):
    """The data of the script, as a browser reads it: an element with raw text ends at the first end tag."""
    text = re.search(r'<script type="application/json" id="drawing">(.*?)</script', page, re.DOTALL)[1]
    return json.loads(text)


def without_plotly(page):
    """The page without the one script that is not ours."""
    return re.sub(r"<script>/\*\*\n\* plotly\.js.*?</script>", "", page, flags=re.DOTALL)


def test_values_are_those_of_the_csv(page_of, lrviz_in, tmp_path):
    shown = drawing(page_of("plot", "a.yaml", files={"a.yaml": STEP}))
    lrviz_in("plot", "a.yaml", "-o", "a.csv")
    with (tmp_path / "a.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert shown["places"] == [int(row["step"]) for row in rows]
    assert [line["rates"] for line in shown["lines"]] == [[float(row["lr"]) for row in rows]]
    assert shown["whole"]


def test_same_input_gives_the_same_bytes(page_of):
    assert page_of("plot", "a.yaml", files={"a.yaml": STEP}) == page_of("plot", "a.yaml", files={"a.yaml": STEP})


def test_page_of_lrviz_is_written_again_and_no_other(lrviz_in, tmp_path):
    arguments = ("plot", "a.yaml", "-o", "x.html")
    assert lrviz_in(*arguments, files={"a.yaml": STEP}).code == 0
    assert lrviz_in(*arguments).code == 0
    (tmp_path / "x.html").write_text("<title>mine</title>")
    result = lrviz_in(*arguments)
    assert result.code == 2
    assert result.err.startswith("error: x.html was not made by lrviz and is left as it is")
    assert (tmp_path / "x.html").read_text() == "<title>mine</title>"


def test_nothing_outside_is_named_and_nothing_else_may_run(page_of):
    page = page_of("plot", "a.yaml", files={"a.yaml": STEP})
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}' 'sha256-{hashes[1]}'; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"\b(?:src|href|action|srcset)\s*=", without_plotly(page))
    # http://www.w3.org/2000/svg is what SVG is called
    assert re.findall(r"https?://[^\s\"']*", without_plotly(page)) == ["http://www.w3.org/2000/svg"] * 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.yaml", GROUPS, id="a group"),
        pytest.param("<img src=x onerror=alert(3)>.yaml", STEP, id="the name of a file"),
        pytest.param("a<!--<script>.yaml", STEP, id="what keeps a script open"),
    ],
)
def test_text_of_a_stranger_stays_text(page_of, name, text):
    page = without_plotly(page_of("compare", name, "b.yaml", "--steps", "10", files={name: text, "b.yaml": STEP}))
    for wrong in ("<img", "<!--", "alert(1)</script", "<script>alert"):
        assert wrong not in page
    # the data, and the script of the page
    assert re.findall("<script[^>]*>", page) == ['<script type="application/json" id="drawing">', "<script>"]


def test_a_title_and_a_swept_value_stay_text(page_of):
    title = "</script><b onclick=alert(1)>"
    files = {"a.yaml": "note: 0\nscheduler: {name: StepLR, step_size: 2}\nsteps: 9\n"}
    swept = ("--title", title, "--sweep", 'note="</script><img src=x>",1')
    page = without_plotly(page_of("plot", "a.yaml", *swept, files=files))
    assert not re.search("<(?:b|img)[ >]", page)
    assert len(re.findall("<script", page)) == len(re.findall("</script", page)) == 2
    assert html.escape(title) in page


def test_group_is_called_what_it_is_called(page_of):
    shown = drawing(page_of("plot", "a.yaml", files={"a.yaml": GROUPS}))
    assert [line["name"] for line in shown["lines"]] == ["[rest]", f"[{EVIL[:57]}...]"]
    # the momentum is the same in both
    assert [line["momentum"] is None for line in shown["lines"]] == [False, True]


def test_spike_of_one_step_is_kept(page_of):
    shown = drawing(page_of("plot", "a.yaml", files={"a.yaml": LONG}))
    assert not shown["whole"]
    assert len(shown["places"]) < 100_000
    rates = dict(zip(shown["places"], shown["lines"][0]["rates"], strict=True))
    assert [rates[step] for step in (0, 77777, 99999)] == [0.5, 1.0, 0.25]


def test_phases_are_those_that_all_have(page_of):
    page = page_of(
        "plot", "a.yaml", "--from", "10", files={"a.yaml": LONG.replace("77777", "20").replace("77778", "30")}
    )
    assert drawing(page)["phases"] == [
        {"kind": "warm-up", "start": 0, "end": 20},
        {"kind": "hold", "start": 20, "end": 30},
        {"kind": "decay", "start": 30, "end": 100_000},
    ]
    assert '<li class="warm-up">warm-up: 0 to 19</li>' in page
    assert drawing(page)["window"] == [10, 99_999]
    files = {"a.yaml": STEP, "b.yaml": GROUPS}
    assert drawing(page_of("plot", *files, files=files))["phases"] == []


def test_difference_is_to_the_first(page_of):
    files = {"a.yaml": STEP, "b.yaml": STEP.replace("0.5", "0.25"), "c.yaml": STEP}
    shown = drawing(page_of("compare", "a.yaml", "b.yaml", "c.yaml", "--steps", "3", files=files))
    assert [line["name"] for line in shown["lines"]] == ["A a.yaml", "B b.yaml", "C c.yaml"]
    assert [(item["line"], item["gap"]) for item in shown["differences"]] == [
        (1, [0.0, 0.0, 0.025 - 0.05]),
        (2, [0.0, 0.0, 0.0]),
    ]


def test_runs_of_different_length_are_laid_over_each_other(page_of):
    files = {"a.yaml": STEP + "steps: 3\n", "b.yaml": STEP + "steps: 5\n"}
    shown = drawing(page_of("compare", "a.yaml", "b.yaml", files=files))
    assert shown["places"] == [0, 1 / 5, 1 / 3, 2 / 5, 3 / 5, 2 / 3, 4 / 5]
    assert [line["steps"] for line in shown["lines"]] == [[0, 0, 1, 1, 1, 2, 2], [0, 1, 1, 2, 3, 3, 4]]
    assert shown["lines"][0]["rates"] == [0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05]


@pytest.mark.parametrize("library", ["plotly", "jinja2"])
def test_without_a_library_one_line_says_what_to_install(library, lrviz_in, tmp_path, monkeypatch):
    monkeypatch.setattr("lrviz.saving.find_spec", lambda name: None if name == library else find_spec(name))
    result = lrviz_in("plot", "a.yaml", "-o", "x.html", files={"a.yaml": STEP})
    assert result.code == 2
    assert result.err.endswith('error: a page needs html; install it with: pip install "lrviz[html]"\n')
    assert not (tmp_path / "x.html").exists()


RESOLVED = {
    "groups": GROUPS,
    "an interpolation": "a: 3\nscheduler: {name: StepLR, step_size: '${a}'}\nsteps: 10\n",
    "nested": LONG.replace("100000", "100").replace("77777", "20").replace("77778", "30"),
    "epochs": "scheduler: {name: StepLR, step_size: 2}\nepochs: 5\nsteps_per_epoch: 3\ninterval: epoch\n",
    "timm": "name: timm_CosineLRScheduler\nt_initial: 10\nwarmup_t: 2\n",
    "two at once": (
        "- {type: LinearLR, start_factor: 0.1, begin: 0, end: 5, by_epoch: false}\n"
        "- {type: CosineAnnealingLR, T_max: 10, begin: 5, end: 15, by_epoch: false}\n"
    ),
}


@pytest.mark.needs("torch")
@pytest.mark.parametrize("text", RESOLVED.values(), ids=RESOLVED.keys())
def test_config_as_resolved_gives_the_same_curve(page_of, text):
    text = f"param_scheduler:\n{text}" if text.startswith("-") else text
    page = page_of("plot", "a.yaml", files={"a.yaml": text})
    resolved = html.unescape(re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)[1])
    again = page_of("plot", "a.yaml", files={"a.yaml": resolved})
    assert drawing(again) == drawing(page)
