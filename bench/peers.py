"""Other simulators of schedules, in an environment of their own."""

from __future__ import annotations

import statistics
import subprocess
from collections.abc import Iterator

from bench.measure import ROUNDS, Figure
from bench.simulation import STEPS, _plan, _simulated

IGNITE = f"""
import time, torch
from ignite.handlers import LRScheduler
optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1, 1))], lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 30)
optimizer.step()
start = time.process_time()
LRScheduler.simulate_values({STEPS}, scheduler)
print((time.process_time() - start) / {STEPS})
"""


def figures(python: str) -> Iterator[Figure]:
    """pytorch-ignite's `simulate_values` beside the factory's engine."""
    plan = _plan("StepLR", STEPS)
    pairs = []
    for _ in range(ROUNDS):
        done = subprocess.run([python, "-c", IGNITE], check=True, capture_output=True, text=True)
        pairs.append((float(done.stdout), _simulated(plan)))
    theirs, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    raw = f"{theirs * 1e6:.1f} us and {ours * 1e6:.1f} us a step"
    yield Figure("pytorch-ignite simulate_values / factory engine", theirs / ours, 1, raw, at_least=True)
