"""Recomputes the numbers in a rule's message from the curve of the real factory."""

from __future__ import annotations

import math
import re

import pytest
import yaml

from lrviz.document import read_document
from lrviz.errors import NotPlottable
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.sentences import STANDING_IN
from lrviz.stepping import simulate

NUMBER = r"[-+]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?"
RATE = rf"({NUMBER})( of the base rate| at a base rate of 0.1)?"
SHARE = rf"{RATE}(?:, ({NUMBER}) % of the peak)?"
AT = re.compile(rf"at (step|epoch) ({NUMBER}) the rate is {SHARE}")
CHANGE = re.compile(rf"at (step|epoch) ({NUMBER}) the rate goes from {RATE} to {RATE}")
END = re.compile(rf"the run ends at {SHARE}")
CLIMB = re.compile(rf"after (step|epoch) ({NUMBER}) the rate climbs back")
SUM = re.compile(rf"({NUMBER}) ([-+*/]) ({NUMBER}) = ({NUMBER})")
BEGIN = re.compile(rf"the rate begins at {RATE}")
STAYS = re.compile(rf"the rate stays at {RATE}")
READ = re.compile(rf"`(?:\w+: )?([^`]+)` is [^`]*, and means ({NUMBER})")
PEAK = re.compile(rf"the highest rate(?: of group (\d+))? is {RATE}, at (step|epoch) ({NUMBER})")
RUN = re.compile(rf"the run of ({NUMBER}) (step|epoch)s?")
LEFT = re.compile(rf"it leaves the rate at {RATE}")
FLOOR = re.compile(rf"the rate never goes below {RATE}")
NO_RATE = re.compile(rf"at (step|epoch) ({NUMBER}) there is no real rate")


class Truth:
    """The curve that the real factory gives for a config."""

    def __init__(self, text: str):
        self.text = text
        report = lint(read_document("page.yaml", text.encode()), Options())
        self.draft = report.drafts[0]
        self.plan = self.draft.plan
        self.series = simulate(self.plan, Options())[0].series
        self.rates = self.series[0].rates

    def rate(self, unit: str, tick: str, rates=None) -> float:
        stepped = "step" if unit == "step" else "epoch"
        ticks_per = self.plan.steps_per_epoch if stepped == "epoch" else 1
        return float((self.rates if rates is None else rates)[int(tick.replace(",", "")) * ticks_per])

    def rate_left(self) -> float:
        """The rate in the optimizer when all is done."""
        longer = self.plan._replace(updates=self.plan.updates + 1)
        return float(simulate(longer, Options())[0].series[0].rates[-1])

    def says(self, rate: float, in_base_rates: str | None) -> str:
        return f"{rate / STANDING_IN:.4g}" if in_base_rates == " of the base rate" else f"{rate:.4g}"

    def share(self, rate: float) -> str:
        return f"{100 * rate / float(self.rates.max()):.3g}"


def check_share(truth, said, rate):
    number, in_base_rates, percent = said
    assert number == truth.says(rate, in_base_rates)
    assert percent in (None, truth.share(rate))


def prove(message: str, text: str) -> None:
    """Assert that every number of a message is one of the config's own, or follows from the real curve."""
    for source, number in READ.findall(message):
        assert yaml.safe_load(source) == float(number.replace(",", ""))
    rest = re.sub(r"`[^`]*`", "", READ.sub("", message))
    rest = _prove_no_rate(rest, text)
    if any(form.search(rest) for form in (AT, CHANGE, CLIMB, END, PEAK, BEGIN, STAYS, RUN, LEFT, FLOOR)):
        truth = Truth(text)
        rest = _prove_sentences(rest, truth)
    rest = _prove_sums(rest)
    left = [number.replace(",", "") for number in re.findall(rf"(?<![\w.]){NUMBER}", rest)]
    known = {
        float(number.replace("_", ""))
        for number in re.findall(r"(?<![\w.])[-+]?\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?", text)
    }
    unproven = [number for number in left if float(number) not in known]
    assert unproven == [], f"{unproven} in {message!r}"


def _prove_no_rate(rest: str, text: str) -> str:
    """The run goes well up to a tick, and fails there."""
    for unit, tick in NO_RATE.findall(rest):
        plan = lint(read_document("page.yaml", text.encode()), Options()).drafts[0].plan
        updates = int(tick.replace(",", "")) * (plan.steps_per_epoch if unit == "epoch" else 1)
        simulate(plan._replace(updates=updates), Options())
        with pytest.raises(NotPlottable, match="the run fails"):
            simulate(plan._replace(updates=updates + 1), Options())
    return NO_RATE.sub("", rest)


def _prove_sums(rest: str) -> str:
    """`30 + 20 = 50`: such a result is proven by itself, if the parts are."""
    for left, sign, right, result in SUM.findall(rest):
        one, other, said = (float(number.replace(",", "")) for number in (left, right, result))
        assert {"+": one + other, "-": one - other, "*": one * other, "/": one / (other or 1)}[sign] == said
    return SUM.sub(r"\1 \3", rest)


def _prove_sentences(rest: str, truth: Truth) -> str:
    for unit, tick, *said in AT.findall(rest):
        check_share(truth, [part or None for part in said], truth.rate(unit, tick))
    rest = AT.sub("", rest)
    for unit, tick, before, before_base, after, after_base in CHANGE.findall(rest):
        here = int(tick.replace(",", ""))
        assert before == truth.says(truth.rate(unit, str(here - 1)), before_base)
        assert after == truth.says(truth.rate(unit, tick), after_base)
    rest = CHANGE.sub("", rest)
    for unit, tick in CLIMB.findall(rest):
        # the tick may lie between two: the curve falls before it and rises after it
        here = float(tick.replace(",", ""))
        assert truth.rate(unit, str(math.ceil(here) - 1)) > truth.rate(unit, str(math.ceil(here)))
        assert truth.rate(unit, str(math.floor(here))) < truth.rate(unit, str(math.floor(here) + 1))
    rest = CLIMB.sub("", rest)
    for number, in_base in BEGIN.findall(rest):
        assert number == truth.says(float(truth.rates[0]), in_base)
    for number, in_base in STAYS.findall(rest):
        assert {truth.says(float(rate), in_base) for rate in truth.rates} == {number}
    rest = STAYS.sub("", BEGIN.sub("", rest))
    for said in END.findall(rest):
        check_share(truth, [part or None for part in said], float(truth.rates[-1]))
    rest = END.sub("", rest)
    for group, number, in_base, unit, tick in PEAK.findall(rest):
        rates = truth.series[int(group or 0)].rates
        assert number == truth.says(float(rates.max()), in_base)
        assert truth.rate(unit, tick, rates) == rates.max()
    rest = PEAK.sub("", rest)
    for ticks, unit in RUN.findall(rest):
        per_tick = truth.plan.steps_per_epoch if unit == "epoch" else 1
        assert int(ticks.replace(",", "")) == math.ceil(truth.plan.updates / per_tick)
    for number, in_base in LEFT.findall(rest):
        assert number == truth.says(truth.rate_left(), in_base)
    for number, in_base in FLOOR.findall(rest):
        assert number == truth.says(float(truth.rates.min()), in_base)
    return FLOOR.sub("", LEFT.sub("", RUN.sub("", rest)))
