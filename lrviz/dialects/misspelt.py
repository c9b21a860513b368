"""Names of schedulers that are misspelt, in a config that trains: beside an optimizer of torch, with its rate."""

from __future__ import annotations

from lrviz.dialects.entries import read_entry
from lrviz.dialects.names import ALIASES, optimizer_class, plain, scheduler_alias
from lrviz.dialects.native import names
from lrviz.dialects.setup import Found
from lrviz.dialects.surroundings import RATE_KEYS, surroundings
from lrviz.document import Document
from lrviz.edits import one_edit_apart
from schedules.problems import Path
from schedules.suggest import nearest

NEAR = 0.88
"""How alike a name must be. Projects call their own `exponential_decay` or `cosine_with_restarts`, which are less."""


def meant_scheduler(document: Document, path: Path, word: str) -> str:
    """The name that was probably meant, or an empty string, also where nothing tells that rates are spoken of.

    Args:
        document: The config.
        path: Where the scheduler stands.
        word: What it is called there. One that is right is not misspelt.
    """
    if scheduler_alias(word) or not _is_beside_an_optimizer(document, path):
        return ""
    known = [*names(), *ALIASES]
    # of a short name, one letter is much
    return nearest(word, known, NEAR) or next((name for name in known if one_edit_apart(plain(word), name)), "")


def _is_beside_an_optimizer(document: Document, path: Path) -> bool:
    """Whether an optimizer of torch is there too, and a rate."""
    setup = surroundings(document, path)
    if setup.optimizer is None:
        return False
    named, parameters = setup.optimizer, dict[str, Found]()
    entry = read_entry(named.value, named.path)
    if entry is not None:
        named, parameters = entry.named, entry.parameters
    has_rate = setup.lr is not None or any(key in parameters for key in RATE_KEYS)
    return isinstance(named.value, str) and has_rate and optimizer_class(named.value) != ""
