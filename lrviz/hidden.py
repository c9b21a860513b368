"""Keeps back what came from the environment, wherever a message would show it."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain

from lrviz.document import Document
from lrviz.finding import Finding
from lrviz.options import Options
from lrviz.plan import Plan

SHORTEST = 4
"""What has fewer characters is no secret, and may stand in any sentence."""

IN_PLACE = "..."

NUMERAL = r"(?<![A-Za-z_.\d])(?<!\w\[)\d[\d_]*(?:[.,]\d+)*(?:[eE][+-]?\d+)?"
"""A number in a sentence. A digit within a name is none, nor is the index of an element."""


class Hidden:
    """The variables that a config may read, as messages could show them.

    Where one of them holds a number, messages have only such numbers as stand in the config or were given by an option:
    any other may be worked out from it. How long a run is, and its base rate, are shown as those of any run.

    Args:
        names: The variables.
        plans: What will be run.
        document: The config.
        options: What the command line says.
    """

    def __init__(
        self,
        names: Collection[str] = (),
        plans: Sequence[Plan | None] = (),
        document: Document | None = None,
        options: Options | None = None,
    ) -> None:
        self._names = names
        self._runs = [plan for plan in plans if plan is not None]
        self._document = document
        self._options = options

    def of(self, finding: Finding) -> Finding:
        """A finding in which they are kept back. What would mend it is too: it may be worked out from them."""
        if not self._words:
            return finding
        return replace(finding, message=self.text(finding.message), hint=self.text(finding.hint), fix=None)

    def text(self, text: str) -> str:
        """A text in which they are kept back."""
        if not self._words:
            return text
        text = self._pattern.sub(IN_PLACE, text)
        return re.sub(NUMERAL, self._if_plain, text) if self._has_number else text

    def _if_plain(self, numeral: re.Match[str]) -> str:
        return numeral[0] if numeral[0] in self._plain_numbers else IN_PLACE

    @cached_property
    def _words(self) -> set[str]:
        """What the variables hold, whole and element by element, as messages write it."""
        values = [os.environ.get(name, "") for name in self._names]
        held = {word for value in values for word in (value, *_BETWEEN_ELEMENTS.split(value))}
        words = {form for word in held - self._numbers_of_runs for form in _forms(word)}
        return {word for word in words if len(word) >= SHORTEST}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._words, key=len, reverse=True)
        return re.compile(rf"(?<![\w.,])(?:{'|'.join(map(re.escape, longest_first))})(?![\w])")

    @cached_property
    def _has_number(self) -> bool:
        """Whether any of it is a number, or may be a part of one."""
        return any(_PART_OF_A_NUMBER.fullmatch(word) for word in self._words)

    @cached_property
    def _numbers_of_runs(self) -> set[str]:
        # a length that nothing says is worked out from parameters
        told = [plan for plan in self._runs if not plan.implied]
        lengths = ((plan.updates, plan.updates // plan.steps_per_epoch, plan.steps_per_epoch) for plan in told)
        numbers = [*chain.from_iterable(lengths), *chain.from_iterable(plan.base_rates for plan in self._runs)]
        return {form for number in numbers for form in _forms(str(number))}

    @cached_property
    def _plain_numbers(self) -> set[str]:
        """The numbers that are no secret, as messages write them."""
        document = self._document
        texts = [document.text, *document.sources.values()] if document is not None else []
        options = self._options
        said = [*options, *options.defaults] if options is not None else []
        texts += [str(number) for number in said if isinstance(number, int | float)]
        written = {numeral for text in texts for numeral in (*re.findall(NUMERAL, text), *_WRITTEN.findall(text))}
        return {"0"} | self._numbers_of_runs | {form for numeral in written for form in _forms(numeral)}


_BETWEEN_ELEMENTS = re.compile(r"[\s\[\]{}(),:'\"]+")

_PART_OF_A_NUMBER = re.compile(r"(?=.*\d)[-+.,\d_eE]+")

_WRITTEN = re.compile(r"(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def _forms(value: str) -> Iterator[str]:
    """A value as it stands in the environment, and as messages write numbers."""
    yield value
    try:
        number = float(value)
        whole = int(number) if number.is_integer() else None
    except (ValueError, OverflowError):
        return
    yield from (f"{number}", f"{number:g}", f"{number:.4g}")
    if whole is not None:
        yield from (f"{whole}", f"{whole:,}")
