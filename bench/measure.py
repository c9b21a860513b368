"""CPU time, memory and the table of figures."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

ROUNDS = 5

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As of somebody who has installed a program: its modules are compiled once, and not at each start."""


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        name: What is measured.
        value: The figure, mostly a ratio.
        limit: What it must not exceed, or reach, as `at_least` says.
        raw: The values behind it, one text for each thing that was measured.
        at_least: Whether a larger figure is better.
    """

    name: str
    value: float
    limit: float
    raw: Sequence[str] = ()
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def lines(self) -> str:
        """The figure, its limit and whether it holds, and the values behind it below."""
        sign, verdict = ">=" if self.at_least else "<=", "ok" if self.holds else "MISSED"
        head = f"{self.name:<66} {self.value:>8.3g} {sign} {self.limit:<5g} {verdict}"
        return "\n".join([head, *(f"    {text}" for text in self.raw)])


@dataclass(frozen=True)
class Times:
    """What one thing took, round by round, in seconds."""

    name: str
    seconds: Sequence[float]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        return f"{self.name}: {self.median:.3f} s, the median of " + " ".join(f"{time:.3f}" for time in self.seconds)


def cpu_of(command: Sequence[str], cwd: str | None = None) -> float:
    """The CPU seconds of a whole process and its children. It must end well."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=cwd, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def side_by_side(cwd: str, rounds: int = ROUNDS, **commands: Sequence[str]) -> dict[str, Times]:
    """The CPU seconds of each command, measured in turns so that the load of the machine falls on all alike.

    Args:
        cwd: The folder to run them in.
        rounds: How often. One round more comes first, to warm the caches of the disk.
        **commands: Each command under a name for the table.
    """
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            taken[name].append(cpu_of(command, cwd))
    return {name: Times(name.replace("_", " "), seconds[1:]) for name, seconds in taken.items()}


def peak_memory(command: Sequence[str], cwd: str | None = None) -> float:
    """The largest resident size of a process, in MiB."""
    code = (
        "import resource, subprocess, sys; "
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command], cwd=cwd, env=ENVIRONMENT, check=True, capture_output=True, text=True
    )
    return int(done.stdout) / 1024


def load() -> str:
    """How busy the machine is, for the reader of the table."""
    return f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores"
