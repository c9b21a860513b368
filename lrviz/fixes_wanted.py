"""Which fixes the command line asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from lrviz.errors import UsageProblem
from lrviz.reading import STDIN


class Fixing(NamedTuple):
    """What the command line says of fixes.

    Attributes:
        mode: Whether fixed files are written, or what would change is shown. None: nothing is fixed.
        unsafe: Whether to make the fixes that are likely too, and not only those that are certain.
    """

    mode: Literal["write", "diff"] | None = None
    unsafe: bool = False

    def check(self, names: Iterable[str], sets: Iterable[str]) -> None:
        """Refuse what cannot be fixed.

        Raises:
            UsageProblem: If values are set on the command line, or standard input is to be written.
        """
        if self.mode is not None and any(sets):
            raise UsageProblem("--set changes what is read and not the files, so they cannot be fixed with it")
        if self.mode == "write" and STDIN in names:
            raise UsageProblem("standard input cannot be written", "--diff shows what would be changed")
