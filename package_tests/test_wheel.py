"""The built packages: whole, and of use without torch on every Python that is admitted."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ADMITTED = ("3.11", "3.12", "3.13", "3.14")
BAD = "scheduler:\n  name: StepLR\n  step_size: 0\nepochs: 90\n"


def pythons():
    """The interpreters of this machine that are admitted, this one among them."""
    for version in ADMITTED:
        shelf = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
        named = [*map(str, shelf), shutil.which(f"python{version}"), sys.executable]
        found = next((name for name in named if name and version_of(name) == version), None)
        if found:
            yield pytest.param(found, id=version)


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


def test_the_source_holds_what_the_tests_need(packages):
    with tarfile.open(packages[".gz"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tests/conftest.py", "examples/wsd.yaml", "docs/run_blocks.py", "Makefile", "LICENSE"} <= names


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
    environment = {"HOME": str(tmp_path), "PATH": f"{installed}:/usr/bin:/bin", "SHELL": "/bin/bash"}
    subprocess.run(["lrviz", "--install-completion", "bash"], env=environment, check=True, capture_output=True)
    script = 'source ~/.bashrc; COMP_WORDS=(lrviz val); COMP_CWORD=1; _lrviz_completion lrviz; echo "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["validate"]
