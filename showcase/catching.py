"""How what lrviz shows is caught: a picture, a page in a browser, or what stands on a terminal."""

from __future__ import annotations

import os
import pty
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

from showcase.cases import Case
from showcase.configs import CONFIGS

LRVIZ = [sys.executable, "-m", "lrviz"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PAGE_HEIGHT = 1600


class Caught(NamedTuple):
    """What came of a case.

    Attributes:
        case: The case.
        files: The files that show it, in the gallery: pictures first.
        said: What was printed beside, or instead.
        code: How the command ended.
    """

    case: Case
    files: tuple[str, ...]
    said: str
    code: int


def command_line(case: Case) -> str:
    """What is typed for a case."""
    output = {"picture": f"{case.name}.png", "page": f"{case.name}.html"}.get(case.kind)
    return shlex.join(["lrviz", *case.command, *(["-o", output] if output else [])])


def write_configs(folder: Path, names: Iterable[str]) -> None:
    """Write the configs that are among the words of a command line."""
    for name in names:
        if name in CONFIGS:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(CONFIGS[name], encoding="utf-8")


def catch(case: Case, gallery: Path, folder: Path) -> Caught:
    """Run a case.

    Args:
        case: The case.
        gallery: The folder in which what it shows is kept.
        folder: An empty one, in which it runs.
    """
    write_configs(folder, case.command)
    for old in gallery.glob(f"{case.name}.*"):
        old.unlink()
    if case.kind == "terminal":
        return _terminal(case, gallery, folder)
    name = f"{case.name}.{'png' if case.kind == 'picture' else 'html'}"
    done = subprocess.run(
        [*LRVIZ, *case.command, "-o", str(gallery.resolve() / name), "--force"],
        cwd=folder,
        env=_environment(case),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    files = (name,) if (gallery / name).exists() else ()
    if case.kind == "page" and files:
        shot = f"{case.name}.png"
        files = (*_photograph(gallery / name, gallery / shot, case.width, PAGE_HEIGHT), *files)
    return Caught(case, files, done.stdout + done.stderr, done.returncode)


def _environment(case: Case) -> dict[str, str]:
    unset = ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "LINES", "LC_ALL", "LANG")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return {
        **kept,
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": str(case.columns),
        **dict(case.environment),
    }


def _terminal(case: Case, gallery: Path, folder: Path) -> Caught:
    """Run a case on a terminal; keep what stands there as text, and as a picture."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*LRVIZ, *case.command],
        cwd=folder,
        env=_environment(case),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    printed = b"".join(iter(lambda: _read(ours), b"")).decode("utf-8", "replace").replace("\r\n", "\n")
    os.close(ours)
    code = process.wait()
    text = Text.from_ansi(f"$ {command_line(case)}\n{printed}")
    (gallery / f"{case.name}.txt").write_text(text.plain + "\n", encoding="utf-8")
    console = Console(record=True, width=case.columns, file=open(os.devnull, "w"), force_terminal=True)  # noqa: SIM115
    console.print(text, soft_wrap=False, no_wrap=False)
    (gallery / f"{case.name}.svg").write_text(console.export_svg(title=f"{case.columns} columns"), encoding="utf-8")
    lines = len(text.wrap(console, case.columns))
    size = int(case.columns * 12.2 + 60), int(lines * 24.4 + 110)
    shot = _photograph(gallery / f"{case.name}.svg", gallery / f"{case.name}.png", *size)
    return Caught(case, (*shot, f"{case.name}.txt", f"{case.name}.svg"), text.plain, code)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:
        # Linux says so when nobody writes to it any more
        return b""


def _photograph(page: Path, picture: Path, width: int, height: int) -> tuple[str, ...]:
    """A picture of a page in a browser, where there is one."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        return ()
    subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--window-size={width},{height}",
            f"--screenshot={picture.resolve()}",
            page.resolve().as_uri(),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return (picture.name,)
