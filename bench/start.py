"""How long a command takes to start, and how much each further file costs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import files
from bench.measure import Figure, peak_memory, side_by_side

LRVIZ = os.path.join(os.path.dirname(sys.executable), "lrviz")
FILES = 1000
ONE = "optimizer: {name: AdamW, lr: 1e-3}\nscheduler:\n  name: CosineAnnealingLR\n  T_max: 1000\nsteps: 1000\n"


def figures(folder: Path, check_jsonschema: str) -> Iterator[Figure]:
    """`validate` of one file, and of a thousand."""
    (folder / "one.yaml").write_text(ONE)
    (folder / "schema.json").write_text(json.dumps({"type": "object", "required": ["scheduler"]}))
    times = side_by_side(
        str(folder),
        rounds=11,
        validate=[LRVIZ, "validate", "one.yaml"],
        import_torch=[sys.executable, "-c", "import torch"],
        check_jsonschema=[check_jsonschema, "--schemafile", "schema.json", "one.yaml"],
    )
    ours, torch, theirs = times.values()
    yield Figure("validate one file / import torch", ours.median / torch.median, 0.2, [str(ours), str(torch)])
    yield Figure("validate one file / check-jsonschema", ours.median / theirs.median, 1.0, [str(theirs)])
    yield from _many(folder)


def _many(folder: Path) -> Iterator[Figure]:
    for name, count in (("many", FILES), ("more", 4 * FILES)):
        (folder / name).mkdir()
        for number in range(count):
            (folder / name / f"{number:04}.yaml").write_text(files.text(number))
    # some of the examples are not as long as these runs, and that is found
    one, thousand, more = ([LRVIZ, "validate", name, "--exit-zero"] for name in ("one.yaml", "many", "more"))
    times = side_by_side(str(folder), one_file=one, a_thousand=thousand)
    each = (times["a_thousand"].median - times["one_file"].median) / FILES * 1000
    yield Figure("ms of CPU for each further file, of 1,000", each, 2.0, [str(time) for time in times.values()])
    single, small, large = (peak_memory(command, str(folder)) for command in (one, thousand, more))
    raw = [f"{single:.1f} MiB for one file, {small:.1f} MiB for {FILES:,}, {large:.1f} MiB for {4 * FILES:,}"]
    yield Figure("memory of 1,000 files / of one", small / single, 1.25, raw)
    # the findings are kept to the end, where they are printed
    kept = (large - small) * 1024 / (3 * FILES)
    yield Figure("KiB of memory for each further file and its findings, of 4,000", kept, 5.0)
