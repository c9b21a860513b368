"""How long a command takes to start, and how much each further file costs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.files import SHAPES, many
from bench.measure import Figure, peak_memory, side_by_side

LRVIZ = os.path.join(os.path.dirname(sys.executable), "lrviz")
FILES = 1000
MORE = 4000
ONE = "optimizer: {name: AdamW, lr: 1e-3}\nscheduler:\n  name: CosineAnnealingLR\n  T_max: 1000\nsteps: 1000\n"


def figures(folder: Path, check_jsonschema: str) -> Iterator[Figure]:
    """`validate` of one file, of a thousand, and of four thousand."""
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
    yield from _further_files(folder)


def _further_files(folder: Path) -> Iterator[Figure]:
    """What a file costs beyond the start, in time and in memory, of files in all shapes and of clean ones."""
    one, thousand, more = (
        _validate(name)
        for name in ("one.yaml", _write(folder, "many", many(FILES)), _write(folder, "more", many(MORE)))
    )
    # some of the examples are not as long as these runs, and that is found
    times = side_by_side(str(folder), one_file=one, a_thousand=thousand)
    each = (times["a_thousand"].median - times["one_file"].median) / FILES * 1000
    raw = [f"{len(SHAPES)} shapes: {', '.join(SHAPES)}", *map(str, times.values())]
    yield Figure("ms of CPU for each further file, of 1,000 in all shapes", each, 2.0, raw)
    single, small, large = (peak_memory(command, str(folder)) for command in (one, thousand, more))
    raw = [f"{single:.1f} MiB for one file, {small:.1f} MiB for {FILES:,}, {large:.1f} MiB for {MORE:,}"]
    yield Figure("memory of 1,000 files / of one", small / single, 1.25, raw)
    # the findings are kept to the end, where they are printed
    kept = (large - small) * 1024 / (MORE - FILES)
    yield Figure("KiB of memory for each further file and its findings, of 4,000", kept, 5.0)
    yield _clean(folder)


def _clean(folder: Path) -> Figure:
    """Of files in which nothing is found, their names are kept alone."""
    few, all_of_them = (
        _validate(_write(folder, f"clean_{count}", {f"{n:04}": ONE.replace("1000", str(n + 10)) for n in range(count)}))
        for count in (FILES, MORE)
    )
    small, large = (peak_memory(command, str(folder)) for command in (few, all_of_them))
    raw = [f"{small:.1f} MiB for {FILES:,}, {large:.1f} MiB for {MORE:,}"]
    kept = (large - small) * 1024 / (MORE - FILES)
    return Figure("KiB of memory for each further file in which nothing is found", kept, 1.0, raw)


def _validate(what: str) -> list[str]:
    return [LRVIZ, "validate", what, "--exit-zero"]


def _write(folder: Path, name: str, texts: Mapping[str, str]) -> str:
    (folder / name).mkdir()
    for stem, text in texts.items():
        (folder / name / f"{stem}.yaml").write_text(text)
    return name
