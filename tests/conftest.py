from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import pytest

import lrviz.__main__

# machines differ in speed, and no test is about that
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.load_profile("here")

ROOT = Path(__file__).parent.parent


class Result(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def lrviz_in(tmp_path, monkeypatch, capsys):
    """Runs `lrviz` in a folder of its own, with the given files in it."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LRVIZ_DEBUG", "1")

    def run(*arguments: str, files: dict[str, str] | None = None) -> Result:
        for name, text in (files or {}).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        monkeypatch.setattr(sys, "argv", ["lrviz", *arguments])
        with pytest.raises(SystemExit) as stop:
            lrviz.__main__.main()
        captured = capsys.readouterr()
        return Result(stop.value.code, captured.out, captured.err)

    return run


@pytest.fixture
def python(tmp_path):
    """Runs Python code in a new process, in a folder of its own, and returns what it prints."""

    def run(code: str, *arguments: str, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, **environment},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def plain_loop(tmp_path_factory):
    """What a process that knows torch and timm, and nothing of ours, says of every case."""
    from cases import PLAIN_CASES

    folder = tmp_path_factory.mktemp("plain")
    cases: list[dict[str, Any]] = [case._asdict() for case in PLAIN_CASES]
    (folder / "cases.json").write_text(json.dumps(cases))
    script = ROOT / "tests" / "plain_loop.py"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(script), "cases.json", "curves.json"],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "curves.json").read_text())


@pytest.fixture(scope="session")
def plain_loop_curves(plain_loop):
    """The rates and momenta of every case, by its id."""
    from cases import PLAIN_CASES

    return {case.id: curve for case, curve in zip(PLAIN_CASES, plain_loop["curves"], strict=True)}


@pytest.fixture(scope="session")
def keywords_that_matter(plain_loop):
    """The scheduler and key of every keyword without which some case fails or has another curve."""
    return {tuple(pair) for pair in plain_loop["keywords"]}


@pytest.fixture
def registrations():
    """Forgets, when the test is over, every scheduler that it registered."""
    from schedules.catalog import SCHEDULERS

    yield SCHEDULERS
    SCHEDULERS._added.clear()
