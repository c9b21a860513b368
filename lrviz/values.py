"""The values of a document as a plan needs them: resolved, and quoted as they were written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lrviz.dialects.setup import Found
from lrviz.document import Document
from lrviz.options import Options
from lrviz.text import printable
from lrviz.unresolved import Unresolved, is_open
from schedules.problems import Path
from schedules.wording import Quote, plain_quote

if TYPE_CHECKING:
    from lrviz.interpolation import Interpolations

NOWHERE: Mapping[Path, Path] = MappingProxyType({})


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

    @cached_property
    def _interpolations(self) -> Interpolations:
        # imported here, as most documents have none
        from lrviz.interpolation import Interpolations

        return Interpolations(self._document, self._options.allow_env, self._options.limits, self.unresolved)

    def resolve(self, found: Found) -> Any:
        """The value with everything in it resolved, in a new tree; `UNKNOWN` stands for what cannot be."""
        return self._resolve(found.value, found.path)

    def _resolve(self, value: Any, path: Path) -> Any:
        if isinstance(value, dict):
            return {key: self._resolve(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self._resolve(item, (*path, index)) for index, item in enumerate(value)]
        return self._interpolations.resolve(value, path) if is_open(value) else value

    def resolve_if_possible(self, found: Found) -> Any:
        """The same for a value that may stay unresolved."""
        before = len(self.unresolved)
        value = self.resolve(found)
        del self.unresolved[before:]
        return value

    def quote(self, prefix: Path, elsewhere: Mapping[Path, Path] = NOWHERE) -> Quote:
        """Show values below a path as the file writes them, never what an interpolation became.

        Args:
            prefix: The path.
            elsewhere: Where the document has what is not below it.
        """

        def quote(path: Path, value: Any, key: bool = False) -> str:
            # a value within what an interpolation became has no text of its own, and neither has a key there
            place = elsewhere.get(path) or prefix + (path[:-1] if key else path)
            sources = self._document.sources
            source = next((sources[place[:end]] for end in range(len(place), -1, -1) if place[:end] in sources), "")
            return printable(source, 80) if source else plain_quote(path, value, key)

        return quote
