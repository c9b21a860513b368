"""Curves as a picture, for programs and notebooks."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from lrviz.errors import MissingExtra
from lrviz.render.view import View
from lrviz.saving import Saver, library_of_pictures

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from lrviz.curve import Curve
    from lrviz.difference import Against
    from lrviz.difference import Comparison as Held


@dataclass(frozen=True, repr=False)
class Picture:
    """One or several curves, drawn over each other. A notebook shows it as a picture.

    Attributes:
        curves: What is drawn, in the order of the configs.
        view: How it is drawn.
    """

    curves: tuple[Curve, ...]
    view: View = field(default_factory=View)

    def figure(self) -> Figure:
        """Draw it anew.

        Returns:
            The figure of matplotlib, which may be changed before it is saved.

        Raises:
            MissingExtra: If matplotlib is not installed.
        """
        drawn: Figure = library_of_pictures().draw(self.curves, self.view)
        return drawn

    def save(self, *outputs: str | os.PathLike[str], force: bool = False) -> None:
        """Write files. The suffix of each decides what is written, as with `lrviz plot --output`.

        Args:
            outputs: The paths.
            force: Whether to overwrite files that lrviz did not make.

        Raises:
            UsageProblem: If a suffix is none that can be written.
            UnwritableOutput: If a path may not be written.
            MissingExtra: If a library that is needed is not installed.
        """
        inputs = [curve.name for curve in self.curves]
        Saver([os.fspath(output) for output in outputs], inputs, force).save(self.curves, self.view)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {', '.join(map(repr, self.curves))}>"

    def _repr_png_(self) -> bytes | None:
        """How a notebook shows it; without matplotlib it shows the text."""
        try:
            figure = library_of_pictures()
        except MissingExtra:
            return None
        content = io.BytesIO()
        figure.save(self.figure(), content, "png")
        return content.getvalue()


@dataclass(frozen=True, repr=False)
class Comparison(Picture):
    """Several curves held against the first of them. A notebook shows it as a picture."""

    @property
    def differ(self) -> bool:
        """Whether any of them differs from the first: in a rate, in its groups or in its length."""
        return self._held.differ

    @property
    def against(self) -> tuple[Against, ...]:
        """What lies between the first and each of the others, for each parameter group."""
        return self._held.against

    @property
    def verdicts(self) -> list[str]:
        """From which step on they differ from the first, a sentence for those that are alike in that."""
        from lrviz.render.comparison import sheet_of

        return list(sheet_of(self._held).verdicts)

    @cached_property
    def _held(self) -> Held:
        from lrviz.difference import compare

        return compare(self.curves, self.view.align, self.view.tolerance)
