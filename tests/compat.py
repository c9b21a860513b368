"""Runs the suite in one environment after the other, and prints a table: `compat.py [LEG...]`.

An environment is made in `.compat` for each leg. One in which all is well is removed; one in which something fails
stays to be looked at, and is made anew the next time. The legs with other versions of torch install some gigabytes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PINNED = ROOT / "constraints.txt"
LIBRARIES = ("torch", "timm", "numpy", "matplotlib", "plotly", "watchfiles", "omegaconf", "pydantic")


class Leg(NamedTuple):
    """One environment.

    `extras` are those of the distribution. `versions` win over the versions that development uses, and where these are
    not `pinned` all others are the newest. What is to be `without` is taken away again where the tools of development
    have brought it, and what comes `later` is installed whatever they ask for.
    """

    extras: str = "all"
    versions: tuple[str, ...] = ()
    pinned: bool = True
    python: str = "python3"
    without: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


def oldest(besides: str = "") -> tuple[str, ...]:
    """The oldest version of everything that the distribution may be installed with, besides one library."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    named = ("torch", "timm", "plot", "html", "watch")
    bounds = [*project["dependencies"], *(bound for name in named for bound in extras[name])]
    return tuple(dict.fromkeys(bound.replace(">=", "==") for bound in bounds if bound.split(">=")[0] != besides))


LEGS = {
    "development": Leg(),
    "oldest": Leg(versions=oldest(), pinned=False),
    "oldest-but-torch": Leg(versions=(*oldest(besides="torch"), "torch==2.13.0", "torchvision==0.28.0"), pinned=False),
    "newest": Leg(pinned=False),
    "omegaconf-2.3": Leg(versions=("omegaconf==2.3.0",)),
    # Hydra asks for an older one
    "omegaconf-2.4": Leg(without=("hydra-core",), later=("omegaconf==2.4.0",)),
    "without-torch": Leg("plot,html,watch"),
    "without-timm": Leg("torch,plot,html,watch"),
    "without-matplotlib": Leg("torch,timm,html,watch", without=("matplotlib", "mmengine")),
    "without-plotly": Leg("torch,timm,plot,watch"),
    "without-watchfiles": Leg("torch,timm,plot,html"),
    "without-numpy": Leg("", without=("numpy", "matplotlib", "mmengine", "transformers", "opencv-python")),
    # what a linter needs; the full suite is run with the Python of development
    "python-3.12": Leg("plot", python="python3.12"),
    "python-3.13": Leg("plot", python="python3.13"),
    "python-3.14": Leg("plot", python="python3.14"),
}


def main(names: list[str]) -> int:
    """Run the legs, all of them by default."""
    rows = [(name, *run(name, LEGS[name])) for name in names or LEGS]
    print()
    for row in rows:
        print("{:20} {:12} {:60} {}".format(*row), flush=True)
    return int(any(outcome == "failed" for _, outcome, *_ in rows))


def run(name: str, leg: Leg) -> tuple[str, str, str]:
    """Make an environment and run the suite in it.

    Returns:
        The outcome, what pytest counted, and what was installed.
    """
    interpreter = find_python(leg.python)
    if interpreter is None:
        return "not run", f"there is no {leg.python} here", ""
    folder, installed = ROOT / ".compat" / name, ""
    print(f"== {name}", flush=True)
    python = str(folder / "bin" / "python")
    made = subprocess.run([interpreter, "-m", "venv", "--clear", str(folder)], check=False).returncode
    # what the machine allows itself is no bound of ours
    environment = {**os.environ, "PIP_CONSTRAINT": str(constraints(leg, folder))}
    if made or subprocess.run([python, *pip_install(leg)], env=environment, check=False).returncode:
        return "failed", "cannot be installed", installed
    if leg.without:
        subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "--yes", *leg.without], check=True)
    if leg.later:
        subprocess.run([python, "-m", "pip", "install", "--quiet", *leg.later], env=os.environ, check=True)
    listed = subprocess.run(
        [python, "-m", "pip", "list", "--format=freeze"], capture_output=True, text=True, check=True
    )
    installed = " ".join(line for line in listed.stdout.splitlines() if line.partition("==")[0] in LIBRARIES)
    done = subprocess.run([python, "-m", "pytest", "-n", "2"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, end="", flush=True)
    if done.returncode == 0:
        shutil.rmtree(folder)
    return "failed" if done.returncode else "passed", counts(done.stdout), installed


def find_python(name: str) -> str | None:
    """An interpreter of this name that runs, on the path or among those of pyenv, whose shims may lead nowhere."""
    version = name.removeprefix("python")
    kept = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python")) if "." in version else []
    for found in (shutil.which(name), *map(str, kept)):
        if found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0:
            return found
    return None


def pip_install(leg: Leg) -> list[str]:
    """The arguments of the interpreter that install the distribution and what the leg asks for."""
    extras = ",".join(filter(None, ["dev", leg.extras]))
    return ["-m", "pip", "install", "--quiet", "--editable", f".[{extras}]", *leg.versions]


def constraints(leg: Leg, folder: Path) -> Path:
    """Write the versions that pip is to take where it has a choice."""
    chosen = {re.split("[=<>]", version)[0] for version in leg.versions}
    pins = [pin for pin in PINNED.read_text().splitlines() if leg.pinned and pin.partition("==")[0] not in chosen]
    path = folder / "constraints.txt"
    path.write_text("\n".join(pins))
    return path


def counts(output: str) -> str:
    """The last line of pytest, such as `7 passed, 1 skipped in 3.20s`; with `-q` it has no rules around it."""
    found = re.findall(r"^\d+ (?:failed|passed|skipped|error).* in [\d.]+s.*$", output, re.MULTILINE)
    return found[-1] if found else "pytest counted nothing"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
