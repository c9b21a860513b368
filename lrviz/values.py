"""The values of a document as a plan needs them: resolved, and quoted as they were written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lrviz.dialects.setup import Found
from lrviz.dialects.surroundings import EPOCHS_KEYS, RATE_KEYS, STEPS_KEYS, STEPS_PER_EPOCH_KEYS
from lrviz.document import Document
from lrviz.options import Options
from lrviz.text import printable
from lrviz.unresolved import Unresolved, is_open
from schedules.checker import UNKNOWN
from schedules.problems import Path
from schedules.wording import Quote, is_interpolated, plain_quote, through_lists

if TYPE_CHECKING:
    from lrviz.interpolation import Interpolations

OPTIONS = {"lr": RATE_KEYS, "steps": STEPS_KEYS, "epochs": EPOCHS_KEYS, "steps_per_epoch": STEPS_PER_EPOCH_KEYS}
"""The options that say something of the run, and what configs call it."""

NOWHERE: Mapping[Path, Path] = MappingProxyType({})


def _moved(path: Path, elsewhere: Mapping[Path, Path]) -> Path | None:
    """Where the document has what is at a path, or what it is a part of, where that is somewhere else."""
    above = next((path[:end] for end in range(len(path), 0, -1) if path[:end] in elsewhere), None)
    return None if above is None else elsewhere[above] + path[len(above) :]


def option_of(value: str) -> str:
    """The option that gives what an interpolation refers to, as `epochs` for `${trainer.max_epochs}`, or nothing."""
    reference = re.fullmatch(_REFERENCE, value.strip())
    last = reference[1].rpartition(".")[2].lower() if reference else ""
    return next((option for option, keys in OPTIONS.items() if last in keys), "")


_REFERENCE = r"\$\{([\w.]+)\}"


class Values:
    """Resolves what is needed of a document, and no more.

    Args:
        document: The config.
        options: Which variables it may read, and the bounds.
    """

    def __init__(self, document: Document, options: Options) -> None:
        self._document = document
        self._options = options
        self.unresolved: list[Unresolved] = []
        """What was asked for and could not be resolved."""

    def see(self, document: Document) -> None:
        """Go on with a document of which a part was translated."""
        self._document = document

    @cached_property
    def _interpolations(self) -> Interpolations:
        # imported here, as most documents have none
        from lrviz.interpolation import Interpolations

        # they refer to what the file has, not to what was made of it
        document = self._document.as_read or self._document
        return Interpolations(document, self._options.allow_env, self._options.limits, self.unresolved)

    def resolve(self, found: Found) -> Any:
        """The value with everything in it resolved, in a new tree; `UNKNOWN` stands for what cannot be."""
        return self._resolve(found.value, found.path)

    def _resolve(self, value: Any, path: Path) -> Any:
        if isinstance(value, dict):
            return {key: self._resolve(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self._resolve(item, (*path, index)) for index, item in enumerate(value)]
        return self._scalar(value, self._document.origin(path)) if is_open(value) else value

    def _scalar(self, value: str, path: Path) -> Any:
        """What an interpolation stands for. Where it leads out of the file, an option may say it."""
        before = len(self.unresolved)
        resolved = self._interpolations.resolve(value, path)
        said = self._said(value, path)
        if (
            resolved is UNKNOWN
            and said is not None
            and all(item.kind == "reference" for item in self.unresolved[before:])
        ):
            del self.unresolved[before:]
            return said
        return resolved

    def _said(self, value: str, path: Path) -> Any:
        """What an option says: by the name of what is referred to, or by that of the length of an epoch itself."""
        option = option_of(value) or ("steps_per_epoch" if path[-1:] == ("steps_per_epoch",) else "")
        return getattr(self._options, option) if option else None

    def resolve_if_possible(self, found: Found) -> Any:
        """The same for a value that may stay unresolved."""
        before = len(self.unresolved)
        value = self.resolve(found)
        del self.unresolved[before:]
        return value

    def shown(self, found: Found, value: Any) -> str:
        """A value as the file writes it, never what an interpolation became."""
        return through_lists(self.quote(()))(found.path, value)

    def computed(self, found: Found, number: Any) -> str:
        """A number that is reckoned from a value: three dots where an interpolation gave that."""
        return "..." if is_interpolated(self.shown(found, "")) else f"{number:,}"

    def quote(self, prefix: Path, elsewhere: Mapping[Path, Path] = NOWHERE) -> Quote:
        """Show values below a path as the file writes them, never what an interpolation became.

        Args:
            prefix: The path.
            elsewhere: Where the document has what is not below it.
        """

        def quote(path: Path, value: Any, key: bool = False) -> str:
            # a value within what an interpolation became has no text of its own, and neither has a key there
            place = _moved(path, elsewhere) or prefix + (path[:-1] if key else path)
            sources = self._document.sources
            source = next((sources[place[:end]] for end in range(len(place), -1, -1) if place[:end] in sources), "")
            return printable(source, 80) if source else plain_quote(path, value, key)

        return quote
