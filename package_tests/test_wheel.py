"""The built packages: whole, and of use without torch on every Python that is admitted."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pexpect
import pytest

ADMITTED = ("3.11", "3.12", "3.13", "3.14")
BAD = "scheduler:\n  name: StepLR\n  step_size: 0\nepochs: 90\n"


def pythons():
    """An interpreter of each version that is admitted. The tests of one that this machine lacks are skipped."""
    for version in ADMITTED:
        shelf = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
        named = [*map(str, shelf), shutil.which(f"python{version}"), sys.executable]
        found = next((name for name in named if name and version_of(name) == version), None)
        yield pytest.param(found, id=version, marks=[] if found else pytest.mark.skip(reason=f"no Python {version}"))


def version_of(python):
    code = "import sys; print(*sys.version_info[:2], sep='.')"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=False).stdout.strip()


@pytest.fixture(scope="module")
def packages(clone, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--outdir", folder, clone], check=True, stdout=subprocess.DEVNULL)
    return {path.suffix: path for path in folder.iterdir()}


def test_the_descriptions_are_in_form(packages):
    subprocess.run([sys.executable, "-m", "twine", "check", "--strict", *packages.values()], check=True)


def test_the_wheel_holds_what_it_must_and_nothing_else(packages):
    names = zipfile.ZipFile(packages[".whl"]).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"lrviz", "schedules"}
    assert {"lrviz/py.typed", "schedules/py.typed", "lrviz/cli.py", "schedules/catalog/StepLR.py"} <= set(names)
    assert not [name for name in names if "__pycache__" in name]


def test_the_metadata_name_every_python_that_is_admitted(packages):
    with zipfile.ZipFile(packages[".whl"]) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        lines = archive.read(name).decode().partition("\n\n")[0].splitlines()
    named = re.findall(r"^Classifier: Programming Language :: Python :: (3\.\d+)$", "\n".join(lines), re.MULTILINE)
    assert tuple(named) == ADMITTED
    assert "License-Expression: MIT" in lines
    # what a user gets without asking: no torch, and nothing of its size
    needed = [line.removeprefix("Requires-Dist: ") for line in lines if line.startswith("Requires-Dist: ")]
    plain = {re.match(r"\w+", line)[0] for line in needed if "extra ==" not in line}
    assert plain == {"omegaconf", "pydantic", "pyyaml", "rich", "typer"}


def test_all_extras_are_those_of_the_development_environment(packages):
    """`pip install "lrviz[all]"`, where everything that it needs is there already."""
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--no-index", f"{packages['.whl']}[all]"],
        check=True,
    )


def test_the_source_holds_what_the_tests_need(packages):
    with tarfile.open(packages[".gz"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tests/conftest.py", "examples/wsd.yaml", "docs/run_blocks.py", "Makefile", "LICENSE", ".ci/run"} <= names
    # and what those two run
    assert {"package_tests/test_wheel.py", "package_tests/conftest.py", "browser_tests/test_page.py"} <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith(("site/", "gallery/", ".venv/"))]


@pytest.fixture(scope="module", params=pythons())
def installed(request, packages, tmp_path_factory):
    """A new environment with the wheel alone."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([request.param, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", packages[".whl"]], check=True)
    return folder / "bin"


def run(*command, folder):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_it_lints_lists_explains_and_writes_the_schema_without_torch(installed, tmp_path):
    (tmp_path / "bad.yaml").write_text(BAD)
    linted = run(installed / "lrviz", "validate", "bad.yaml", "--format", "concise", folder=tmp_path)
    assert (linted.returncode, linted.stdout.split(": ")[0]) == (1, "bad.yaml:3:14")
    for command in (["list"], ["explain", "LR105"], ["explain", "StepLR"], ["schema"]):
        done = run(installed / "lrviz", *command, folder=tmp_path)
        assert (done.returncode, done.stderr, bool(done.stdout)) == (0, "", True)
    assert run(installed / "python", "-c", "import torch", folder=tmp_path).returncode == 1


def test_it_is_a_module_too(installed, tmp_path):
    done = run(installed / "python", "-m", "lrviz", "--version", folder=tmp_path)
    assert (done.returncode, done.stdout.split()[0]) == (0, "lrviz")


def test_what_is_missing_is_named(installed, tmp_path):
    (tmp_path / "good.yaml").write_text("name: StepLR\nstep_size: 5\n")
    built = run(installed / "lrviz", "validate", "--build", "good.yaml", folder=tmp_path)
    assert built.returncode == 2
    assert 'pip install "lrviz[torch]"' in built.stderr


def test_the_shell_completes(installed, tmp_path):
    """A real bash, into which a user types, and presses the tab key twice."""
    environment = {"HOME": str(tmp_path), "PATH": f"{installed}:/usr/bin:/bin", "SHELL": "/bin/bash", "TERM": "dumb"}
    subprocess.run(["lrviz", "--install-completion", "bash"], env=environment, check=True, capture_output=True)
    (tmp_path / "there.yaml").write_text("name: StepLR\nstep_size: 5\n")
    with pexpect.spawn("bash", ["-i"], env=environment, cwd=tmp_path, encoding="utf-8", timeout=60) as bash:
        # what is typed before the prompt is there is no line of its own; written so, the echo is not the prompt
        bash.sendline("PS1='rea''dy> '")
        bash.expect_exact("ready> ")
        for typed, completed in (
            ("lrviz val", "lrviz validate "),
            ("lrviz plot --steps-p", "--steps-per-epoch "),
            ("lrviz new PolynomialLRD", "PolynomialLRDecay "),
            ("lrviz explain OneC", "OneCycleLR "),
            ("lrviz plot PolynomialLRD", "PolynomialLRDecay "),
            ("lrviz table the", "there.yaml "),
            ("lrviz plot --engine fo", "formula "),
            ("lrviz validate --ignore LR104,cosine-reb", "LR104,cosine-rebound "),
        ):
            bash.send(f"{typed}\t")
            bash.expect_exact(completed)
            # the line is taken back; an interrupt may come while bash still completes, and be lost
            bash.sendcontrol("u")
        bash.send("lrviz \t\t")
        bash.expect(r"table[^\n]*\n")
        assert {"check-log", "compare", "explain", "validate"} <= set(bash.before.split())
