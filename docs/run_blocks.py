"""Runs every block of a Markdown page and puts what it prints below it: `run_blocks.py PAGE... [--check]`.

All blocks of a page run in order, in one new folder:

- One of any kind whose first line is a comment with the name of a file, `# cosine.yaml`, is that file. Nothing is wrong
  in a config but what a command of the page shows, and the hook of pre-commit is one that there is.
- `console` has commands after `$ ` and, below each, what it prints.
- `python` is run, all of a page in one namespace; a block of `text` right below it is what it prints.
- `yaml` is a config in which nothing is wrong, and `toml` are settings.
- `text` elsewhere draws the architecture, by the names of files.
- `sh` has commands that change the machine, each of which `.ci/run` runs, or `ELSEWHERE` says what does.

Any other block is refused: nothing would tell whether it is true.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

import lrviz
from lrviz.settings import load_settings

ROOT = Path(__file__).parent.parent

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# ([\w./-]+\.\w+)\n")

ELSEWHERE = {
    'pip install "lrviz[all]"': "package_tests/test_wheel.py",
    "pip install lrviz": "package_tests/test_wheel.py",
    "make pages": "tests/test_docs.py",
    "make test ONLY=LR223": "tests/test_docs.py",
    "make test ONLY=InverseTimeLR": "tests/test_docs.py",
    "lrviz --install-completion": "package_tests/test_wheel.py",
    "pre-commit install": "package_tests/test_pre_commit.py",
}


class Untested(Exception):
    """A block of a page that cannot be run, or is wrong."""


class Page:
    """Runs the blocks of one page.

    Args:
        name: The page, for messages.
        folder: Where its files are written and its commands run.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self._namespace: dict[str, Any] = {}
        self._printed = ""
        self._end = 0

    def run(self, text: str) -> str:
        """The page with the true output of everything in it."""
        fences = len(re.findall(r"^```", text, re.MULTILINE))
        if fences != 2 * len(BLOCK.findall(text)) or re.search(r"(^|\n\n) {4}\S", BLOCK.sub("", text)):
            raise Untested("a block is not fenced by three backticks at the start of a line")
        return BLOCK.sub(lambda block: self._block(block, text), text)

    def _block(self, block: re.Match[str], text: str) -> str:
        kind, body = block.groups()
        follows = not text[self._end : block.start()].strip()
        self._end = block.end()
        if kind != "console" and (name := FILE.match(body)):
            path = self.folder / name[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
            if kind == "yaml" and (wrong := self._wrong_in(path, text)):
                raise Untested(f"this is wrong in a block, and not shown:\n{wrong}")
            return block[0]
        if kind == "console":
            body = self._console(body)
        elif kind == "python":
            self._printed = self._python(body)
            return block[0]
        elif kind == "text" and follows and self._printed:
            body = self._printed
        elif not self._is_true(kind, body):
            raise Untested(f"nothing tells whether this block is true:\n{block[0]}")
        return f"```{kind}\n{body}```"

    def _wrong_in(self, path: Path, text: str) -> str:
        """What is wrong in a file, but for what the page shows."""
        name = path.name
        if name == ".pre-commit-config.yaml":
            return _wrong_in_hooks(path)
        # the other hidden ones are workflows, which are included; and what a plugin has is shown by running it
        if path.relative_to(self.folder).parts[0].startswith(".") or re.search(
            rf"^\$ .*{name} --plugin", text, re.MULTILINE
        ):
            return ""
        found = [finding for finding in lrviz.validate(path, settings="") if finding.severity != "info"]
        hidden = (item for item in found if f"\n{item.place.removeprefix(f'{self.folder}/')}: " not in text)
        return "\n".join(map(str, hidden))

    def _is_true(self, kind: str, body: str) -> bool:
        if kind == "yaml":
            (self.folder / "block.yaml").write_text(body, encoding="utf-8")
            found = lrviz.validate(self.folder / "block.yaml", settings="")
            return not [finding for finding in found if finding.severity != "info"]
        if kind == "text":
            return _names_what_is_there(body)
        if kind == "toml":
            return load_settings(body.encode(), "/pyproject.toml") is not None
        run_by_ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
        return kind == "sh" and all(line in ELSEWHERE or line in run_by_ci for line in body.splitlines())

    def _console(self, body: str) -> str:
        shown = []
        for line in body.splitlines():
            if line.startswith("$ "):
                shown += [line, *_run(line[2:], self.folder)]
        return "".join(f"{line}\n" for line in shown)

    def _python(self, body: str) -> str:
        if not self._namespace:
            self._namespace = _training_code()
        printed = io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(printed):
            exec(compile(body, self.name, "exec"), self._namespace)
        return printed.getvalue()


def _wrong_in_hooks(path: Path) -> str:
    """What the configuration of pre-commit names that this version does not have."""
    has = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    (repository,) = yaml.safe_load(path.read_text(encoding="utf-8"))["repos"]
    wrong = [f"there is no hook {hook['id']}" for hook in repository["hooks"] if hook["id"] not in has]
    if repository["rev"] != f"v{version('lrviz')}":
        wrong.append(f"rev: {repository['rev']} is not v and the version")
    return "\n".join(wrong)


def _names_what_is_there(drawing: str) -> bool:
    """Whether a drawing of the architecture names files and folders, and all of them are there."""
    names = re.findall(r"[\w/]+(?:\.py|/(?= ))", drawing)
    return bool(names) and all((ROOT / "lrviz" / name).exists() or (ROOT / name).exists() for name in names)


def run_page(page: Path) -> str:
    """The page with the true output of everything in it."""
    with tempfile.TemporaryDirectory() as folder:
        return Page(page.name, Path(folder)).run(page.read_text(encoding="utf-8"))


def _training_code() -> dict[str, Any]:
    """What the pages take from the training code of the reader."""
    import torch
    from torch import nn

    loader = [torch.ones(2, 10)]
    names: dict[str, Any] = {"model": nn.Linear(10, 1), "epochs": 3, "num_epochs": 3}
    names |= dict.fromkeys(("loader", "dataloader", "train_loader", "val_loader"), loader)

    def train_one_epoch(model: nn.Module, loader: list[torch.Tensor], optimizer: torch.optim.Optimizer) -> float:
        for batch in loader:
            optimizer.zero_grad()
            model(batch).square().sum().backward()
            optimizer.step()
        return validate(model, loader)

    def validate(model: nn.Module, loader: list[torch.Tensor] = loader) -> float:
        with torch.no_grad():
            return sum(float(model(batch).square().sum()) for batch in loader)

    return {**names, "train_one_epoch": train_one_epoch, "validate": validate}


def _run(command: str, folder: Path) -> Iterator[str]:
    """What a command shows on a terminal of 80 columns."""
    # where a service runs the tests, pytest says more
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "GIT_"))}
    for name in ("CI", "BUILD_NUMBER"):
        environment.pop(name, None)
    environment |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUNBUFFERED": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        **{f"GIT_{who}_{what}": "me@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    # both streams, in the order in which they are written
    done = subprocess.run(
        ["bash", "-c", command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", cwd=folder, env=environment, check=False,
    )  # fmt: skip
    return (line.rstrip() for line in done.stdout.splitlines())


def main(arguments: list[str]) -> int:
    """Bring the pages up to date, or with `--check` say which are not."""
    stale = []
    for page in (Path(name) for name in arguments if name != "--check"):
        try:
            true = run_page(page)
        except (Untested, lrviz.LrvizError) as error:
            sys.stderr.write(f"{page}: {error}\n")
            return 1
        if page.read_text(encoding="utf-8") == true:
            continue
        stale.append(str(page))
        if "--check" not in arguments:
            page.write_text(true, encoding="utf-8")
    if stale and "--check" in arguments:
        sys.stderr.write(f"not up to date: {', '.join(stale)}; run `make docs`\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
