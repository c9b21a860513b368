"""Hydra: a scheduler under `_target_`, with its parameters beside it, most of the time with `_partial_: true`."""

from __future__ import annotations

from lrviz.dialects.classes import name_of, translate_entry
from lrviz.dialects.entries import entry_at
from lrviz.dialects.setup import Scene, Translated
from lrviz.document import Document
from schedules.problems import Path

TITLE = "Hydra (`_target_`)"
KEEPS_NAMES = True


def reads(document: Document, path: Path) -> bool:
    """Whether a mapping has a `_target_` that is a scheduler."""
    entry = entry_at(document, path)
    if entry is None or entry.key != "_target_":
        return False
    from lrviz.dialects import huggingface

    return bool(name_of(entry)) or huggingface.called(str(entry.named.value)) is not None


def translate(scene: Scene) -> Translated:
    """Take the class from `_target_`, and what Hydra does not keep for itself as its parameters."""
    from lrviz.dialects import huggingface

    entry = entry_at(scene.document, scene.path)
    assert entry is not None
    function = huggingface.called(str(entry.named.value))
    if function is not None:
        return huggingface.translate_call(scene, entry, function)
    return translate_entry(scene, entry, name_of(entry))


COMPOSED = "python train.py --cfg job --resolve | lrviz plot -"
"""How the whole of a config that Hydra puts together is handed over."""


def is_a_part(document: Document) -> bool:
    """Whether Hydra puts a config together from this file and others, which its `defaults` or its header tell."""
    has_defaults = isinstance(document.data, dict) and isinstance(document.data.get("defaults"), list)
    return has_defaults or any(line.startswith("# @package") for line in document.lines[:5])
