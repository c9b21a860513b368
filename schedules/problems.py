"""What makes a config impossible to build or to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Path = tuple[str | int, ...]
"""Where a value stands in a config: `("schedulers", 0, "total_iters")`."""


@dataclass(frozen=True)
class Problem:
    """One reason why the constructor, or a step of the run, would fail. As text: `path: message (hint)`.

    Attributes:
        path: The keys and indices from the top of the config to the place.
        at: Whether the key or its value is to be pointed at. A missing key is pointed at by the node that lacks it.
        kind: What sort of problem it is, one of `KINDS`.
        message: What is wrong and what would happen, in one sentence.
        hint: What to do, or an empty string.
        near: The one name that was probably meant, or an empty string.
    """

    path: Path
    at: Literal["key", "value"]
    kind: str
    message: str
    hint: str = ""
    near: str = ""

    def below(self, prefix: Path) -> Problem:
        """The same problem, seen from further up the config."""
        return replace(self, path=prefix + self.path)

    def __str__(self) -> str:
        place = dotted(self.path)
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} ({self.hint})" if self.hint else text


KINDS = {
    "not-a-mapping": "the scheduler is not a mapping of keys",
    "missing-name": "no `name` says which scheduler is meant",
    "unknown-name": "no scheduler or optimizer has this name",
    "not-from-config": "takes a Python function, which a config cannot hold",
    "unknown-key": "the class has no such parameter",
    "missing-key": "a required parameter is not given",
    "wrong-type": "the value is of a type that the class does not take",
    "out-of-bounds": "the value is outside what the class takes",
    "conflict": "two keys contradict each other",
    "against-run": "the values do not go with the optimizer or the length of the run",
    "past-the-end": "the run steps the schedule past its end",
    "never-ends": "the run hangs in timm",
    "not-a-child": "the scheduler cannot stand inside this composite",
    "milestone-count": "there is not one milestone between each two schedulers",
    "interpolation": "an interpolation cannot be resolved",
    "too-deep": "schedulers are nested too deep",
}


class ConfigError(ValueError):
    """A config that cannot be built, with all its problems. As text: each of them, on a line of its own.

    Attributes:
        problems: Every `Problem`, in the order of the config. Never empty.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return str(self.problems[0])
        return "\n".join([f"{len(self.problems)} problems:", *(f"  {problem}" for problem in self.problems)])


def dotted(path: Path) -> str:
    """Write a path as people do: `schedulers[0].total_iters`."""
    text = ""
    for part in path:
        is_index = isinstance(part, int) and not isinstance(part, bool)
        text += f"[{part}]" if is_index and text else f".{part}" if text else str(part)
    return printable(text)


def printable(text: str) -> str:
    """The text on one line, with an escape for every character that cannot be printed, lone surrogates among them."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)
