"""How fast curves are computed: by the factory's objects beside the plain loop, and by the formulas."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from typing import Any

from bench.measure import ROUNDS, Figure

STEPS = 20_000
CHAINS = ("ChainedScheduler",)


def figures() -> Iterator[Figure]:
    """The factory's engine and the formula engine."""
    warnings.simplefilter("ignore")
    ratios = {name: _ratio(name) for name in _stepped()}
    others = {name: ratio for name, ratio in ratios.items() if name not in CHAINS}
    slowest = min(others, key=lambda name: others[name])
    raw = ", ".join(f"{name} {ratio:.1f}" for name, ratio in sorted(ratios.items(), key=lambda item: item[1]))
    yield Figure(f"plain loop / factory engine, the least ({slowest})", others[slowest], 5, raw, at_least=True)
    yield Figure("plain loop / factory engine, the median", statistics.median(ratios.values()), 8, "", at_least=True)
    yield from _growth()
    yield from _formulas()


def _config(name: str, steps: int) -> dict[str, Any]:
    from schedules.catalog import SCHEDULERS

    config = {"name": name, **SCHEDULERS.load(name).example()}
    if name == "OneCycleLR":
        config["total_steps"] = steps
    if "t_in_epochs" in SCHEDULERS.load(name).key_fields():
        config["t_in_epochs"] = False
    return config


def _stepped() -> list[str]:
    from schedules.catalog import SCHEDULERS

    return [name for name in SCHEDULERS.names() if "Plateau" not in name]


def _plan(name: str, steps: int) -> Any:
    from lrviz.document import read_document
    from lrviz.lint import lint
    from lrviz.options import Options

    text = json.dumps({"scheduler": _config(name, steps), "steps": steps})
    return lint(read_document("bench.yaml", text.encode()), Options()).drafts[0].plan


def _ratio(name: str) -> float:
    """How much longer the plain loop takes a step, without gradients; both in turns."""
    plan = _plan(name, STEPS)
    pairs = [(_plain(name), _simulated(plan)) for _ in range(ROUNDS)]
    return statistics.median(plain / ours for plain, ours in pairs)


def _simulated(plan: Any) -> float:
    from lrviz.options import Options
    from lrviz.simulate import simulate

    start = time.process_time()
    simulate(plan, Options())
    return (time.process_time() - start) / STEPS


def _plain(name: str) -> float:
    """CPU seconds a step of the loop that a training script has, without a loss."""
    import torch

    from schedules import build_scheduler

    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1, 1))], lr=0.1, momentum=0.9)
    scheduler = build_scheduler(optimizer, _config(name, STEPS))
    rates, group, steps = [], optimizer.param_groups[0], STEPS // 4
    start = time.process_time()
    for step in range(steps):
        rates.append(group["lr"])
        optimizer.step()
        scheduler.step_update(step + 1) if name.startswith("timm_") else scheduler.step()
    return (time.process_time() - start) / steps


def _growth() -> Iterator[Figure]:
    """Memory a step and group, and whether ten times the steps take ten times as long."""
    short, long = (min(_cost("StepLR", steps, "factory") for _ in range(3)) for steps in (100_000, 1_000_000))
    raw = f"100,000 steps {short[0]:.2f} s, 1,000,000 steps {long[0]:.2f} s"
    yield Figure("factory engine, seconds of ten times the steps", long[0] / short[0], 12, raw)
    yield Figure("factory engine, bytes a step", (long[1] - short[1]) / 900_000, 32, "")


def _formulas() -> Iterator[Figure]:
    steps = 10_000_000
    costs = {name: min(_cost(name, steps, "formula") for _ in range(2))[0] for name in _stepped()}
    slowest = max(costs, key=lambda name: costs[name])
    raw = ", ".join(f"{name} {cost:.2f}" for name, cost in sorted(costs.items(), key=lambda item: -item[1])[:6])
    yield Figure(f"formula engine, CPU s of 10 million steps, the most ({slowest})", costs[slowest], 1.0, raw)


def _cost(name: str, steps: int, engine: str) -> tuple[float, int]:
    """CPU seconds and bytes of memory of one simulation, in a process of its own."""
    code = f"from bench.simulation import cost_here; print(*cost_here({name!r}, {steps}, {engine!r}))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    seconds, memory = done.stdout.split()[-2:]
    return float(seconds), int(memory)


def cost_here(name: str, steps: int, engine: str) -> tuple[float, int]:
    """What a simulation costs in this process, beyond its start."""
    from lrviz.engines import compute
    from lrviz.options import Options

    warnings.simplefilter("ignore")
    compute(_plan(name, 1000), Options(), engine)  # type: ignore[arg-type]
    plan = _plan(name, steps)
    start = time.process_time()
    compute(plan, Options(), engine)  # type: ignore[arg-type]
    return time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
