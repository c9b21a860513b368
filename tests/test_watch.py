"""`--watch`, in a real process under a real terminal."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from importlib.util import find_spec

import pytest
from conftest import plain_environment

pytestmark = pytest.mark.needs("torch", "numpy", "watchfiles")

STEP = "{{name: StepLR, step_size: {}, lr: 0.5, steps: 10}}\n"
CLEAR = "\x1b[H\x1b[2J"
WATCHING = "note: watching a.yaml"
READY = "; Ctrl-C ends it\n"
LONGEST = 60
"""Seconds until a test gives up on what it waits for."""


class Terminal:
    """A process under a terminal, and what it has printed."""

    def __init__(self, folder, *arguments):
        self.folder = folder
        self.screen, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lrviz", *arguments],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            cwd=folder,
            env=plain_environment(TERM="xterm", NO_COLOR="1"),
            start_new_session=True,
            # Ctrl-C goes to those whose terminal this is; a test run in the background ignores interrupts
            preexec_fn=lambda: (fcntl.ioctl(0, termios.TIOCSCTTY, 0), signal.signal(signal.SIGINT, signal.SIG_DFL)),
        )
        os.close(inner)
        # a part may end within a character
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.text = ""
        self.seen = 0

    def read(self):
        """Read on. Returns whether there is more to come."""
        if not select.select([self.screen], [], [], LONGEST)[0]:
            raise AssertionError(f"nothing more comes after {self.text!r}")
        try:
            part = os.read(self.screen, 1 << 16)
        except OSError:
            # nobody writes to it any more
            return False
        self.text += self.decoder.decode(part).replace("\r\n", "\n")
        return bool(part)

    def until(self, text):
        """What is printed up to a text, from where the last one ended."""
        while (found := self.text.find(text, self.seen)) < 0:
            assert self.read(), self.text
        before, self.seen = self.text[self.seen : found], found + len(text)
        return before

    def drawn(self):
        """What is on the cleared terminal when the next change is waited for; the bar of the progress came before."""
        before, cleared, shown = self.until(READY).partition(CLEAR)
        assert cleared and CLEAR not in shown, before
        return shown

    def interrupt(self):
        """Press Ctrl-C. Returns the exit code and what came then."""
        os.write(self.screen, b"\x03")
        while self.read():
            pass
        return self.process.wait(LONGEST), self.text[self.seen :]

    def save(self, name, text):
        """Write a file in place, as some editors do."""
        (self.folder / name).write_text(text)

    def save_beside(self, name, text):
        """Write another file, and have it take the place of the first, as other editors do."""
        (self.folder / ".new").write_text(text)
        os.replace(self.folder / ".new", self.folder / name)


@pytest.fixture
def terminal(tmp_path):
    started = []

    def start(*arguments, files):
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        started.append(Terminal(tmp_path, *arguments))
        return started[-1]

    yield start
    for running in started:
        running.process.kill()
        running.process.wait()
        os.close(running.screen)


@pytest.mark.parametrize("how", ["save", "save_beside"])
def test_drawn_again_when_saved(how, terminal, tmp_path):
    running = terminal("plot", "a.yaml", "--watch", "-o", "a.csv", files={"a.yaml": STEP.format(5)})
    shown = running.drawn()
    assert "a.yaml: StepLR, 10 steps (factory)\n" in shown
    assert ["5.000e-01", "5.000e-01", "0", "5.000e-02", "10", "%", "2.75", "5"] in map(str.split, shown.splitlines())
    assert shown.endswith("note: wrote a.csv\nnote: watching a.yaml")
    assert (tmp_path / "a.csv").read_text().endswith("\n9,9.0,0.05\n")
    for step_size, last in ((4, "0.005000000000000001"), (20, "0.5")):
        getattr(running, how)("a.yaml", STEP.format(step_size))
        # it may have been seen half written
        while not (tmp_path / "a.csv").read_text().endswith(f"\n9,9.0,{last}\n"):
            running.drawn()
    code, rest = running.interrupt()
    assert (code, rest.replace("^C", "").strip()) == (130, "")


def test_what_was_drawn_last_stays_while_the_file_is_broken(terminal):
    running = terminal("plot", "a.yaml", "--no-save", "--watch", files={"a.yaml": STEP.format(5)})
    good = running.drawn().removesuffix(WATCHING)
    for broken, found in ((STEP.format("x"), "error LR104"), ("{", "error LR001"), (STEP.format(-1), "error LR105")):
        running.save("a.yaml", broken)
        shown = running.drawn()
        assert shown.startswith(good + "note: that was drawn last; now it fails:\na.yaml:1:")
        assert found in shown and "error: a.yaml: " in shown
    os.unlink(running.folder / "a.yaml")
    shown = running.drawn()
    assert good in shown and "error: a.yaml: no such file or directory\n" in shown
    running.save("a.yaml", STEP.format(5))
    assert running.drawn() == good + WATCHING
    assert running.interrupt()[0] == 130


def test_a_file_that_is_broken_from_the_beginning_is_waited_for(terminal):
    running = terminal("plot", "a.yaml", "--no-save", "--watch", files={"a.yaml": STEP.format("x")})
    shown = running.drawn()
    assert shown.startswith("a.yaml:1:") and "drawn last" not in shown
    running.save("a.yaml", STEP.format(5))
    assert "StepLR, 10 steps" in running.drawn()


def test_a_file_with_a_finding_is_drawn_and_watched_on(terminal):
    text = "{optimizer: {name: SGD, lr: 0.1}, scheduler: {name: PolynomialLR, total_iters: 5, power: -1}, steps: 4}\n"
    running = terminal("plot", "a.yaml", "--no-save", "--watch", files={"a.yaml": text})
    shown = running.drawn()
    assert "PolynomialLR, 4 steps" in shown
    running.save("a.yaml", STEP.format(5))
    assert "StepLR, 10 steps" in running.drawn()


def test_the_metric_is_watched_too(terminal):
    files = {"a.yaml": "{name: ReduceLROnPlateau, patience: 0, lr: 0.5, steps: 4}\n", "loss.txt": "3\n2\n1\n0.5\n"}
    running = terminal("plot", "a.yaml", "--metric", "loss.txt", "--no-save", "--watch", files=files)
    shown = running.drawn()
    assert "100 %" in shown and shown.endswith("watching a.yaml, loss.txt")
    running.save_beside("loss.txt", "1\n")
    assert "1 %" in running.drawn().replace("100 %", "")


def test_a_comparison_is_drawn_again(terminal):
    files = {"a.yaml": STEP.format(5), "b.yaml": STEP.format(5)}
    running = terminal("compare", *files, "--watch", "--exit-code", files=files)
    assert "A and B are the same at every step" in running.drawn()
    running.save_beside("b.yaml", STEP.format(4))
    assert "A and B differ from step 4 on" in running.drawn()
    assert running.interrupt()[0] == 130


def test_an_interrupt_while_it_draws_ends_it(terminal):
    text = "{name: StepLR, step_size: 5, lr: 0.5, steps: 9000000}\n"
    running = terminal("plot", "a.yaml", "--engine", "factory", "--no-save", "--watch", files={"a.yaml": text})
    # the bar of the progress
    running.until("a.yaml")
    code, rest = running.interrupt()
    assert code == 130
    assert "Traceback" not in rest


def test_what_is_no_terminal_is_not_cleared_and_ends_when_nobody_reads(start, tmp_path):
    running = start("plot", "a.yaml", "--no-save", "--watch", files={"a.yaml": STEP.format(5)})
    assert running.stdout.readline() == "a.yaml: StepLR, 10 steps (factory)\n"
    while not running.stderr.readline().endswith(READY):
        pass
    running.stdout.close()
    while running.poll() is None:
        (tmp_path / "a.yaml").write_text(STEP.format(5))
    assert running.returncode == 0
    assert "Traceback" not in running.stderr.read()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ("-",), "--watch: standard input is read once and cannot be watched (give a file)", id="standard input"
        ),
        pytest.param(("no.yaml",), "no.yaml: no such file or directory", id="no file"),
        pytest.param(("no/a.yaml",), "--watch: there is no file to watch", id="no folder"),
        pytest.param(
            ("a.yaml", "--show"),
            "--watch and --show: nothing is watched while a window is open (-o writes it anew instead)",
            id="a window",
        ),
        pytest.param(
            ("a.yaml", "--set", "x=1"), "--set x: a.yaml has no such key", id="what no change to the file would help"
        ),
    ],
)
def test_what_cannot_be_watched(arguments, message, lrviz_in):
    result = lrviz_in("plot", *arguments, "--no-save", "--watch", files={"a.yaml": STEP.format(5)})
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"error: {message}")


def test_without_the_library_one_line_says_what_to_install(lrviz_in, monkeypatch):
    monkeypatch.setattr("lrviz.watching.find_spec", lambda name: None if name == "watchfiles" else find_spec(name))
    result = lrviz_in("plot", "a.yaml", "--no-save", "--watch", files={"a.yaml": STEP.format(5)})
    assert (result.code, result.out) == (2, "")
    assert result.err == 'error: --watch needs watch; install it with: pip install "lrviz[watch]"\n'
