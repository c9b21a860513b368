"""The optimizer of a simulation: the real class, with parameters of no account."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from schedules.build import construct_optimizer

if TYPE_CHECKING:
    from lrviz.plan import Plan


def dummy_optimizer(plan: Plan) -> Any:
    """The optimizer of a plan, with one parameter of 1 x 1 in each group.

    Raises:
        MissingLibrary: If torch is not installed.
        ConfigError: If the installed torch does not have the class.
    """
    import torch

    def dummy() -> Any:
        return torch.nn.Parameter(torch.zeros(1, 1))

    options = [group.options for group in plan.groups] or [{}]
    with _without_compiler():
        return construct_optimizer(plan.optimizer, [{"params": [dummy()], **group} for group in options])


_MARK = "__dynamo_disable"


@contextmanager
def _without_compiler() -> Iterator[None]:
    """Keep torch from loading its compiler, which takes about as long as all the rest of torch.

    torch loads it when a method that is not to be compiled is first called, to say so, and notes in the method that it
    has. A version of torch that notes it elsewhere loads its compiler as ever.
    """
    from torch.optim import Optimizer

    method = getattr(Optimizer.add_param_group, "__wrapped__", None)
    if method is None or hasattr(method, _MARK) or "torch._dynamo" in sys.modules:
        yield
        return
    setattr(method, _MARK, method)
    try:
        yield
    finally:
        # whoever compiles a model later in this process gets what torch would have made
        delattr(method, _MARK)
