"""The cases of the gallery."""

from __future__ import annotations

from typing import Literal, NamedTuple

from showcase.configs import LONG, LONG_TWELVE, TWELVE

Kind = Literal["picture", "terminal", "page"]


class Case(NamedTuple):
    """One thing that lrviz shows.

    Attributes:
        name: What it is, as a file name without a suffix.
        shows: What there is to look for.
        command: What is typed after `lrviz`. The output of a picture or a page is added to it.
        kind: How the output is caught: as a file, or from the terminal.
        columns: How wide the terminal is.
        environment: What is set in the environment beside that.
        width: How many pixels wide the window of a browser is.
    """

    name: str
    shows: str
    command: tuple[str, ...]
    kind: Kind = "picture"
    columns: int = 80
    environment: tuple[tuple[str, str], ...] = ()
    width: int = 1280


def _picture(name: str, shows: str, *command: str) -> Case:
    return Case(name, shows, command)


ODD = "実験_学習率 🚀 \u0928\u092e\u0938\u094d\u0924\u0947.yaml"

PICTURES = (
    _picture("warm-up-and-cosine", "phases, peak and end", "plot", "cosine_warmup.yaml"),
    _picture("warm-up-hold-decay", "three phases", "plot", "wsd.yaml"),
    _picture("epochs-above", "updates below, epochs above; stairs", "plot", "multi_step.yaml"),
    _picture("restarts", "restarts, numbered; epochs above", "plot", "restarts.yaml"),
    _picture("many-restarts", "25 phases, of which few have room for a name", "plot", "many_restarts.yaml"),
    _picture("momentum", "momentum on an axis of its own", "plot", "one_cycle.yaml"),
    _picture("beta1", "the first beta of AdamW", "plot", "one_cycle_adamw.yaml"),
    _picture("momentum-of-groups", "two rates and two momenta; the key is below", "plot", "one_cycle_groups.yaml"),
    _picture("cyclic", "rises and decays in turns", "plot", "cyclic.yaml"),
    _picture("groups", "three groups told apart by dashes, named beside their ends", "plot", "groups.yaml"),
    _picture("groups-log", "the same on a logarithmic axis", "plot", "groups.yaml", "--log-y"),
    _picture("layer-wise", "13 groups: markers too", "plot", "layer_wise.yaml"),
    _picture("constant", "a constant rate, judged against 0", "plot", "constant.yaml"),
    _picture("constant-log", "a constant rate on a logarithmic axis", "plot", "constant.yaml", "--log-y"),
    _picture("rate-of-zero", "nothing but 0", "plot", "rate_of_zero.yaml"),
    _picture("rate-of-zero-log", "nothing but 0 has no logarithm", "plot", "rate_of_zero.yaml", "--log-y"),
    _picture("zero-log", "0 on a logarithmic axis, and how it is shown", "plot", "to_zero.yaml", "--log-y"),
    _picture("exponential-log", "four decades", "plot", "exponential.yaml", "--log-y"),
    _picture("almost-constant", "a rate that moves by 1 %", "plot", "almost_constant.yaml"),
    _picture("one-step", "a single update", "plot", "one_step.yaml"),
    _picture("few-steps", "a dot for each update", "plot", "few_steps.yaml"),
    _picture("a-million-steps", "the labels of long runs", "plot", "long_run.yaml"),
    _picture("one-spike-in-a-million", "one update in a million is seen", "plot", "spike.yaml"),
    _picture("window", "updates 20 to 120 of 1,000", "plot", "cosine_warmup.yaml", "--from", "20", "--to", "120"),
    _picture("window-late", "the last updates of a million", "plot", "long_run.yaml", "--from", "999000"),
    _picture("noise", "noise of timm", "plot", "noise.yaml"),
    _picture("plateau", "cuts of a plateau scheduler", "plot", "plateau.yaml"),
    _picture("not-finite", "a rate that overflows, and from where on", "plot", "overflow.yaml"),
    _picture("negative", "a rate below 0", "plot", "negative.yaml"),
    _picture("negative-log", "below 0, logarithmic", "plot", "negative.yaml", "--log-y"),
    _picture("long-name", "a long path keeps its start and its end, on one line", "plot", LONG),
    _picture("dollars-in-a-name", "no formula is made of a name", "plot", "cheap $5 and $6 $x^2$.yaml"),
    _picture("unicode-name", "what no font has is escaped, without a warning", "plot", ODD),
    _picture(
        "two-configs", "two lines, named beside their ends", "plot", "cosine_warmup.yaml", "_begins_with_a_line.yaml"
    ),
    _picture("twelve-configs", "twelve lines", "plot", *TWELVE),
    _picture("twelve-long-names", "twelve long names", "plot", *LONG_TWELVE),
    _picture("different-lengths", "runs of 1,000 and 2,000 updates", "plot", "cosine_warmup.yaml", "longer.yaml"),
    _picture("momentum-of-two-configs", "momentum and first beta", "plot", "one_cycle.yaml", "one_cycle_adamw.yaml"),
    _picture("compare-two", "rates, gaps and table", "compare", "cosine_warmup.yaml", "wsd.yaml"),
    _picture("compare-same", "no difference", "compare", "wsd.yaml", "_begins_with_a_line.yaml"),
    _picture("compare-three", "three", "compare", "cosine_warmup.yaml", "wsd.yaml", "one_cycle_adamw.yaml"),
    _picture("compare-twelve", "twelve columns", "compare", *LONG_TWELVE),
    _picture("compare-groups", "a table for each group", "compare", "groups.yaml", "other_groups.yaml"),
    _picture("compare-layer-wise", "13 groups: not all rows", "compare", "layer_wise.yaml", "wsd.yaml"),
    _picture("compare-lengths", "runs of 1,000 and 2,000 updates", "compare", "cosine_warmup.yaml", "longer.yaml"),
    _picture(
        "compare-lengths-by-step",
        "the same, step by step",
        "compare",
        "cosine_warmup.yaml",
        "longer.yaml",
        "--align",
        "step",
    ),
    _picture("compare-log", "rates logarithmic, gaps not", "compare", "to_zero.yaml", "wsd.yaml", "--log-y"),
    _picture("compare-not-finite", "where there is no gap", "compare", "wsd.yaml", "overflow.yaml", "--steps", "40"),
    _picture(
        "compare-small", "6 x 4 inches: not all rows", "compare", "cosine_warmup.yaml", "wsd.yaml", "--size", "6x4"
    ),
    _picture(
        "compare-smallest", "3 x 2 inches: no table", "compare", "cosine_warmup.yaml", "wsd.yaml", "--size", "3x2"
    ),
    _picture("style-dark", "our dark style", "plot", "groups.yaml", "--style", "dark"),
    _picture("style-paper", "a small one for a paper", "plot", "wsd.yaml", "--style", "paper"),
    _picture("style-of-matplotlib", "ggplot", "plot", "groups.yaml", "--style", "ggplot"),
    _picture("small", "3 x 2 inches", "plot", "restarts.yaml", "--size", "3x2"),
    _picture("narrow", "3 x 4 inches, twelve lines", "plot", *TWELVE, "--size", "3x4"),
    _picture("wide", "16 x 3 inches", "plot", "restarts.yaml", "--size", "16x3"),
    _picture("title", "a title of one's own alone", "plot", "wsd.yaml", "--title", "Warm-up, stable, decay"),
    _picture("no-title", "none", "plot", "wsd.yaml", "--title", ""),
)


def _terminal(name: str, shows: str, *command: str, columns: int = 80, **environment: str) -> Case:
    return Case(name, shows, command, "terminal", columns, tuple(environment.items()))


def _chart(name: str, shows: str, *command: str, columns: int = 80, **environment: str) -> Case:
    return _terminal(name, shows, "plot", *command, "--no-save", columns=columns, **environment)


ASCII = {"PYTHONIOENCODING": "ascii"}
PLAIN = {"NO_COLOR": "1"}

TERMINALS = (
    _chart("terminal-chart", "the chart, and the table below it", "cosine_warmup.yaml"),
    _chart("terminal-epochs", "epochs", "multi_step.yaml"),
    _chart("terminal-restarts", "restarts", "restarts.yaml"),
    _chart("terminal-20-columns", "20 columns", "cosine_warmup.yaml", columns=20),
    _chart("terminal-40-columns", "40 columns", "cosine_warmup.yaml", columns=40),
    _chart("terminal-200-columns", "200 columns", "wsd.yaml", columns=200),
    _chart("terminal-ascii-option", "--ascii", "wsd.yaml", "--ascii"),
    _chart("terminal-ascii-encoding", "a terminal that takes ASCII alone", "wsd.yaml", **ASCII),
    _chart("terminal-dumb", "TERM=dumb: no braille and no colour", "groups.yaml", TERM="dumb"),
    _chart("terminal-groups", "three groups", "groups.yaml"),
    _chart("terminal-groups-no-colour", "three groups without colour", "groups.yaml", **PLAIN),
    _chart("terminal-twelve", "twelve configs", *TWELVE),
    _chart("terminal-log", "0 on a logarithmic axis", "to_zero.yaml", "--log-y"),
    _chart("terminal-window", "updates 20 to 120", "cosine_warmup.yaml", "--from", "20", "--to", "120"),
    _chart("terminal-constant", "a constant rate", "constant.yaml"),
    _chart("terminal-one-step", "a single update", "one_step.yaml"),
    _chart("terminal-spike", "one update in a million", "spike.yaml"),
    _chart("terminal-negative", "a rate below 0, with the finding", "negative.yaml"),
    _chart("terminal-not-finite", "a rate that overflows, with the finding", "overflow.yaml"),
    _chart("terminal-unicode-name", "wide letters", ODD),
    _terminal("terminal-compare", "two configs", "compare", "cosine_warmup.yaml", "wsd.yaml"),
    _terminal(
        "terminal-compare-no-colour", "the same without colour", "compare", "cosine_warmup.yaml", "wsd.yaml", **PLAIN
    ),
    _terminal("terminal-compare-twelve", "twelve: a row for each", "compare", *TWELVE, columns=120),
    _terminal("terminal-compare-narrow", "40 columns", "compare", "cosine_warmup.yaml", "wsd.yaml", columns=40),
    _terminal(
        "terminal-sweep",
        "variants of one config",
        "compare",
        "wsd.yaml",
        "--sweep",
        "scheduler.decay_t=100,200,400",
        columns=100,
    ),
    _terminal("terminal-table", "rates and momentum", "table", "one_cycle.yaml"),
    _terminal("terminal-validate", "findings", "validate", "negative.yaml", "overflow.yaml", "wsd.yaml", columns=100),
    _terminal("terminal-explain", "the page of a scheduler", "explain", "OneCycleLR", columns=100),
)


def _page(name: str, shows: str, *command: str, width: int = 1280) -> Case:
    return Case(name, shows, command, "page", width=width)


PAGES = (
    _page("page", "one config with momentum", "plot", "one_cycle.yaml"),
    _page("page-groups", "three groups", "plot", "groups.yaml"),
    _page("page-compare", "rates, differences, table and configs", "compare", "cosine_warmup.yaml", "wsd.yaml"),
    _page("page-compare-phone", "as wide as a phone", "compare", "cosine_warmup.yaml", "wsd.yaml", width=500),
    _page("page-compare-wide", "1920 pixels wide", "compare", "cosine_warmup.yaml", "wsd.yaml", width=1920),
    _page("page-compare-twelve", "twelve configs", "compare", *LONG_TWELVE),
    _page("page-log", "logarithmic", "compare", "to_zero.yaml", "wsd.yaml", "--log-y"),
)

CASES: tuple[Case, ...] = (*PICTURES, *TERMINALS, *PAGES)
