"""Draws several schedulers that share one optimizer, and holds what the linter says of them against torch and timm.

What is wrong with a member by itself has to be wrong in a config that has this member alone, which the oracles judge.
"""

from __future__ import annotations

import json
import random
import warnings
from functools import partial
from typing import Any

from fuzz.config_inputs import LONGEST, MUTATIONS, Config, Drawn, copied, new_optimizer_config, new_scheduler_config
from fuzz.config_judge import Judged, NeverEndsError, in_time, is_foreign, judge
from fuzz.oracles import path_of
from fuzz.raw_runs import RawRun, construct, interval_of, length_of, new_optimizer, parted, ticks
from lrviz.document import read_document
from lrviz.errors import LrvizError
from lrviz.finding import Finding
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.report import Report
from lrviz.stepping import simulate
from schedules.catalog import SCHEDULERS

OF_ALL = {"LR402", "LR403"}
"""The codes of what is said of the rates that all members make together."""


EVERY = 16
"""One seed of so many makes a list."""


def is_list(seed: int) -> bool:
    """Whether a seed makes several schedulers, and not one."""
    return seed % EVERY == 0


def draw_list(seed: int) -> Config:
    """The config of a seed: two or three schedulers, of which one may be worse than the Specs allow."""
    dice = random.Random(f"list {seed}")
    groups = dice.choice((1, 1, 2))
    optimizer = new_optimizer_config(dice, groups)
    members = [new_scheduler_config(dice, 2, groups) for _ in range(dice.choice((2, 2, 3)))]
    if dice.random() < 0.4:
        number = dice.randrange(len(members))
        changed = {"optimizer": copied(optimizer), "scheduler": copied(members[number])}
        if dice.choice(MUTATIONS)(dice, changed) and isinstance(changed["scheduler"], dict):
            optimizer, members[number] = changed["optimizer"], changed["scheduler"]
    for member in members:
        member["interval"] = dice.choice(("step", "epoch"))
    per_epoch = dice.randint(1, 9)
    epochs = dice.randint(1, dice.choice((5, 20, 60, LONGEST)) // per_epoch or 1)
    return {"optimizer": optimizer, "scheduler": members, "epochs": epochs, "steps_per_epoch": per_epoch}


def judge_list(document: Config) -> Judged:
    """Lint the config, run it, and compare. Whatever goes wrong on the way is a disagreement too."""
    codes: tuple[str, ...] = ()
    try:
        with in_time(), warnings.catch_warnings(action="ignore"):
            report = lint(read_document("x.yaml", json.dumps(document).encode()), Options())
            errors = [finding for finding in report.findings if finding.severity == "error"]
            codes = tuple(sorted({finding.code for finding in errors}))
            if errors:
                raw = run_together(document)
                unseen = [] if not raw.is_sound else [each for each in errors if not _is_wrong(each, document)]
                named = ", ".join(f"{finding.code} at {finding.key}" for finding in unseen)
                return Judged("error", codes, f"error, but it runs: {named}" if unseen else "", raw.outcome)
            return _of_no_error(document, report)
    except NeverEndsError:
        is_noise = any("noise_range_t" in member for member in document["scheduler"])
        return Judged("error" if codes else "undecided", codes, "" if is_noise else "it never ends", "it never ends")
    except Exception as error:
        return Judged("undecided", codes, f"{type(error).__name__} on the way: {error}")


def _of_no_error(document: Config, report: Report) -> Judged:
    (draft,) = report.drafts
    if draft.plan is None:
        is_said = any(each.obstacle for each in report.drafts)
        return Judged("undecided", (), "" if is_said else "undecided, but nothing is left out")
    if any(is_foreign(_alone(document, number)) for number in range(len(document["scheduler"]))):
        # what other programs call a scheduler, or put beside it, torch does not know
        return Judged("undecided")
    raw = run_together(document)
    is_open = draft.plan.needs_metric or any(_is_noisy(part.spec) for part in draft.plan.parts)
    try:
        curve, _ = simulate(draft.plan, Options())
    except LrvizError as error:
        is_known = is_open and bool(raw.failure)
        return Judged("undecided", (), "" if is_known else f"ok, but the factory fails: {error}", raw.outcome)
    rates = list(zip(*(series.rates.tolist() for series in curve.series), strict=True))
    said = ""
    if not is_open and not raw.is_sound:
        said = f"ok, but the rates are not sound: {raw.failure or raw.rates[-1:]}"
    elif rates != [tuple(map(float, each)) for each in raw.rates]:
        said = f"ok, but the factory has other rates: {raw.failure or raw.rates[-1:]}"
    return Judged("undecided" if is_open else "ok", (), said, raw.outcome)


def _is_noisy(spec: Any) -> bool:
    return getattr(spec, "noise_range_t", None) is not None


def _is_wrong(finding: Finding, document: Config) -> bool:
    """Whether a config in which the sound run of all is called an error is wrong with a single member too."""
    path = path_of(finding.key)
    if finding.code in OF_ALL:
        # the step after the last update may leave a rate that is none, which nobody sees
        singles = [judge(Drawn(each, (), each)) for each in map(partial(_alone, document), range(_count(document)))]
        return any({"LR134", "LR403"} & set(each.codes) and not each.disagreement for each in singles)
    if finding.code == "LR106" and finding.message.endswith("undoes the other"):
        return _is_undone(document)
    numbers = [path[1]] if path[0] == "scheduler" else range(len(document["scheduler"]))
    alone = [judge(Drawn(each, (), each)) for each in (_alone(document, number) for number in numbers)]
    return all(finding.code in each.codes and not each.disagreement for each in alone)


def _count(document: Config) -> int:
    return len(document["scheduler"])


def _alone(document: Config, number: Any) -> Config:
    member = document["scheduler"][number]
    if number:
        # the run is as long as the first one says it, and OneCycleLR has such keys of its own
        name = member.get("name")
        own = SCHEDULERS.load(name).key_fields() if isinstance(name, str) and name in SCHEDULERS else ()
        lengths = {"steps", "epochs", "steps_per_epoch"} - set(own)
        member = {key: value for key, value in member.items() if key not in lengths}
    return {**document, "scheduler": member}


def _is_undone(document: Config) -> bool:
    """Whether at each update one of the members need not be stepped, and hardly a rate is another.

    One that is stepped once an epoch is undone by one that is stepped more often, except at the ends of epochs. Of one
    that waits for a metric there is never more to see than its last cut.
    """
    # what timm draws at random is no part of a schedule
    members = [{key: value for key, value in each.items() if key != "noise_range_t"} for each in document["scheduler"]]
    document = {**document, "scheduler": members}
    whole, per_epoch = run_together(document), document["steps_per_epoch"]
    without = [run_together(document, still=number) for number in range(len(members))]
    leasts = [each.get("decay_rate", 0.1) if each["name"] == "timm_PlateauLRScheduler" else 1.0 for each in members]
    are_even = len(set(map(_unit, members))) == 1
    looked_at = [update for update in range(1, len(whole.rates)) if are_even or update % per_epoch]
    return all(
        any(
            at < len(run.rates) and all(map(partial(_is_as_good, least=least), whole.rates[at], run.rates[at]))
            for run, least in zip(without, leasts, strict=True)
        )
        for at in looked_at
    )


def _is_as_good(rate: Any, other: Any, least: float) -> bool:
    return bool(rate == other or (least < 1 and rate >= other * least * (1 - 1e-9)))


def _unit(member: Config) -> str:
    """What its ticks are: timm's schedulers say so themselves."""
    if member["name"].startswith("timm_"):
        return "epoch" if member.get("t_in_epochs", True) else "step"
    return str(member["interval"])


def run_together(document: Config, still: int | None = None) -> RawRun:
    """Build the schedulers in their order on one optimizer, and step each at its own interval, without a factory.

    Args:
        document: The config.
        still: The number of a member that is built and never stepped.
    """
    rates: list[list[Any]] = []
    try:
        updates, per_epoch = length_of(_alone(document, 0))
        optimizer = new_optimizer(document["optimizer"])
        calls = []
        for number in range(len(document["scheduler"])):
            member = _alone(document, number)
            scheduler = construct(optimizer, parted(member)[0])
            if number != still:
                calls.append(ticks(scheduler, interval_of(member)))
        for update in range(1, updates + 1):
            rates.append([group["lr"] for group in optimizer.param_groups])
            for after_update, _ in calls:
                if after_update is not None:
                    after_update(update)
            for _, after_epoch in calls:
                if after_epoch is not None and update % per_epoch == 0:
                    after_epoch(update // per_epoch)
    except Exception as error:
        return RawRun(rates, f"{type(error).__name__}: {error}"[:200])
    return RawRun(rates)
