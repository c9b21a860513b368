"""The chart in the terminal: it fits, it says where things are, and no line is lost in it."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.render.chart import Axis, Line, draw
from lrviz.render.chart.below import rows_below
from lrviz.render.chart.nice import next_nice
from lrviz.text import cells

COSINE = """\
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [100]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 100}
    - {name: CosineAnnealingLR, T_max: 900}
epochs: 10
steps_per_epoch: 100
interval: step
"""
HOLD = """\
optimizer: {name: AdamW, lr: 5e-4}
scheduler: {name: MultiStepLR, milestones: [600], gamma: 0.1}
steps: 1000
"""


def drawn(lines, width=40, colour=False, unicode=True, **how):
    return draw(lines, width, colour, unicode, **how).plain.splitlines()


def shown(lrviz_in, monkeypatch, *arguments, columns=72, **files):
    """The chart of a command: what stands above the first empty line, without the line that names the config."""
    monkeypatch.setenv("COLUMNS", str(columns))
    names = {f"{name}.yaml": text for name, text in files.items()}
    result = lrviz_in(*arguments, *names, "--chart", files=names)
    assert result.code == 0, result.err
    lines = result.out.partition("\n\n")[0].splitlines()
    return lines[1:] if arguments[0] == "plot" else lines


@pytest.mark.needs("numpy")
def test_one_config(lrviz_in, monkeypatch):
    assert [line.rstrip() for line in shown(lrviz_in, monkeypatch, "plot", "--no-save", a=COSINE)] == [
        "1.0e-03 ┤     ⢀⠏⠉⠉⠉⠓⠒⠒⠦⠤⣄⣀",
        "        │     ⡼          ⠈⠉⠓⠲⢤⣀",
        "8.0e-04 ┤    ⢰⠃               ⠈⠙⠒⠦⣄",
        "        │    ⡎                     ⠙⠲⢤⣀",
        "6.0e-04 ┤   ⢸⠁                        ⠈⠓⠦⣄⡀",
        "        │  ⢀⡇                             ⠙⠲⢤⡀",
        "4.0e-04 ┤  ⡼                                 ⠉⠓⢦⣀",
        "        │ ⢠⠃                                    ⠈⠙⠲⢄⡀",
        "2.0e-04 ┤ ⡞                                         ⠉⠓⠦⣄⣀",
        "        │⢰⠁                                             ⠈⠙⠲⠤⣄⣀",
        "      0 ┤⡏                                                   ⠈⠉⠓⠒⠦⠤⠤⣄⣀⣀⣀",
        "        └┬───────────┬────────────┬───────────┬────────────┬───────────┬",
        "         0          200          400         600          800  999 steps",
        "         0     1     2     3      4     5     6      7     8   10 epochs",
        "         ├────┤├──────────────────────── decay ────────────────────────┤",
        "         warm-up 0 to 99, decay 100 to 999",
    ]


@pytest.mark.needs("numpy")
def test_two_configs_in_ascii(lrviz_in, monkeypatch):
    arguments = ("compare", "--ascii")
    assert [line.rstrip() for line in shown(lrviz_in, monkeypatch, *arguments, a=COSINE, b=HOLD)] == [
        "1.0e-03 |      AAAAAAAAA",
        "        |     A        AAAAAAA",
        "8.0e-04 |    AA              AAAAAA",
        "        |    A                    AAAAA",
        "6.0e-04 |   AA                        AAAA",
        "        |BBABBBBBBBBBBBBBBBBBBBBBBBBBBBBBABABAB",
        "4.0e-04 |  A                                 ABAAA",
        "        | AA                                  B  AAAAA",
        "2.0e-04 | A                                   B      AAAAA",
        "        |A                                    B          AAAAAAA",
        "      0 |A                                    BBBBBBBBBBBBBBBBBABABABABA",
        "        ++-----------+------------+-----------+------------+-----------+",
        "         0          200          400         600          800  999 steps",
        "      A  |----||------------------------ decay ------------------------|",
        "      B  |-------------- hold ---------------||-------- decay ---------|",
        "A a.yaml   B b.yaml",
    ]


@pytest.mark.needs("numpy")
def test_logarithmic_axis_has_a_row_for_0(lrviz_in, monkeypatch):
    text = "{optimizer: {name: SGD, lr: 0.1}, scheduler: {name: PolynomialLR, total_iters: 500}, steps: 1000}\n"
    chart = shown(lrviz_in, monkeypatch, "plot", "--no-save", "--log-y", columns=40, a=text)
    assert [line.rstrip() for line in chart] == [
        "1.0e-01 ┤⠉⠓⠒⠦⠤⣄⣀",
        "        │      ⠈⠙⠒⠦⣄",
        "        │          ⠈⠙⢦⡀",
        "1.0e-02 ┤             ⠳⡀",
        "        │              ⢳",
        "        │              ⠘⡆",
        "        │               ⡇",
        "1.0e-03 ┤               ⡇",
        "        │               ⡇",
        "        │               ⡇",
        "      0 ┤               ⢸⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀",
        "        └┬──────────────┬──────────────┬",
        "         0             500     999 steps",
        "         ├─── decay ───┤├──── hold ────┤",
    ]


@pytest.mark.needs("numpy")
def test_window(lrviz_in, monkeypatch):
    chart = shown(lrviz_in, monkeypatch, "plot", "--no-save", "--from", "550", "--to", "649", columns=40, a=HOLD)
    assert [line.rstrip() for line in chart] == [
        "5.0e-04 ┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⢱",
        "        │               ⢸",
        "4.0e-04 ┤               ⢸",
        "        │               ⢸",
        "3.0e-04 ┤               ⢸",
        "        │               ⢸",
        "2.0e-04 ┤               ⢸",
        "        │               ⢸",
        "1.0e-04 ┤               ⢸",
        "        │               ⢸⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀",
        "      0 ┤",
        "        └┬──────────────┬──────────────┬",
        "         550           600     649 steps",
        "         ├─── hold ────┤├─── decay ────┤",
    ]


@pytest.mark.needs("numpy")
def test_each_takes_the_whole_width_by_fraction(lrviz_in, monkeypatch):
    arguments = ("compare", "--align", "fraction")
    chart = shown(
        lrviz_in, monkeypatch, *arguments, columns=40, a=HOLD, b=HOLD.replace("600", "60").replace("1000", "100")
    )
    assert chart[-2:] == ["         0     0.25    0.5  1 of the run", "A a.yaml   B b.yaml"]
    # they are one line then
    assert chart[0].rstrip() == "5.0e-04 ┤⠉⠉⠉A⠉⠉⠉⠉⠉B⠉⠉⠉⠉⠉A⠉⠉⢹"


@pytest.mark.needs("numpy")
@pytest.mark.parametrize("columns", [20, 33, 79, 99, 100, 200, 300])
@pytest.mark.parametrize("sign", [(), ("--ascii",)], ids=["braille", "ascii"])
def test_it_fits_the_terminal(columns, sign, lrviz_in, monkeypatch):
    files = {"a" * 50: COSINE, "b": HOLD, "c": "{name: CosineAnnealingWarmRestarts, T_0: 10, lr: 0.1, steps: 1000}\n"}
    for arguments in (("plot", "--no-save"), ("compare",)):
        chart = shown(lrviz_in, monkeypatch, *arguments, *sign, columns=columns, **files)
        start = next(number for number, line in enumerate(chart) if " |" in line or " ┤" in line)
        widest = max(map(cells, chart[start:]))
        # the axis takes all that there is
        assert widest == min(columns, 200)


def letters_on(chart):
    """The letters among the dots, without those of the labels."""
    return {sign for line in chart if "┤" in line or "│" in line for sign in line[9:] if sign.isalpha()}


def test_lines_are_told_apart_without_colour():
    lines = [Line(f"{letter} line", [number] * 100, letter) for number, letter in enumerate("ABCDEFGHIJKL")]
    assert letters_on(drawn(lines, width=60)) == set("ABCDEFGHIJKL")
    # with colour there are none as long as there are colours
    assert letters_on(drawn(lines[:6], width=60, colour=True)) == set()
    assert letters_on(drawn(lines, width=60, colour=True)) == set("ABCDEFGHIJKL")


def test_lines_that_are_one_are_all_seen():
    lines = [Line(letter, [1.0] * 100, letter) for letter in "ABC"]
    for unicode in (True, False):
        assert set("ABC") <= set(drawn(lines, width=60, unicode=unicode)[0])


def test_a_line_that_ends_early_has_a_letter():
    chart = drawn([Line("A", [1.0] * 100, "A"), Line("B", [0.5] * 2, "B")], width=60)
    assert letters_on(chart) == {"A", "B"}


def test_colours_are_those_of_the_legend():
    text = draw([Line("x", [1.0] * 9, "A"), Line("y", [0.5] * 9, "B")], 40, colour=True, unicode=True)
    styled = [(text.plain[span.start : span.end], span.style) for span in text.spans if span.style]
    assert {style for part, style in styled if "⠉" in part} == {"bright_blue"}
    assert [pair for pair in styled if "━" in pair[0]] == [("━━ A ", "bright_blue"), ("━━ B ", "bright_red")]


@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("width", [20, 40, 100, 200])
@given(step=st.integers(0, 99_999))
def test_spike_of_one_step_is_seen(unicode, width, step):
    values = [1.0] * 100_000
    values[step] = 2.0
    top = drawn([Line("", values)], width, unicode=unicode)[0]
    assert len(top[9:].replace(" ", "")) >= 1


@given(
    values=st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=50),
    width=st.integers(1, 250),
    unicode=st.booleans(),
    log_y=st.booleans(),
)
def test_any_values_can_be_drawn(values, width, unicode, log_y):
    chart = drawn([Line("", values)], width, unicode=unicode, log_y=log_y)
    assert max(map(len, chart)) == min(max(width, 20), 200)


@given(first=st.integers(0, 10**7), steps=st.integers(1, 10**7), width=st.integers(20, 200))
def test_labels_below_do_not_touch_and_are_where_they_say(first, steps, width):
    axis = Axis(first, first + steps - 1)
    rule, labels = rows_below(axis, width, unicode=True)
    assert len(rule) == width and len(labels) <= width
    found = [(int(label[0].replace(",", "")), label.span()) for label in re.finditer(r"[\d,]+", labels)]
    numbers = [number for number, _ in found]
    assert numbers == sorted(set(numbers)) and numbers[-1] == axis.last
    for number, (start, end) in found[:-1]:
        column = axis.column(number, width)
        assert rule[column] == "┬" and start <= column < end


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        pytest.param([0.0, 1e-3], ["1.0e-03", "8.0e-04", "6.0e-04", "4.0e-04", "2.0e-04", "0"], id="a usual rate"),
        pytest.param([0.0, 3e-4], ["3.0e-04", "2.0e-04", "1.0e-04", "0"], id="three"),
        pytest.param([0.0, 0.123], ["1.0e-01", "5.0e-02", "0"], id="the highest is no round value"),
        pytest.param([0.0], ["0"], id="nothing"),
        pytest.param([-0.1, 0.1], ["1.0e-01", "5.0e-02", "0", "-5.0e-02", "-1.0e-01"], id="below 0"),
        pytest.param([0.1, 0.1], ["1.0e-01", "8.0e-02", "6.0e-02", "4.0e-02", "2.0e-02", "0"], id="a constant"),
    ],
)
def test_labels_are_round_values(values, labels):
    assert [line.split()[0] for line in drawn([Line("", values)]) if "┤" in line] == labels


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        pytest.param([1e-5, 1e-2], ["1.0e-02", "1.0e-03", "1.0e-04", "1.0e-05"], id="decades"),
        pytest.param([1e-20, 1.0], [f"1.0e{-n:+03}" for n in range(0, 21, 5)], id="many decades"),
        pytest.param([1.1e-4, 8e-4], ["5.0e-04", "2.0e-04"], id="within one"),
        pytest.param([0.11, 0.12], ["1.2e-01", "1.1e-01"], id="no round value"),
        pytest.param([0.1, 0.1], ["1.0e-01"], id="a constant"),
        pytest.param([0.0, 0.0], ["0"], id="nothing above 0"),
        pytest.param([0.0, 1e-2, 1.0], ["1.0e+00", "1.0e-01", "1.0e-02", "0"], id="with 0"),
        pytest.param([-1.0, 1e-2, 1.0], ["1.0e+00", "1.0e-01", "1.0e-02", "<= 0"], id="below 0"),
    ],
)
def test_labels_of_a_logarithmic_axis(values, labels):
    assert [line.split("┤")[0].strip() for line in drawn([Line("", values)], log_y=True) if "┤" in line] == labels


@given(st.floats(1e-300, 1e300))
def test_a_nice_number_is_one(value):
    nice = next_nice(value)
    assert value * (1 - 1e-9) <= nice < 2.51 * value
    digits = nice / 10.0 ** math.floor(math.log10(nice * (1 + 1e-9)))
    assert any(math.isclose(digits, factor, rel_tol=1e-6) for factor in (1, 2, 5))


@pytest.mark.needs("numpy")
def test_one_step(lrviz_in, monkeypatch):
    chart = shown(lrviz_in, monkeypatch, "plot", "--no-save", "--steps", "1", columns=40, a=HOLD)
    assert chart[0] == "5.0e-04 ┤" + "⠉" * 31
    assert chart[-2].rstrip() == "         step 0"


def test_what_a_config_says_is_safe_in_the_legend():
    assert "\x1b" not in draw([Line("a", [1.0], "A"), Line("b", [1.0], "B")], 40, colour=False, unicode=True).plain
