"""Runs the console blocks of a Markdown page and puts what they print below them: `run_blocks.py PAGE... [--check]`.

A block of YAML whose first line is a comment with a file name, `# cosine.yaml`, is that file. A block of `console` has
commands after `$ ` and, below each, what it prints. All blocks of a page run in order, in one new folder.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BLOCK = re.compile(r"^```(yaml|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# ([\w./-]+\.ya?ml)\n")


def run_page(text: str) -> str:
    """The page with the true output of every command."""
    with tempfile.TemporaryDirectory() as folder:
        return BLOCK.sub(lambda block: _run_block(block, Path(folder)), text)


def _run_block(block: re.Match[str], folder: Path) -> str:
    kind, body = block.groups()
    if kind == "yaml":
        if name := FILE.match(body):
            (folder / name[1]).write_text(body)
        return block[0]
    shown = []
    for line in body.splitlines():
        if line.startswith("$ "):
            shown += [line, *_run(line[2:], folder)]
    return "```console\n" + "\n".join(shown) + "\n```"


def _run(command: str, folder: Path) -> list[str]:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    # as a terminal shows it: both streams, in the order in which they are written
    done = subprocess.run(
        ["bash", "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        check=False,
    )
    return [line.rstrip() for line in done.stdout.splitlines()]


def main(arguments: list[str]) -> int:
    """Bring the pages up to date, or with `--check` say which are not."""
    stale = []
    for page in (Path(name) for name in arguments if name != "--check"):
        text = page.read_text(encoding="utf-8")
        true = run_page(text)
        if text == true:
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
