"""How long a command takes to start, and how much each further file costs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure, peak_memory, side_by_side

LRVIZ = [sys.executable, "-m", "lrviz"]
FILES = 1000
ONE = "optimizer: {name: AdamW, lr: 1e-3}\nscheduler:\n  name: CosineAnnealingLR\n  T_max: 1000\nsteps: 1000\n"


def figures(folder: Path, check_jsonschema: str) -> Iterator[Figure]:
    """`validate` of one file, and of a thousand."""
    (folder / "one.yaml").write_text(ONE)
    (folder / "schema.json").write_text(json.dumps({"type": "object", "required": ["scheduler"]}))
    validate = [*LRVIZ, "validate", "one.yaml"]
    schema = [check_jsonschema, "--schemafile", "schema.json", "one.yaml"]
    ours, torch, theirs = side_by_side(validate, [sys.executable, "-c", "import torch"], schema, cwd=str(folder))
    raw = f"lrviz {ours:.3f} s, import torch {torch:.3f} s, check-jsonschema {theirs:.3f} s"
    yield Figure("validate one file / import torch", ours / torch, 0.2, raw)
    yield Figure("validate one file / check-jsonschema", ours / theirs, 1.0, raw)
    yield from _many(folder, validate)


def _many(folder: Path, validate: list[str]) -> Iterator[Figure]:
    many = folder / "many"
    many.mkdir()
    for number, text in zip(range(FILES), _configs(), strict=False):
        (many / f"{number:04}.yaml").write_text(text)
    thousand = [*LRVIZ, "validate", "many"]
    one, all_of_them = side_by_side(validate, thousand, cwd=str(folder))
    raw = f"{FILES} files {all_of_them:.3f} s, one {one:.3f} s"
    yield Figure("ms of CPU for each further file", (all_of_them - one) / FILES * 1000, 2.0, raw)
    small, large = peak_memory(validate, str(folder)), peak_memory(thousand, str(folder))
    yield Figure("memory of 1,000 files / of one", large / small, 1.5, f"{large:.0f} MiB, {small:.0f} MiB")


def _configs() -> Iterator[str]:
    """Different small configs, drawn evenly from all schedulers."""
    from schedules.catalog import SCHEDULERS

    names = SCHEDULERS.names()
    for number in range(FILES):
        spec_class = SCHEDULERS.load(names[number % len(names)])
        scheduler = {"name": names[number % len(names)], **spec_class.example()}
        config = {"optimizer": {"name": "AdamW", "lr": 1e-3 + number * 1e-6}, "scheduler": scheduler, "steps": 1000}
        yield json.dumps(config, indent=1) if number % 2 else json.dumps(config)
