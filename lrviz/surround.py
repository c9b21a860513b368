"""What is done around a run of torch or timm: keep what they say, and be where they can be imported."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def overheard() -> Iterator[Callable[[], list[str]]]:
    """Keep what torch and timm say meanwhile from standard error.

    Yields:
        A function that gives what was said so far.
    """
    with warnings.catch_warnings(record=True) as caught, _logged() as logged:
        warnings.simplefilter("always")
        # the optimizer of a simulation has nothing to update
        warnings.filterwarnings("ignore", r"Detected call of `lr_scheduler.step\(\)` before `optimizer.step\(\)`")
        yield lambda: [*(str(warning.message) for warning in caught), *(record.getMessage() for record in logged)]


@contextmanager
def in_some_folder() -> Iterator[None]:
    """Be in a folder that is there meanwhile: where it was deleted, libraries of torch end the process."""
    try:
        os.getcwd()
    except OSError:
        gone = os.open(".", os.O_RDONLY)
        os.chdir(os.sep)
        try:
            yield
        finally:
            os.fchdir(gone)
            os.close(gone)
    else:
        yield


@contextmanager
def _logged() -> Iterator[list[logging.LogRecord]]:
    """What timm writes to its log meanwhile, in place of standard error."""
    records: list[logging.LogRecord] = []
    handler, logger = logging.Handler(), logging.getLogger("timm")
    handler.emit = records.append  # type: ignore[method-assign, assignment]
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield records
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates
