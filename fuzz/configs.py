"""Draws configs, and holds what the linter says of each against torch and timm: `python -m fuzz.configs --count 20000`.

The seeds are judged in blocks by one process for each core. A block that is done is a line of the file of blocks at
once, so that a long run may be ended at any time, and goes on where it was when it is started again with that file.
A block in which something was wrong is not done: it is judged again, by the commit that has mended it.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import multiprocessing
import os
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from fuzz.records import NoRecordError, commit, require_clean, versions, write

Block = dict[str, Any]


class Work(NamedTuple):
    """What one process is given to do at a time.

    Attributes:
        start: The first seed.
        stop: The seed after the last.
        named: Judge only configs in which one of these schedulers or optimizers is named; all where it is empty.
    """

    start: int
    stop: int
    named: frozenset[str] = frozenset()


def main() -> int:
    """Run a range of seeds, print what is wrong, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start", type=int, default=0, help="the first seed")
    parser.add_argument("--count", type=int, default=2_000, help="how many seeds")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes")
    parser.add_argument("--block", type=int, default=1_000, help="how many seeds a process takes at a time")
    parser.add_argument("--named", action="append", default=[], help="only configs with this scheduler or optimizer")
    parser.add_argument(
        "--blocks", type=Path, help="a file with a line for each block that is done; it is gone on with"
    )
    parser.add_argument("--record", type=Path, help="where the sum of all blocks is written, for a commit alone")
    asked = parser.parse_args()
    done = read_blocks(asked.blocks)
    if asked.record:
        try:
            require_clean(commit(), *(block["commit"] for block in done))
        except NoRecordError as error:
            parser.error(str(error))
    work = list(left(asked.start, asked.start + asked.count, asked.block, done, frozenset(asked.named)))
    for block in _run(work, asked.jobs):
        done.append(block)
        _note(block, asked.blocks)
    record = summed(done)
    if asked.record:
        write(asked.record, record)
    print(json.dumps(record))
    return 1 if record["disagreements"] else 0


def left(start: int, stop: int, size: int, done: Iterable[Block], named: frozenset[str]) -> Iterator[Work]:
    """The blocks of a range that have not been judged, or were and had something wrong."""
    judged = {seed for block in done if not block["disagreements"] for seed in range(*block["seeds"])}
    for first in range(start, stop, size):
        seeds = [seed for seed in range(first, min(stop, first + size)) if seed not in judged]
        if seeds:
            yield Work(seeds[0], seeds[-1] + 1, named)


def read_blocks(path: Path | None) -> list[Block]:
    """The blocks of an earlier run. A line that was cut short, as the run was ended, is none."""
    found = []
    for line in path.read_text().splitlines() if path and path.exists() else ():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def _run(work: list[Work], jobs: int) -> Iterator[Block]:
    # what every block needs is imported once, before the processes are made
    import fuzz.config_judge  # noqa: F401

    gc.freeze()
    with multiprocessing.get_context("fork").Pool(jobs, _prepare, maxtasksperchild=50) as pool:
        yield from pool.imap_unordered(judge_block, work)


def _prepare() -> None:
    import torch

    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    logging.disable()
    gc.set_threshold(50_000, 50, 50)


def judge_block(work: Work) -> Block:
    """Judge every config of a block, and count."""
    from fuzz.config_inputs import draw
    from fuzz.config_judge import judge
    from fuzz.lists import draw_list, is_list, judge_list

    began = time.process_time()
    outcomes: Counter[str] = Counter()
    raw: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    specs: dict[str, Counter[str]] = {}
    disagreements = []
    for seed in range(work.start, work.stop):
        drawn = None if is_list(seed) else draw(seed)
        document = drawn.filled if drawn else draw_list(seed)
        names = set(names_in(document))
        if work.named and not work.named & names:
            continue
        judged = judge(drawn) if drawn else judge_list(document)
        outcomes[judged.verdict] += 1
        raw[f"{judged.verdict}, {judged.raw}"] += 1
        codes.update(judged.codes)
        for name in names:
            specs.setdefault(name, Counter())[judged.verdict] += 1
        if judged.disagreement:
            disagreements.append({"seed": seed, "said": judged.disagreement})
    return {
        "seeds": [work.start, work.stop],
        "named": sorted(work.named),
        "commit": commit(),
        "versions": versions(),
        "cpu_seconds": round(time.process_time() - began, 1),
        "outcomes": dict(outcomes),
        "outcomes_by_raw": dict(raw),
        "codes": dict(codes),
        "specs": {name: dict(counts) for name, counts in sorted(specs.items())},
        "disagreements": disagreements,
    }


def names_in(node: Any) -> Iterator[str]:
    """The schedulers and optimizers that a config names, and that there are."""
    if isinstance(node, dict):
        if node.get("name") in _known():
            yield node["name"]
        for value in node.values():
            yield from names_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from names_in(value)


@cache
def _known() -> frozenset[str]:
    from schedules.catalog import SCHEDULERS
    from schedules.optimizers import OPTIMIZERS

    return frozenset([*SCHEDULERS.names(), *OPTIMIZERS.names()])


def _note(block: Block, path: Path | None) -> None:
    for found in block["disagreements"]:
        print(f"seed {found['seed']}: {found['said']}", flush=True)
    if path:
        with path.open("a") as file:
            file.write(json.dumps(block) + "\n")


def summed(blocks: Iterable[Block]) -> dict[str, Any]:
    """All blocks together: the seeds that were judged at each commit, and what came of them.

    Of blocks with the same seeds the last one counts. What was wrong in an earlier one has been mended since then.
    """
    blocks = list(blocks)
    standing = {tuple(block["seeds"]): block for block in blocks}
    counts: dict[str, Counter[str]] = {"outcomes": Counter(), "outcomes_by_raw": Counter(), "codes": Counter()}
    specs: dict[str, Counter[str]] = {}
    at: dict[str, list[list[int]]] = {}
    for _, block in sorted(standing.items()):
        for name, counter in counts.items():
            counter.update(block[name])
        for name, by_verdict in block["specs"].items():
            specs.setdefault(name, Counter()).update(by_verdict)
        key = ", ".join([block["commit"], *block["named"]])
        _join(at.setdefault(key, []), block["seeds"])
    total = counts["outcomes"].total()
    return {
        "configs": total,
        "share_invalid": round(counts["outcomes"]["error"] / total, 4) if total else 0.0,
        "seeds_by_commit": at,
        "versions": [dict(each) for each in sorted({tuple(block["versions"].items()) for block in standing.values()})],
        "cpu_minutes": round(sum(block["cpu_seconds"] for block in blocks) / 60, 1),
        "disagreements": [found for block in standing.values() for found in block["disagreements"]],
        "mended": [
            {**found, "commit": block["commit"]}
            for block in blocks
            if block is not standing[tuple(block["seeds"])]
            for found in block["disagreements"]
        ],
        **{name: dict(sorted(counter.items())) for name, counter in counts.items()},
        "specs": {name: dict(sorted(by_verdict.items())) for name, by_verdict in sorted(specs.items())},
    }


def _join(ranges: list[list[int]], seeds: list[int]) -> None:
    if ranges and ranges[-1][1] == seeds[0]:
        ranges[-1][1] = seeds[1]
    else:
        ranges.append(list(seeds))


if __name__ == "__main__":
    sys.exit(main())
