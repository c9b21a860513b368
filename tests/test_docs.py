"""The documentation says what the commands print."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*arguments):
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.needs("torch")
def test_readme_shows_what_appears():
    assert run("docs/run_blocks.py", "--check", "README.md") == (0, "")


def test_every_rule_and_scheduler_has_its_page():
    assert run("docs/write_pages.py", "--check") == (0, "")
