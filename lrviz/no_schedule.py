"""What is said of a config, or of a part of one, in which no schedule can be read."""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.dialects import hydra, native, search, shapes
from lrviz.dialects.entries import read_entry
from lrviz.dialects.keys import LOOKED_FOR
from lrviz.dialects.misspelt import meant_scheduler
from lrviz.dialects.setup import Found
from lrviz.dialects.subject import surely_speaks_of_rates, text_speaks_of_rates
from lrviz.document import Document
from lrviz.edits import one_edit_apart
from lrviz.finding import Finding
from lrviz.options import Options
from lrviz.placing import finding_at
from lrviz.rules import rules_by_kind
from lrviz.rules.base import Remark
from lrviz.text import printable
from schedules.catalog import SCHEDULERS
from schedules.problems import Path
from schedules.suggest import nearest
from schedules.wording import describe


def shape_findings(document: Document, paths: list[Path], if_any: bool) -> Iterator[Finding]:
    for path in paths:
        node = document.get(path)
        shape = shapes.name_of(node)
        if not shape or search.dialect_at(document, path) is not None:
            continue
        entry = read_entry(node, path)
        if if_any and not (entry is not None and is_misspelt_class(str(entry.named.value))):
            continue
        message, hint = f"this schedule is written as in {shape}, which lrviz does not read", SHAPE_HINT
        if entry is not None and not shapes.mark_of(node, entry):
            shown = printable(document.sources.get(entry.named.path, ""), 80)
            near = nearest(str(entry.named.value).rpartition(".")[2], SCHEDULERS.names())
            message = (
                f"`{entry.named.path[-1]}: {shown}` is no scheduler of torch or timm, and lrviz runs no code of others"
            )
            hint = f"did you mean `{near}`?" if near else SHAPE_HINT
        yield finding_at(document, rules_by_kind()["unread-shape"], Remark(path, "key", message, hint))


HOMES = ("torch.optim.lr_scheduler", "timm.scheduler")
"""The modules in which nobody else has a class."""


def is_misspelt_class(text: str) -> bool:
    """Whether the name of a class can only be meant for one of torch's or timm's, and is none."""
    module, _, name = text.rpartition(".")
    if module:
        return any(module == home or module.startswith(f"{home}.") for home in HOMES)
    return any(one_edit_apart(name, known.removeprefix("timm_")) for known in SCHEDULERS.names())


SHAPE_HINT = "write it with `name` and its parameters"


def no_schedule(document: Document, options: Options) -> Finding:
    rule = rules_by_kind()["no-schedule"]
    near, other = next(_nearly_keys(document), None), search.passed_over(document)
    if options.key is not None:
        message = f"there is nothing at `{printable(options.key)}`"
        return finding_at(document, rule, Remark((), "key", message, "say where the schedule is"))
    shape = None if near is not None else shapes.shape_of(document)
    if shape is not None:
        message = f"this schedule is written as in {printable(shape[1], 120)}, which lrviz does not read"
        return finding_at(document, rules_by_kind()["unread-shape"], Remark(shape[0], "key", message, SHAPE_HINT))
    if other is not None:
        return finding_at(document, rule, Remark(other.path, "value", *_no_scheduler(document, other)))
    if near is None and hydra.is_a_part(document):
        message = "no schedule in this file: Hydra puts the config together from those in `defaults`"
        return finding_at(
            document,
            rules_by_kind()["unresolved"],
            Remark(("defaults",), "key", message, f"give it the whole: {hydra.COMPOSED}"),
        )
    names = ", ".join(f"`{key}`" for key in LOOKED_FOR)
    message = f"no schedule here: looked for {names} and for a `name` that is a scheduler"
    hint = f"did you mean `{near[1]}` by `{near[0]}`?" if near else "say where it is with --key"
    return finding_at(document, rule, Remark((near[0],) if near else (), "key", message, hint))


def _no_scheduler(document: Document, other: Found) -> tuple[str, str]:
    """Why what stands under the right key is no scheduler, and what to do."""
    key = other.path[-1]
    if not isinstance(other.value, str):
        what = "an empty mapping" if other.value == {} else describe(other.value)
        return f"no schedule here: `{key}` is {what}, and not a mapping with `name` and parameters", ""
    near = nearest(other.value, SCHEDULERS.names()) or meant_scheduler(document, other.path, other.value)
    hint = f"did you mean `{near}`?" if near else "`lrviz list` shows every scheduler"
    shown = printable(document.sources.get(other.path, other.value), 80)
    return f"no schedule here: there is no scheduler called `{shown}`", hint


def _nearly_keys(document: Document) -> Iterator[tuple[str, str]]:
    """The top keys that were probably meant to be one under which a scheduler is searched, each with that one."""
    for key, value in document.data.items() if isinstance(document.data, dict) else ():
        if isinstance(key, str) and native.may_be_scheduler(value) and key not in LOOKED_FOR:
            near = next((known for known in LOOKED_FOR if one_edit_apart(key, known)), "")
            near = near or nearest(key, LOOKED_FOR, cutoff=0.9)
            if near:
                yield key, near


def is_mistyped(document: Document) -> bool:
    """Whether a key or a name alone is nearly right, so that the file may not be passed over.

    Others schedule jobs and backups under keys that are one edit away from the right one: what stands there has to be
    a schedule of rates too. So has a name under the right key that is misspelt: it has to stand beside an optimizer.
    """
    other = search.passed_over(document)
    if other is not None and isinstance(other.value, str) and meant_scheduler(document, other.path, other.value):
        return True
    return any(one_edit_apart(*pair) and surely_speaks_of_rates(document, pair[:1]) for pair in _nearly_keys(document))


def speaks_of_schedules(document: Document) -> bool:
    """Whether a text that could not be read seems to hold a schedule, so that it may not be passed over."""
    return document.is_broken and text_speaks_of_rates(document.text)
