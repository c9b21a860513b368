"""Runs the command on random files and command lines, and judges each run: `python -m fuzz.reader --count 20000`.

Never a traceback or an internal error (`LRVIZ_DEBUG` is set, under which one shows), a raw control character, a command
for a CI runner, an exit code that is none of ours, more than 2 seconds of CPU, or more than 150 MB for `validate`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from fuzz.reader_inputs import Case, case
from fuzz.reader_runs import Ended, run_cold, run_forked
from fuzz.records import NoRecordError, commit, require_clean, versions, write

CPU_SECONDS = 2.0
MEGABYTES = 150
OUTPUT_BYTES = 20_000_000

COLD_EVERY = 100
"""Which share of the cases is run by a process of its own, from its first line on, and not by a fork."""

FORBIDDEN = {
    "traceback": re.compile(r"Traceback \(most recent|internal error|Exception ignored|Fatal Python error"),
    "control character": re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"),
    "command for a runner": re.compile(r"^\s*::(?!error |warning |notice )[a-z-]+.*::|##[\w.-]*\[", re.MULTILINE),
}


def main() -> int:
    """Run a range of seeds, print what is wrong, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start", type=int, default=0, help="the first seed")
    parser.add_argument("--count", type=int, default=5_000, help="how many seeds")
    parser.add_argument("--record", type=Path, help="where the counts are written, for a commit alone")
    asked = parser.parse_args()
    if asked.record:
        try:
            require_clean(commit())
        except NoRecordError as error:
            parser.error(str(error))
    began = time.monotonic()
    outcomes: Counter[str] = Counter()
    faults = 0
    largest = Ended(0, "", 0.0, 0)
    for seed in range(asked.start, asked.start + asked.count):
        made = case(seed)
        ended, is_cold = _run(seed, made)
        outcomes[f"{made.kind} {ended.code}"] += 1
        outcomes[f"{made.arguments[0]} {ended.code}"] += 1
        outcomes["cold starts"] += is_cold
        largest = largest.at_most(ended)
        for fault in judge(made, ended):
            faults += 1
            print(f"seed {seed} ({made.kind}, {' '.join(made.arguments)[:100]!a}): {fault}", flush=True)
    record = {
        "seeds": [asked.start, asked.start + asked.count],
        "commit": commit(),
        "versions": versions(),
        "minutes": round((time.monotonic() - began) / 60, 1),
        "faults": faults,
        "most_cpu_seconds": round(largest.cpu, 2),
        "most_megabytes": largest.megabytes,
        "counts": dict(sorted(outcomes.items())),
    }
    if asked.record:
        write(asked.record, record)
    print(json.dumps(record))
    return 1 if faults else 0


def judge(made: Case, ended: Ended) -> Iterator[str]:
    """What is wrong with a run."""
    if ended.code not in (0, 1, 2):
        yield f"exit code {ended.code}"
    for name, pattern in FORBIDDEN.items():
        if found := pattern.search(ended.output):
            start = found.start()
            yield f"{name}: {ended.output[max(0, start - 60) : start + 60]!a} ... {ended.output[-200:]!a}"
    if ended.code and not ended.output.strip():
        yield f"exit code {ended.code} without a word"
    if len(ended.output) > OUTPUT_BYTES:
        yield f"{len(ended.output)} characters of output"
    if ended.cpu > CPU_SECONDS and not _lifts_bounds(made):
        yield f"{ended.cpu:.1f} s of CPU"
    if ended.megabytes > MEGABYTES and made.arguments[0] == "validate" and not _lifts_bounds(made):
        yield f"{ended.megabytes} MB"


def _lifts_bounds(made: Case) -> bool:
    return any(argument.startswith("--max-") for argument in made.arguments)


def _run(seed: int, made: Case) -> tuple[Ended, bool]:
    is_cold = seed % COLD_EVERY == 0
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        for name, content in made.files.items():
            Path(folder, name).write_bytes(content)
        run = run_cold if is_cold else run_forked
        return run(made.arguments, folder), is_cold


if __name__ == "__main__":
    os.environ["LRVIZ_DEBUG"] = "1"
    sys.exit(main())
