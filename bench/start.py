"""How long a command takes to start, and how much each further file costs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
    many = folder / "many"
    many.mkdir()
    for number in range(FILES):
        (many / f"{number:04}.yaml").write_text(_config(number))
    # some of the examples are not as long as these runs, and that is found
    one, thousand = ([LRVIZ, "validate", name, "--exit-zero"] for name in ("one.yaml", "many"))
    times = side_by_side(str(folder), one_file=one, a_thousand=thousand)
    more = (times["a_thousand"].median - times["one_file"].median) / FILES * 1000
    yield Figure("ms of CPU for each further file, of 1,000", more, 2.0, [str(time) for time in times.values()])
    small, large = peak_memory(one, str(folder)), peak_memory(thousand, str(folder))
    yield Figure("memory of 1,000 files / of one", large / small, 1.25, [f"{large:.0f} MiB and {small:.0f} MiB"])


def _config(number: int) -> str:
    """One of many small configs, drawn evenly from all schedulers and from the ways in which they are written."""
    from schedules.catalog import SCHEDULERS

    names, write = SCHEDULERS.names(), (_bare, _whole, _on_one_line, _interpolated)
    name = names[number % len(names)]
    scheduler = {"name": name, **SCHEDULERS.load(name).example()}
    return write[number // len(names) % len(write)](scheduler, 1e-3 + number * 1e-6)


def _bare(scheduler: dict[str, Any], rate: float) -> str:
    return json.dumps({**scheduler, "lr": rate}, indent=1)


def _whole(scheduler: dict[str, Any], rate: float) -> str:
    optimizer = {"name": "AdamW", "lr": rate, "weight_decay": 0.05}
    return json.dumps({"optimizer": optimizer, "scheduler": scheduler, "epochs": 10, "steps_per_epoch": 100}, indent=1)


def _on_one_line(scheduler: dict[str, Any], rate: float) -> str:
    return json.dumps({"optimizer": {"name": "SGD", "lr": rate}, "scheduler": scheduler, "steps": 1000})


def _interpolated(scheduler: dict[str, Any], rate: float) -> str:
    run = {"length": 1000, "lr": rate}
    optimizer = {"name": "AdamW", "lr": "${run.lr}"}
    return json.dumps({"run": run, "optimizer": optimizer, "scheduler": scheduler, "steps": "${run.length}"}, indent=1)
