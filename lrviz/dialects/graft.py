"""Puts a translated part into a document, in the place of what the file has there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lrviz.dialects.setup import Computed, Found, Node, Tree
from lrviz.document import Document
from schedules.problems import Path

NOT_SHOWN = "..."
"""Stands for what is worked out, in a file that reads the environment."""


def graft(document: Document, path: Path, tree: Tree) -> Document:
    """A document that has a translated part at a path, with the line of every value in it.

    Args:
        document: The config.
        path: Where the part is put. What stands there in the file is replaced.
        tree: The part.

    Returns:
        A new document. `origin` tells where the file has what stands at a path of it.
    """
    grafted = replace(
        document,
        data=_put(document.data, path, plain(tree)),
        places=dict(document.places),
        sources=dict(document.sources),
        origins=dict(document.origins),
        as_read=document.as_read or document,
    )
    _note(grafted, path, tree)
    return grafted


def _put(data: Any, path: Path, value: Any) -> Any:
    """The data with a value at a path; what lies beside the way is shared."""
    if not path:
        return value
    below = data.copy()
    below[path[0]] = _put(data[path[0]], path[1:], value)
    return below


def plain(tree: Tree) -> Any:
    """The values of a translated part."""
    if not isinstance(tree, Node):
        return tree.value
    if isinstance(tree.entries, Mapping):
        return {key: plain(entry) for key, entry in tree.entries.items()}
    return [plain(entry) for entry in tree.entries]


def _note(document: Document, path: Path, tree: Tree) -> None:
    document.origins[path] = tree.path
    if isinstance(tree, Found):
        _note_as_written(document, path, tree.path, tree.value)
        return
    _note_place(document, path, tree.path)
    # no text of the file says this value
    document.sources.pop(path, None)
    if isinstance(tree, Computed):
        if path[-1] != "name" and document.reads_environment:
            document.sources[path] = NOT_SHOWN
        return
    entries = tree.entries.items() if isinstance(tree.entries, Mapping) else enumerate(tree.entries)
    for key, entry in entries:
        _note(document, (*path, key), entry)


def _note_as_written(document: Document, path: Path, origin: Path, value: Any) -> None:
    """Note the places and the texts of a whole part of the file."""
    assert document.as_read is not None
    _note_place(document, path, origin)
    if origin in document.as_read.sources:
        document.sources[path] = document.as_read.sources[origin]
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in entries:
        _note_as_written(document, (*path, key), (*origin, key), below)


def _note_place(document: Document, path: Path, origin: Path) -> None:
    assert document.as_read is not None
    if origin in document.as_read.places:
        document.places[path] = document.as_read.places[origin]
