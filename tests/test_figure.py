"""What pictures show, how they are asked for, and that they are the same wherever they are drawn."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lrviz.render.thin import thin
from showcase.configs import CONFIGS, LONG, LONG_TWELVE

pytestmark = pytest.mark.needs("torch", "timm", "matplotlib")

STEP = CONFIGS["multi_step.yaml"]


def written(texts):
    return [text for text, _ in texts]


def lines_of(figure, axes=0):
    return [line for line in figure.axes[axes].lines if len(line.get_xdata()) > 1]


@given(
    values=arrays(np.float64, st.integers(1, 3000), elements=st.floats(0, 1) | st.just(float("nan"))),
    most=st.integers(8, 400),
)
def test_thinning_keeps_every_spike(values, most):
    steps = thin(values, most)
    assert len(steps) <= max(most + 4, 10)
    assert (np.diff(steps) > 0).all()
    assert {steps[0], steps[-1]} == {0, len(values) - 1}
    stretch = len(values) / max(2, most // 4) + 1
    for step, value in enumerate(values):
        if not np.isnan(value):
            near = values[steps[np.abs(steps - step) <= stretch]]
            assert np.nanmin(near) <= value <= np.nanmax(near)


@given(
    wanted=arrays(np.float64, st.integers(1, 20), elements=st.floats(-50, 150)),
    height=st.floats(0.1, 4),
)
def test_names_are_spread_in_their_order_and_do_not_touch(wanted, height):
    from lrviz.render.figure.key import spread

    places = spread(wanted, height, 0, 100)
    assert places.min() >= -1e-9
    assert places.max() <= 100 + 1e-9
    assert (np.diff(np.sort(places)) >= height - 1e-9).all()
    order = np.argsort(places)
    assert (np.diff(wanted[order]) >= 0).all()


@given(
    text=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60), most=st.integers(10, 200)
)
def test_a_text_is_cut_in_its_middle_to_what_fits(text, most):
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.text import Text

    from lrviz.render.figure.fitting import shorten, width_of

    like, renderer = Text(fontsize=9, parse_math=False), RendererAgg(1, 1, 100)
    cut = shorten(text, most, like, renderer)
    assert width_of(cut, like, renderer) <= most
    if cut != text:
        assert width_of(text, like, renderer) > most
        head, _, tail = cut.partition("…")
        assert text.startswith(head)
        assert text.endswith(tail)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param(["wsd.yaml"], ["warm-up", "hold", "decay"], id="phases"),
        pytest.param(["wsd.yaml"], ["peak 0.001 at step 50", "final 2.503e-06"], id="peak-and-final"),
        pytest.param(["wsd.yaml"], ["wsd.yaml", "timm_WSDLRScheduler, 1,000 steps"], id="titles"),
        pytest.param(["restarts.yaml"], ["decay", "restart 1", "restart 2"], id="restarts-are-numbered"),
        pytest.param(["many_restarts.yaml"], ["1 decay, 24 restarts"], id="many-phases-are-counted"),
        pytest.param(["constant.yaml"], ["constant 0.1"], id="constant"),
        pytest.param(["almost_constant.yaml"], ["peak and final 0.1"], id="peak-is-final"),
        pytest.param(["overflow.yaml"], ["not finite from step 11 on"], id="not-finite"),
        pytest.param(["restarts.yaml"], ["optimizer updates", "epochs"], id="epochs-above"),
        pytest.param(["one_cycle.yaml"], ["momentum (dotted)"], id="momentum"),
        pytest.param(["one_cycle_adamw.yaml"], ["beta1 (dotted)"], id="first-beta"),
        pytest.param(
            ["one_cycle.yaml", "one_cycle_adamw.yaml"], ["momentum or beta1 (dotted)"], id="momentum-and-beta"
        ),
        pytest.param(["to_zero.yaml", "--log-y"], ["learning rate (logarithmic above 1e-09)", "0"], id="zero-log"),
        pytest.param(["rate_of_zero.yaml", "--log-y"], ["learning rate (0 has no logarithm)"], id="zero-alone-log"),
        pytest.param(
            ["negative.yaml", "--log-y"],
            ["learning rate (logarithmic beyond ±1e-04)", "\N{MINUS SIGN}1e-02"],
            id="negative-log",
        ),
        pytest.param(["cheap $5 and $6 $x^2$.yaml"], ["cheap $5 and $6 $x^2$.yaml"], id="dollars"),
        pytest.param(["wsd.yaml", "--title", "My $x_1$ run"], ["My $x_1$ run"], id="title"),
        pytest.param(
            ["cosine_warmup.yaml", "--from", "20", "--to", "120"],
            ["SequentialLR(LinearLR, CosineAnnealingLR), 1,000 steps, from step 20 to 120", "peak 0.001 at step 50"],
            id="window",
        ),
        pytest.param(
            ["few_steps.yaml", "--steps", "1000", "--set", "scheduler={name: CosineAnnealingLR, T_max: 50}"],
            ["peak 0.1 at step 0"],
            id="the-first-of-several-peaks-whatever-rounding-makes-of-them",
        ),
        pytest.param(
            [
                "few_steps.yaml",
                "wsd.yaml",
                "--steps",
                "1000",
                "--set",
                "scheduler={name: CosineAnnealingLR, T_max: 50}",
            ],
            ["few_steps.yaml\npeak 0.1 at step 0, final 0.0999"],
            id="and-in-the-names-of-several",
        ),
        pytest.param(["groups.yaml"], ["head.*\npeak 0.002 at step 0, final 4.935e-09"], id="groups-are-named"),
        pytest.param(
            ["cosine_warmup.yaml", "wsd.yaml"],
            ["2 schedules", "wsd.yaml\npeak 0.001 at step 50, final 2.503e-06"],
            id="configs-are-named",
        ),
    ],
)
def test_a_picture_says(drawn_by, command, expected):
    _, texts = drawn_by("plot", *command)
    assert set(expected) <= set(written(texts))


@pytest.mark.parametrize(
    ("command", "never"),
    [
        pytest.param(["wsd.yaml"], "epochs", id="no-epochs-where-nothing-says-how-long-they-are"),
        pytest.param(["wsd.yaml", "--title", ""], "wsd.yaml", id="no-title"),
        pytest.param(["wsd.yaml", "--from", "100"], "peak 0.001 at step 50", id="a-peak-outside-of-the-window"),
        pytest.param(["wsd.yaml", "--to", "100"], "final 2.503e-06", id="an-end-outside-of-the-window"),
        pytest.param(["cosine_warmup.yaml", "wsd.yaml"], "decay", id="no-phases-where-they-are-not-the-same"),
    ],
)
def test_a_picture_does_not_say(drawn_by, command, never):
    _, texts = drawn_by("plot", *command)
    assert never not in written(texts)


def test_what_no_font_has_is_escaped():
    from lrviz.render.figure.fonts import drawable, families_for

    # the last one is for private use: no font has it
    families, lacking = families_for(["plain", "Größe \U0010fffd"])
    assert (families, lacking) == ((), {"\U0010fffd"})
    assert drawable("Größe \U0010fffd \u5b9f", lacking | {"\u5b9f"}) == "Größe \\U0010fffd \\u5b9f"


def test_a_long_name_keeps_its_start_and_its_end_on_one_line(drawn_by):
    _, texts = drawn_by("plot", LONG)
    (title,) = (text for text in written(texts) if text.startswith("exp"))
    head, _, tail = title.partition("…")
    assert LONG.startswith(head)
    assert LONG.endswith(tail)
    assert tail.endswith("cosine_with_a_long_warm_up.yaml")


@pytest.mark.parametrize("names", [LONG_TWELVE, ["layer_wise.yaml"], ["layer_wise.yaml", "groups.yaml"]], ids=len)
def test_lines_are_told_apart_without_colour(drawn_by, names):
    figure, _ = drawn_by("plot", *names)
    looks = [(str(line._dash_pattern), line.get_marker()) for line in lines_of(figure)]
    assert len(set(looks)) == len(looks) > 2


def test_one_update_in_a_million_is_drawn(drawn_by):
    figure, _ = drawn_by("plot", "spike.yaml")
    line, *_ = lines_of(figure)
    assert len(line.get_xdata()) < 5000
    assert (line.get_xdata()[np.argmax(line.get_ydata())], max(line.get_ydata())) == (500_000, 1e-3)


def test_the_window_is_what_is_drawn(drawn_by):
    figure, _ = drawn_by("plot", "cosine_warmup.yaml", "--from", "20", "--to", "120")
    line, *_ = lines_of(figure)
    assert (line.get_xdata()[0], line.get_xdata()[-1]) == (20, 120)


def test_a_comparison_has_the_gap_and_the_table(drawn_by):
    figure, texts = drawn_by("compare", "cosine_warmup.yaml", "wsd.yaml")
    gap, *_ = lines_of(figure, axes=1)
    steps, values = gap.get_xdata(), gap.get_ydata()
    # the cosine is at (1e-3 + 1e-5) / 2 + (1e-3 - 1e-5) / 2 * cos(pi * 750 / 950) there, and the other at its peak
    expected = 1e-3 - (1.01e-3 + 0.99e-3 * np.cos(np.pi * 750 / 950)) / 2
    assert steps[np.argmax(values)] == 800
    assert max(values) == pytest.approx(expected, rel=1e-9)
    row = written(texts)
    assert {"A", "B", "B to A", "half-life at step", "529", "850", "+321"} <= set(row)
    assert "A cosine_warmup.yaml\npeak 0.001 at step 50, final 1e-05" in row


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        pytest.param(["--size", "8"], "--size 8: it is WIDTHxHEIGHT in inches, as in 8x4.5", id="half-a-size"),
        pytest.param(["--size", "0x4"], "--size 0x4: a picture must be 3 to 50 inches wide and 2 to 50", id="no-width"),
        pytest.param(
            ["--size", "50x50", "--dpi", "300"],
            "--size 50x50: 225,000,000 pixels are more than 64,000,000 (choose a smaller --size or --dpi)",
            id="too-many-pixels",
        ),
        pytest.param(["--size", "٣x٤"], "it is WIDTHxHEIGHT in inches", id="digits-of-another-script"),
        pytest.param(["--dpi", "5"], "--dpi 5: it must be 10 to 1200", id="low-dpi"),
        pytest.param(["--from", "-1"], "--from -1: it must be 0 or more", id="before-the-run"),
        pytest.param(["--from", "9", "--to", "5"], "--to 5: it must be 9 or more, as --from is 9", id="empty-window"),
        pytest.param(
            ["--from", "90000"],
            "--from 90000: nothing is left to draw, as the last step of the run is 89,999",
            id="after-the-run",
        ),
        pytest.param(["--style", "drak"], "--style drak: no style has this name (did you mean dark?)", id="no-style"),
        pytest.param(["--style", "./a.mplstyle"], "no style has this name", id="a-path-is-no-style"),
        pytest.param(["--style", "https://x.y/z.mplstyle"], "no style has this name", id="an-address-is-no-style"),
        pytest.param(["--style", "mpl.dark_background"], "no style has this name", id="a-module-is-no-style"),
    ],
)
def test_what_cannot_be_drawn_is_refused(lrviz_in, arguments, error):
    files = {"a.yaml": STEP, "a.mplstyle": "lines.linewidth: 9\n"}
    result = lrviz_in("plot", "a.yaml", "-o", "a.png", *arguments, files=files)
    assert result.code == 2
    assert error in result.err


@pytest.mark.parametrize(
    ("arguments", "note"),
    [
        pytest.param(
            ["-o", "a.csv", "--dpi", "90", "--style", "dark"],
            "note: --dpi and --style change nothing: no picture is written\n",
            id="csv",
        ),
        pytest.param(
            ["--no-save", "--size", "4x3"], "note: --size changes nothing: no picture is written\n", id="none"
        ),
        pytest.param(
            ["-o", "a.svg", "--dpi", "90"],
            "note: --dpi changes nothing: it is about .png, and none is written\n",
            id="svg",
        ),
    ],
)
def test_an_option_that_changes_nothing_is_said(lrviz_in, arguments, note):
    result = lrviz_in("plot", "a.yaml", *arguments, files={"a.yaml": STEP})
    assert result.code == 0
    assert note in result.err


def test_size_and_dpi_make_the_pixels(lrviz_in, tmp_path):
    lrviz_in("plot", "a.yaml", "-o", "a.png", "--size", "4x3", "--dpi", "100", files={"a.yaml": STEP})
    head = (tmp_path / "a.png").read_bytes()[16:24]
    assert (int.from_bytes(head[:4]), int.from_bytes(head[4:])) == (400, 300)


def test_fractions_have_no_window_in_updates(lrviz_in):
    files = {"a.yaml": STEP, "b.yaml": STEP.replace("epochs: 90", "epochs: 60")}
    result = lrviz_in("compare", "a.yaml", "b.yaml", "--from", "5", files=files)
    assert result.code == 2
    assert "--from and --to count updates" in result.err


HOSTILE = (
    "text.usetex: True\nlines.linewidth: 20\naxes.facecolor: red\nsavefig.bbox: tight\nbackend: module://stranger\n"
)
"""Settings of matplotlib that lie beside a config. matplotlib reads them from the folder in which it is started."""


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_a_picture_is_the_same_wherever_it_is_drawn(process, tmp_path, suffix):
    files = {"a.yaml": CONFIGS["groups.yaml"], "stranger.py": "open('was-imported', 'w')\n"}
    digests = set()
    for seed, settings in (("1", None), ("2", HOSTILE)):
        if settings:
            (tmp_path / "matplotlibrc").write_text(settings)
        assert process("plot", "a.yaml", "-o", f"a.{suffix}", files=files, PYTHONHASHSEED=seed).code == 0
        digests.add(hashlib.sha256((tmp_path / f"a.{suffix}").read_bytes()).hexdigest())
    assert len(digests) == 1
    assert not (tmp_path / "was-imported").exists()


def test_without_a_display_no_window_is_opened(process):
    result = process("plot", "a.yaml", "--show", files={"a.yaml": STEP}, DISPLAY="", WAYLAND_DISPLAY="")
    assert result.code == 2
    assert result.err.splitlines()[-1].startswith("error: --show: no window can be opened here")
    assert result.err.endswith("(-o x.png writes a picture)\n")


WINDOW = """
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backend_bases import FigureManagerBase
from matplotlib._pylab_helpers import Gcf

class FigureManager(FigureManagerBase):
    @classmethod
    def pyplot_show(cls, *, block=None):
        figure = Gcf.get_active().canvas.figure
        with open("shown", "w") as file:
            file.write(figure.get_suptitle())

class FigureCanvas(FigureCanvasAgg):
    manager_class = FigureManager
"""


def test_a_window_shows_the_picture_and_no_file_is_written(process, tmp_path):
    files = {"a.yaml": STEP, "window.py": WINDOW}
    result = process("plot", "a.yaml", "--show", files=files, MPLBACKEND="module://window", PYTHONPATH=str(tmp_path))
    assert (result.code, (tmp_path / "shown").read_text()) == (0, "a.yaml")
    assert not (tmp_path / "a.png").exists()
