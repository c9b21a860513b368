"""CPU time, memory and the table of figures."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

ROUNDS = 5


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        name: What is measured.
        value: The figure, mostly a ratio.
        limit: What it must not exceed, or reach, as `at_least` says.
        raw: The values behind it.
        at_least: Whether a larger figure is better.
    """

    name: str
    value: float
    limit: float
    raw: str
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def line(self) -> str:
        sign = ">=" if self.at_least else "<="
        verdict = "ok" if self.holds else "MISSED"
        return f"{self.name:<58} {self.value:>8.3g} {sign} {self.limit:<6g} {verdict:<7} {self.raw}"


def cpu_of(command: Sequence[str], cwd: str | None = None) -> float:
    """The CPU seconds of a whole process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=cwd, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def side_by_side(*commands: Sequence[str], cwd: str | None = None, rounds: int = ROUNDS) -> list[float]:
    """The median CPU seconds of each command, measured in turns so that the load falls on all alike."""
    taken: list[list[float]] = [[] for _ in commands]
    for _ in range(rounds + 1):
        for times, command in zip(taken, commands, strict=True):
            times.append(cpu_of(command, cwd))
    # the first round warms the caches of the disk
    return [statistics.median(times[1:]) for times in taken]


def peak_memory(command: Sequence[str], cwd: str | None = None) -> float:
    """The largest resident size of a process, in MiB."""
    code = (
        "import resource, subprocess, sys; "
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], cwd=cwd, check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def median_of(function: Callable[[], float], rounds: int = ROUNDS) -> float:
    """The median of what a function returns."""
    return statistics.median(function() for _ in range(rounds))


def load() -> str:
    """How busy the machine is, for the reader of the table."""
    return f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores"
