"""What a long run leaves: a record of what was run, on what, and what came of it, written by the program itself."""

from __future__ import annotations

import json
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

LIBRARIES = ("torch", "timm", "numpy", "omegaconf", "pydantic", "PyYAML")

DIRTY = "-dirty"


class NoRecordError(Exception):
    """Nothing that is recorded could be run again by others."""


def commit() -> str:
    """The commit that the working folder is at; its name ends in `-dirty` where files differ from it."""
    command = ["git", "describe", "--always", "--abbrev=12", f"--dirty={DIRTY}", "--exclude=*"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def require_clean(*commits: str) -> None:
    """Refuse to record what no commit holds.

    Raises:
        NoRecordError: One of the commits has no name, or files that differ.
    """
    for name in commits:
        if not name or name.endswith(DIRTY):
            raise NoRecordError(f"a record names a commit, and this is {name or 'none'}: commit first")


def versions() -> dict[str, str]:
    """Python and the libraries that have a say in the outcome."""
    found = {"python": platform.python_version()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    return found


def write(path: Path, record: dict[str, Any]) -> None:
    """Write a record where people can read it too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, indent=1) + "\n")
