"""Draft: the outcome of planning, and the work on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from lrviz.dialects.setup import Dialect, Setup
from lrviz.document import Document
from lrviz.options import Options
from lrviz.plan import Plan
from lrviz.site import Site
from lrviz.unresolved import Unresolved
from lrviz.values import Values
from schedules.problems import Problem

DOUBTFUL = (
    "handed-over", "horizon-mismatch", "left-to-program", "misspelt-optimizer", "outdated-argument",
    "warm-up-beside-name",
)  # fmt: skip
"""Kinds of problems that need not end the run."""


@dataclass
class Draft:
    """The outcome of planning one scheduler.

    Attributes:
        plan: The plan, or None where problems or unknown values leave none.
        problems: What would fail, with paths from the top of the document.
        tolerated: Those of them with which a curve can be drawn all the same.
        unresolved: Values that cannot be known, or must not be.
        obstacle: Why a run that is all right cannot be simulated, or None.
        sites: The schedulers as rules see them, as far as they are valid: one, or several that run together.
        document: The config in our own shape, in which the paths of all these lead to their places in the file.
    """

    document: Document
    plan: Plan | None = None
    problems: list[Problem] = field(default_factory=list)
    tolerated: list[Problem] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    obstacle: Problem | None = None
    sites: list[Site] = field(default_factory=list)

    @property
    def fails(self) -> bool:
        """Whether a problem ends the run, and keeps a curve from being drawn."""
        return any(problem.kind not in DOUBTFUL for problem in self.problems if problem not in self.tolerated)


@dataclass
class Work:
    """What the steps of planning share.

    Attributes:
        draft: What they have found so far.
        setup: What surrounds the schedulers.
        dialect: The shape in which the config is written.
        options: What the command line says, and the settings.
        values: Resolves interpolations.
        notes: What was assumed, one line each.
    """

    draft: Draft
    setup: Setup
    dialect: Dialect
    options: Options
    values: Values
    notes: list[str] = field(default_factory=list)

    @property
    def document(self) -> Document:
        """The config, as far as it is in our own shape by now."""
        return self.draft.document

    @property
    def problems(self) -> list[Problem]:
        """What would fail, as far as it is known by now."""
        return self.draft.problems

    @property
    def is_ours(self) -> bool:
        """Whether the config is in our own shape."""
        return self.dialect.TITLE == "lrviz"

    def see(self, document: Document) -> None:
        """Go on with a config of which more is in our own shape."""
        self.draft.document = document
        self.values.see(document)
