"""The pages that `lrviz explain` shows, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from inspect import cleandoc

import yaml

from lrviz.render.keys import Key, keys_of
from lrviz.rules.base import Rule
from lrviz.text import printable
from schedules.optimizer_base import OptimizerSpec
from schedules.spec import Spec
from schedules.wording import with_article


def rule_page(rule: Rule, fixes: Sequence[bool | None]) -> str:
    """The page of a rule.

    Args:
        rule: The rule.
        fixes: For each of its findings in its own bad examples: whether the fix is safe, or None where there is none.
    """
    state = "on by default" if rule.enabled else f"off by default: `--extend-select {rule.code}` turns it on"
    facts = f"{with_article(rule.severity).capitalize()}, {state}. {_fix(fixes)}"
    return f"# {rule.code} {rule.name}\n\n{facts}\n\n{rule.page}"


def _fix(fixes: Sequence[bool | None]) -> str:
    options = [option for option, safe in (("`--fix`", True), ("`--unsafe-fixes`", False)) if safe in fixes]
    if not options:
        return "There is no fix."
    often = "In some cases t" if None in fixes else "T"
    return f"{often}here is a fix, written by {' or '.join(options)}."


def scheduler_page(spec_class: type[Spec], config: dict[str, object], curve: str) -> str:
    """The page of a scheduler.

    Args:
        spec_class: Its Spec.
        config: An example of a whole config.
        curve: What that looks like, or an empty string where no formula says it.
    """
    keys = keys_of(spec_class)
    body, source = _description(spec_class)
    parts = [f"# {spec_class.__name__}", *body, *_keys(keys)]
    parts.append(_ticks(spec_class))
    parts += _stops(spec_class, keys)
    parts += [
        "## Example",
        _fenced("yaml", _as_yaml(config)),
        _fenced("text", curve) if curve else _no_curve(spec_class),
    ]
    return "\n\n".join([*parts, *(["## Source", *source] if source else [])])


def optimizer_page(spec_class: type[OptimizerSpec]) -> str:
    """The page of an optimizer."""
    keys = keys_of(spec_class)
    body, source = _description(spec_class)
    moved = "a momentum, or betas," if spec_class.cycles_momentum else "neither a momentum nor betas"
    parts = [f"# {spec_class.__name__}", *body, *_keys(keys), f"It has {moved} for CyclicLR and OneCycleLR to move."]
    if spec_class.needs_for_step:
        parts.append(f"Each step needs {spec_class.needs_for_step}, so that lrviz cannot simulate a run with it.")
    config = {"optimizer": {**spec_class.example(), "lr": spec_class.model_fields["lr"].default}}
    parts += [*_stops(spec_class, keys), "## Example", _fenced("yaml", _as_yaml(config))]
    return "\n\n".join([*parts, "## Source", *source])


def _description(spec_class: type[Spec]) -> tuple[list[str], list[str]]:
    """The paragraphs of the docstring, with formulas as blocks of text, and what it says of the source."""
    paragraphs = [_printable(paragraph) for paragraph in cleandoc(spec_class.__doc__ or "").split("\n\n")]
    found = [paragraph.removeprefix("Source: ") for paragraph in paragraphs if paragraph.startswith("Source: ")]
    source = [text[:1].upper() + text[1:] for text in found]
    body = [part for text in paragraphs if not text.startswith("Source: ") for part in _with_formulas(text)]
    return body, source


def _printable(paragraph: str) -> str:
    return "\n".join(printable(line) for line in paragraph.split("\n"))


def _with_formulas(paragraph: str) -> Iterator[str]:
    for formula, lines in _runs(paragraph.split("\n")):
        # in a block of text the marks of code would be seen
        yield _fenced("text", "\n".join(lines).replace("`", "")) if formula else "\n".join(lines)


def _runs(lines: Iterable[str]) -> list[tuple[bool, list[str]]]:
    """Lines in a row that are formulas, or are not."""
    runs: list[tuple[bool, list[str]]] = []
    for line in lines:
        formula = bool(_FORMULA.match(line))
        if not runs or runs[-1][0] != formula:
            runs.append((formula, []))
        runs[-1][1].append(line)
    return runs


_FORMULA = re.compile(r"lr(\(t\))? = ")


def _keys(keys: Sequence[Key]) -> list[str]:
    if not keys:
        return []
    rows = [("key", "default", "unit", "takes", "what it is")]
    rows += [(f"`{key.name}`", key.default, key.unit, key.takes, key.doc) for key in keys]
    return ["## Keys", _table([tuple(cell.replace("|", "\\|") for cell in row) for row in rows])]


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table whose columns, but for the last one, stand below each other in its source too."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    ruled = [rows[0], tuple("-" * width for width in [*widths, len(rows[0][-1])]), *rows[1:]]
    padded = [[*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]] for row in ruled]
    return "\n".join(f"| {' | '.join(row)} |" for row in padded)


def _ticks(spec_class: type[Spec]) -> str:
    """What a tick is, and so how often the scheduler is stepped."""
    metric = " Each step is given a metric." if spec_class.needs_metric else ""
    if spec_class.counts_itself:
        other = ", or an optimizer update with `t_in_epochs: false`" if "t_in_epochs" in spec_class.model_fields else ""
        return f"A tick is an epoch{other}, whatever `interval` says.{metric}"
    often = {"step": "after each optimizer update", "epoch": "after each epoch"}
    default = spec_class.default_interval
    other = "epoch" if default == "step" else "step"
    return f"A tick is a step of the scheduler: {often[default]}, or with `interval: {other}` {often[other]}.{metric}"


def _stops(spec_class: type[Spec], keys: Sequence[Key]) -> list[str]:
    """What makes the constructor or a step fail: a value out of bounds, or values that do not go together."""
    bounds = [
        f"`{key.name}` must be {with_article(key.takes.removesuffix(' or null'))}: {key.otherwise}"
        for key in keys
        if key.otherwise
    ]
    held = [(constraint.method.__doc__ or "").rstrip(".") for constraint in spec_class.constraints()]
    lines = [f"- {line[:1].lower()}{line[1:]}" for line in [*bounds, *held] if line]
    return ["## What stops a run", "\n".join(lines)] if lines else []


def _no_curve(spec_class: type[Spec]) -> str:
    why = "It depends on the metric" if spec_class.needs_metric else "No formula says it"
    return f"{why}, so that no curve is drawn here: `lrviz plot` runs the scheduler itself."


def _as_yaml(config: object) -> str:
    return yaml.dump(config, Dumper=_Dumper, sort_keys=False, default_flow_style=None, width=100).rstrip()


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"
