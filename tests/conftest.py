from __future__ import annotations

import json
import os
import re
import runpy
import signal
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import pytest

import lrviz.__main__
from lrviz.options import Options

# machines differ in speed, and no test is about that
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("formulas", deadline=None)
hypothesis.settings.load_profile("here")

ROOT = Path(__file__).parent.parent

EXTRAS = (
    "torch",
    "timm",
    "numpy",
    "matplotlib",
    "plotly",
    "jinja2",
    "watchfiles",
    "mmengine",
    "transformers",
    "hydra",
    "check_jsonschema",
)
"""What the distribution does not bring. A test that needs one is skipped where it is missing."""
MISSING = [name for name in EXTRAS if find_spec(name) is None]


def pytest_configure(config):
    config.addinivalue_line("markers", "needs(*names): skip the test where one of these libraries is not installed")
    config.addinivalue_line("markers", "since(library, version): skip the test where the library is older")


def pytest_runtest_setup(item):
    """Skip what is marked with a library that is missing. A case of timm's schedulers needs timm too."""
    needed = {name for mark in item.iter_markers("needs") for name in mark.args}
    if (
        needed
        and "timm" in MISSING
        and speaks_of_timm([item.name, item.callspec.params if hasattr(item, "callspec") else ()])
    ):
        needed.add("timm")
    for name in MISSING:
        if name in needed:
            pytest.skip(f"needs {name}")
    for mark in item.iter_markers("since"):
        library, least = mark.args
        if library not in MISSING and as_numbers(version(library)) < as_numbers(least):
            pytest.skip(f"needs {library} {least}")


DEEPEST = 20


def as_numbers(text):
    return [int(part) for part in re.findall(r"\d+", text)[:2]]


def speaks_of_timm(value, depth=0):
    """Whether one of timm's schedulers is named anywhere in the parameters of a test."""
    # some hold themselves
    if isinstance(value, dict | list | tuple) and depth < DEEPEST:
        inner = value.values() if isinstance(value, dict) else value
        return any(speaks_of_timm(each, depth + 1) for each in inner)
    return isinstance(value, str) and "timm_" in value


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):  # noqa: ARG001 - the hook hands it over
    """Skip a whole file that imports a library that is missing."""
    report = yield
    says = r"No module named '(\w+)|MissingLibrary: (\w+) is not installed"
    found = re.search(says, str(report.longrepr)) if report.failed else None
    missing = found and (found[1] or found[2])
    if missing in MISSING:
        report.outcome = "skipped"
        report.longrepr = (report.nodeid, 0, f"Skipped: needs {missing}")
    return report


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
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        with pytest.raises(SystemExit) as stop:
            lrviz.__main__.main()
        for number, handler in handlers.items():
            signal.signal(number, handler)
        captured = capsys.readouterr()
        return Result(stop.value.code, captured.out, captured.err)

    return run


@pytest.fixture
def curve_of(tmp_path):
    """Runs the config of a text, and gives its curve."""

    def run(text: str, **options: Any) -> Any:
        from lrviz.workflow import simulate_all

        path = tmp_path / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return simulate_all([str(path)], Options(settings="", **options)).curves[0]

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


def plain_environment(**variables: str) -> dict[str, str]:
    """An environment in which nothing speaks of terminals, and lrviz reports errors as it does for a user."""
    without = ("LRVIZ_DEBUG", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM", "PYTHONIOENCODING")
    return {**{name: value for name, value in os.environ.items() if name not in without}, **variables}


def write_files(folder: Path, files: dict[str, str] | None) -> None:
    for name, text in (files or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


@pytest.fixture
def start(tmp_path):
    """Starts `lrviz` in a new process, in a folder of its own, with the given files in it."""
    running = []

    def run(
        *arguments: str, files: dict[str, str] | None = None, how: tuple[str, ...] = ("-m", "lrviz"), **environment: str
    ) -> subprocess.Popen[str]:
        write_files(tmp_path, files)
        process = subprocess.Popen(
            [sys.executable, *how, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="surrogateescape",
            cwd=tmp_path,
            env=plain_environment(**environment),
            # a test run in the background was told to ignore interrupts, and its children are not
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()


TELL_WHEN_INTERRUPTS_ARE_HANDLED = """
import signal, threading
import lrviz.__main__

def tell():
    while signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        pass
    print("ready", flush=True)

threading.Thread(target=tell, daemon=True).start()
lrviz.__main__.main()
"""


@pytest.fixture
def ready(start):
    """Starts `lrviz` and returns when its handler of interrupts is in place, and hardly anything else."""

    def run(*arguments: str, files: dict[str, str] | None = None) -> subprocess.Popen[str]:
        process = start(*arguments, files=files, how=("-c", TELL_WHEN_INTERRUPTS_ARE_HANDLED))
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    return run


@pytest.fixture
def process(start):
    """Runs `lrviz` in a new process to its end. No run but one that is `broken` ends in an internal error."""

    def run(*arguments: str, files: dict[str, str] | None = None, broken: bool = False, **environment: str) -> Result:
        started = start(*arguments, files=files, **environment)
        out, err = started.communicate(timeout=60)
        assert ("internal error: " in err) == broken, err
        return Result(started.returncode, out, err)

    return run


@pytest.fixture
def shell(tmp_path):
    """Runs a line of bash in a folder of its own; `$LRVIZ` is the command there and `$HERE` the folder.

    No run ends in an internal error.
    """

    def run(script: str, files: dict[str, str] | None = None, before: str = "") -> Result:
        write_files(tmp_path, files)
        lrviz = f'LRVIZ="{sys.executable} -m lrviz"; HERE="{tmp_path}"; {before}\n'
        done = subprocess.run(
            ["bash", "-c", lrviz + script],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            cwd=tmp_path,
            env=plain_environment(),
            timeout=60,
            check=False,
        )
        assert "internal error: " not in done.stderr, done.stderr
        return Result(done.returncode, done.stdout, done.stderr)

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


@pytest.fixture(scope="session")
def pages():
    """The pages of rules and schedulers, and their lists, as `make pages` writes them: the text of each by its path."""
    return runpy.run_path(str(ROOT / "docs" / "write_pages.py"))["pages"]()


@pytest.fixture
def registrations():
    """Forgets, when the test is over, every scheduler that it registered."""
    from schedules.catalog import SCHEDULERS

    yield SCHEDULERS
    SCHEDULERS._added.clear()


@pytest.fixture
def drawn_by(lrviz_in, tmp_path, monkeypatch):
    """The figure that a command draws, and every text in it that was drawn, with where it stands in pixels."""

    def run(*command, files=None):
        from matplotlib.text import Text

        from lrviz.render import figure as package
        from showcase.catching import write_configs

        figures, texts, save, draw = [], [], package.save, Text.draw

        def keep(figure, file, suffix):
            figures.append(figure)
            save(figure, file, suffix)

        def note(text, renderer, *rest, **how):
            draw(text, renderer, *rest, **how)
            if text.get_visible() and text.get_text().strip():
                texts.append((text.get_text(), text.get_window_extent(renderer)))

        monkeypatch.setattr(package, "save", keep)
        write_configs(tmp_path, command)
        assert lrviz_in(*command, "-o", "picture.png", files=files).code in (0, 1)
        monkeypatch.setattr(Text, "draw", note)
        (figure,) = figures
        figure.canvas.draw()
        return figure, texts

    return run
