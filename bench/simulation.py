"""How fast the factory's objects are stepped, beside the loop that a script would have, and beside a peer."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.configs import config, names, plan
from bench.measure import ROUNDS, Figure

STEPS = 1_000_000
FEW = 100_000
LOOPED = 20_000
"""How many steps of the plain loop are enough to know what each costs."""

CHAINS = ("ChainedScheduler",)

WITH_MOMENTUM = ("OneCycleLR", "CyclicLR")
GROUPS = (2, 8)
"""How many parameter groups these are measured with too."""

LEAST_OF_GROUPS = 3
"""`get_lr` of OneCycleLR alone, with 8 groups, takes a fifth of the time of the loop."""

IGNITE = f"""
import time, torch
from ignite.handlers import LRScheduler
optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1, 1))], lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 30)
optimizer.step()
start = time.process_time()
LRScheduler.simulate_values({FEW}, scheduler)
print((time.process_time() - start) / {FEW})
"""


def figures(python_of_peers: str) -> Iterator[Figure]:
    """The factory's engine."""
    warnings.simplefilter("ignore")
    costs = {name: _costs(name) for name in names()}
    ratios = {name: statistics.median(plain / ours for plain, ours in pairs) for name, pairs in costs.items()}
    raw = [_cost_line(name, costs[name], ratios[name]) for name in sorted(ratios, key=lambda name: ratios[name])]
    slowest = min((name for name in ratios if name not in CHAINS), key=lambda name: ratios[name])
    title = f"plain loop / factory engine a step, the least but chains ({slowest})"
    yield Figure(title, ratios[slowest], 5, raw, at_least=True)
    yield Figure("plain loop / factory engine a step, the median", statistics.median(ratios.values()), 8, at_least=True)
    yield _of_groups()
    yield from _growth()
    yield _beside_ignite(python_of_peers)


def _cost_line(name: str, pairs: list[tuple[float, float]], ratio: float) -> str:
    plain, ours = (" ".join(f"{time * 1e6:.2f}" for time in times) for times in zip(*pairs, strict=True))
    return f"{name}: {ratio:.1f}; us a step, the loop {plain}, the engine {ours}"


def _of_groups() -> Figure:
    """Several groups whose momentum moves: most of a step is torch's own `get_lr`."""
    costs = {(name, groups): _costs(name, groups) for name in WITH_MOMENTUM for groups in GROUPS}
    ratios = {case: statistics.median(plain / ours for plain, ours in pairs) for case, pairs in costs.items()}
    ordered = sorted(ratios, key=lambda case: ratios[case])
    raw = [
        _cost_line(f"{name}, {groups} groups", costs[name, groups], ratios[name, groups]) for name, groups in ordered
    ]
    title = "plain loop / factory engine a step, several groups with momentum, the least"
    return Figure(title, ratios[ordered[0]], LEAST_OF_GROUPS, raw, at_least=True)


def _costs(name: str, groups: int = 1) -> list[tuple[float, float]]:
    """CPU seconds a step of the plain loop and of the engine, measured in turns."""
    long = plan(config(name, STEPS), STEPS, groups)
    return [(_looped(name, groups), _simulated(long)) for _ in range(ROUNDS)]


def _simulated(long: Any) -> float:
    from lrviz.options import Options
    from lrviz.stepping import simulate

    start = time.process_time()
    simulate(long, Options())
    return (time.process_time() - start) / STEPS


def _looped(name: str, groups: int = 1) -> float:
    """The loop that a training script has, without a loss and without gradients."""
    import torch

    from schedules import build_scheduler

    parameters = [{"params": [torch.nn.Parameter(torch.zeros(1, 1))]} for _ in range(groups)]
    optimizer = torch.optim.SGD(parameters, lr=0.1, momentum=0.9)
    scheduler = build_scheduler(optimizer, config(name, STEPS))
    rates, all_groups = [], optimizer.param_groups
    start = time.process_time()
    for step in range(LOOPED):
        for group in all_groups:
            rates.append(group["lr"])
        optimizer.step()
        if name == "timm_PlateauLRScheduler":
            scheduler.step(step + 1, 1.0)
        elif name == "ReduceLROnPlateau":
            scheduler.step(1.0)
        elif name.startswith("timm_"):
            scheduler.step_update(step + 1)
        else:
            scheduler.step()
    return (time.process_time() - start) / LOOPED


def _growth() -> Iterator[Figure]:
    """Memory a step and group, and whether ten times the steps take ten times as long."""
    step, cycle = config("StepLR", STEPS), config("OneCycleLR", STEPS)
    short = [cost(step, FEW, "factory") for _ in range(ROUNDS)]
    long = [cost(step, STEPS, "factory") for _ in range(ROUNDS)]
    seconds = [statistics.median(seconds for seconds, _ in costs) for costs in (long, short)]
    raw = [
        f"{count:,} steps: " + " ".join(f"{time:.3f}" for time, _ in costs) + " s"
        for count, costs in ((FEW, short), (STEPS, long))
    ]
    yield Figure("factory engine, CPU s of ten times the steps", seconds[0] / seconds[1], 11.5, raw)
    taken = {
        "StepLR": [memory / STEPS for _, memory in long],
        "StepLR, each of 2 groups": [cost(step, STEPS, "factory", 2)[1] / STEPS / 2 for _ in range(ROUNDS)],
        "OneCycleLR with its momentum": [cost(cycle, STEPS, "factory")[1] / STEPS for _ in range(ROUNDS)],
        "OneCycleLR, each of 2 groups": [cost(cycle, STEPS, "factory", 2)[1] / STEPS / 2 for _ in range(ROUNDS)],
    }
    raw = [f"{name}: " + " ".join(f"{size:.1f}" for size in sizes) for name, sizes in taken.items()]
    yield Figure("factory engine, bytes a step and group", max(map(statistics.median, taken.values())), 32, raw)


def _beside_ignite(python: str) -> Figure:
    """pytorch-ignite's `simulate_values` beside the factory's engine."""
    long = plan(config("StepLR", STEPS), STEPS)
    pairs = []
    for _ in range(ROUNDS):
        done = subprocess.run([python, "-c", IGNITE], check=True, capture_output=True, text=True)
        pairs.append((float(done.stdout), _simulated(long)))
    ratio = statistics.median(theirs / ours for theirs, ours in pairs)
    raw = [_cost_line("StepLR", pairs, ratio).replace("the loop", "simulate_values")]
    return Figure("pytorch-ignite simulate_values / factory engine a step", ratio, 1, raw, at_least=True)


def cost(scheduler: Any, steps: int, engine: str, groups: int = 1) -> tuple[float, int]:
    """CPU seconds and bytes of memory of one simulation, in a process of its own."""
    code = f"from bench.simulation import cost_here; print(*cost_here({scheduler!r}, {steps}, {engine!r}, {groups}))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    seconds, memory = done.stdout.split()[-2:]
    return float(seconds), int(memory)


def cost_here(scheduler: Any, steps: int, engine: str, groups: int) -> tuple[float, int]:
    """What a simulation costs in this process, beyond its start."""
    from lrviz.engines import compute
    from lrviz.options import Options

    warnings.simplefilter("ignore")
    compute(plan(scheduler, 1000, groups), Options(), engine)  # type: ignore[arg-type]
    long = plan(scheduler, steps, groups)
    before = _forget_peak()
    start = time.process_time()
    curve, _ = compute(long, Options(), engine)  # type: ignore[arg-type]
    seconds = time.process_time() - start
    assert curve.engine == engine, f"{scheduler} was computed by the {curve.engine}"
    return seconds, _memory("VmHWM") - before


def _forget_peak() -> int:
    """Let the largest size of this process be what it is now, which is returned: to import took more than that."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(kind: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(kind)) * 1024
