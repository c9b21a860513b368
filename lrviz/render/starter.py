"""A config to begin with, as a person would write it: every key with what it is, the optional ones as comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from lrviz.render.keys import Key, keys_of
from schedules.catalog import SCHEDULERS
from schedules.spec import Spec

WIDEST = 34
"""After how many columns comments stand at the latest, but for longer lines."""


class _Line(NamedTuple):
    text: str
    comment: str = ""


def starter_text(spec_class: type[Spec], config: Mapping[str, Any]) -> str:
    """The text of a config.

    Args:
        spec_class: The scheduler.
        config: A whole config of it, with what it needs filled in.
    """
    lines = list(_lines(spec_class, config))
    widths = [len(line.text) for line in lines if line.comment]
    column = min(WIDEST, max(widths)) + 2
    return "".join(f"{_with_comment(line, column)}\n" for line in lines)


def _with_comment(line: _Line, column: int) -> str:
    return f"{line.text:<{column - 2}}  # {line.comment}" if line.comment else line.text


def _lines(spec_class: type[Spec], config: Mapping[str, Any]) -> Iterator[_Line]:
    name = spec_class.__name__
    about = (spec_class.__doc__ or "").strip().split("\n")[0]
    yield _Line(f"# {name}: {about[:1].lower()}{about[1:]}")
    yield _Line(f"# A key that is a comment has that value unless it is set. `lrviz explain {name}` says more.")
    yield _Line("")
    if "optimizer" in config:
        yield _Line("optimizer:")
        yield _Line(f"  name: {config['optimizer']['name']}", "any optimizer of torch")
        yield _Line(f"  lr: {_scalar(config['optimizer']['lr'])}", "the base rate")
        yield _Line("")
    yield _Line("scheduler:")
    yield from _scheduler(config["scheduler"], "  ", whole=True)
    yield _Line("")
    yield from _run(config)


def _scheduler(config: Mapping[str, Any], indent: str, whole: bool) -> Iterator[_Line]:
    """The entries of a scheduler; of a child, those that are given alone."""
    yield _Line(f"{indent}name: {config['name']}")
    for key in keys_of(SCHEDULERS.load(config["name"])):
        if key.name in config:
            yield from _given(key, config[key.name], indent)
        elif whole and not key.takes.startswith("only "):
            yield _Line(f"{indent}# {key.name}: {key.default}", _about(key))


def _given(key: Key, value: Any, indent: str) -> Iterator[_Line]:
    children = value if isinstance(value, Sequence) and value and isinstance(value[0], Mapping) else ()
    if not children:
        yield _Line(f"{indent}{key.name}: {_scalar(value)}", _about(key))
        return
    yield _Line(f"{indent}{key.name}:", _about(key))
    for child in children:
        first, *others = _scheduler(child, f"{indent}    ", whole=False)
        yield first._replace(text=f"{indent}  - {first.text.lstrip()}")
        yield from others


def _about(key: Key) -> str:
    facts = ", ".join(filter(None, ["required" if key.default == "required" else "", key.unit, key.takes]))
    return f"{key.doc} ({facts})"


def _run(config: Mapping[str, Any]) -> Iterator[_Line]:
    if "epochs" in config:
        yield _Line(f"epochs: {config['epochs']}", "the length of the run")
        yield _Line("# steps_per_epoch: 1", "optimizer updates in an epoch")
    else:
        yield _Line(f"steps: {config.get('steps', 1000)}", "the length of the run, in optimizer updates")
        yield _Line("# epochs: 10", "or in epochs, with `steps_per_epoch` in place of `steps`")
        yield _Line("# steps_per_epoch: 100", "optimizer updates in an epoch")
    if "monitor" in config:
        yield _Line(f"monitor: {config['monitor']}", "the metric that the scheduler follows")


def _scalar(value: Any) -> str:
    return yaml.safe_dump(value, default_flow_style=True, width=1000).removesuffix("...\n").strip()
