"""Ends `lrviz plot -o x.png` and `validate --fix` at random moments, and looks at what is left: `make kills`.

Each run is sent one of SIGKILL, SIGTERM and SIGINT between its start and a little after its usual end. The old output
or the whole new one is there then, and never a part of one; the config is the old or the fixed one; and where the
signal can be handled no temporary file is left.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

CONFIG = b"name: CosineAnnealingLR\nT_max: 1000\nsteps: 1000\n"
FIXABLE = b"name: StepLR\nstepsize: 3\nsteps: 1000\n" + b"# a comment\n" * 5_000
FIXED = FIXABLE.replace(b"stepsize", b"step_size")
OLD = b"\x89PNG\r\n\x1a\n made with lrviz, and old IEND\xaeB`\x82"

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)

COMMANDS = {
    "plot": ["plot", "a.yaml", "-o", "x.png"],
    "plot by formula": ["plot", "a.yaml", "-o", "x.png", "--engine", "formula"],
    "fix": ["validate", "fixable.yaml", "--fix"],
}


def main() -> int:
    """Kill, look, and say in one line how often what was left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="how many runs of plot; those of --fix come on top")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    usual = {name: _usual_seconds(command) for name, command in COMMANDS.items()}
    outcomes: Counter[str] = Counter()
    killed: Counter[str] = Counter()
    faults = 0
    while killed["plot"] + killed["plot by formula"] < asked.count:
        name, number_of_signal = chance.choice(list(COMMANDS)), chance.choice(SIGNALS)
        number = killed.total()
        killed[name] += 1
        delay = chance.uniform(0, 1.1 * usual[name])
        with tempfile.TemporaryDirectory(prefix="kills-") as folder:
            code = _kill(COMMANDS[name], Path(folder), number_of_signal, delay)
            wrong, state = _look(Path(folder), number_of_signal)
        ended = "before the signal" if code >= 0 and code < 128 else "by the signal"
        outcomes[f"{number_of_signal.name} {ended}, {state}"] += 1
        for fault in wrong:
            faults += 1
            print(f"run {number} ({name}, {number_of_signal.name} after {delay:.3f} s, exit code {code}): {fault}")
    listed = "; ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    runs = " and ".join(f"{count} of {name}" for name, count in sorted(killed.items()))
    print(f"{killed.total()} kills, {runs}; {faults} faults (seed {asked.seed}): {listed}")
    return 1 if faults else 0


def _start(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    for name, content in (("a.yaml", CONFIG), ("fixable.yaml", FIXABLE), ("x.png", OLD)):
        (folder / name).write_bytes(content)
    return subprocess.Popen(
        [sys.executable, "-m", "lrviz", *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # a job in the background was told to ignore interrupts
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def _usual_seconds(command: list[str]) -> float:
    seconds = 0.0
    # the first run warms the caches
    for _ in range(2):
        with tempfile.TemporaryDirectory(prefix="kills-") as folder:
            began = time.monotonic()
            _start(command, Path(folder)).wait()
            seconds = time.monotonic() - began
    return seconds


def _kill(command: list[str], folder: Path, number: signal.Signals, delay: float) -> int:
    running = _start(command, folder)
    time.sleep(delay)
    running.send_signal(number)
    return running.wait()


def _look(folder: Path, number: signal.Signals) -> tuple[list[str], str]:
    """What is wrong with what is left, and whether something new is there."""
    wrong = []
    picture, fixable = (folder / "x.png").read_bytes(), (folder / "fixable.yaml").read_bytes()
    if not (picture.startswith(OLD[:8]) and picture.endswith(OLD[-8:])):
        wrong.append(f"a torn picture of {len(picture)} bytes")
    if fixable not in (FIXABLE, FIXED):
        wrong.append(f"a torn config of {len(fixable)} bytes")
    if (folder / "a.yaml").read_bytes() != CONFIG:
        wrong.append("another config was touched")
    left = sorted({path.name for path in folder.iterdir()} - {"a.yaml", "fixable.yaml", "x.png"})
    if left and number != signal.SIGKILL:
        wrong.append(f"left behind: {left}")
    return wrong, "new" if picture != OLD or fixable != FIXABLE else "old" if not left else "old, and a temporary file"


if __name__ == "__main__":
    sys.exit(main())
