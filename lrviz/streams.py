"""The standard streams, whatever they are connected to. Nothing of lrviz is imported here."""

from __future__ import annotations

import os
import sys
from typing import Any


def open_missing_streams() -> None:
    """Stand in for streams that were closed when the process began, so that no file gets their place.

    Writing to stdout fails then, as it must; what would go to stderr is lost.
    """
    if sys.stdout is None:
        sys.stdout = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - it stays open to the end
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def abandon(stream: Any) -> None:
    """Let nothing more be written to a stream that takes nothing, nor an error be shown for it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def reason(error: Exception) -> str:
    """Why a stream takes nothing."""
    text = getattr(error, "strerror", None) or "it is closed"
    return str(text[0]).lower() + str(text[1:])
