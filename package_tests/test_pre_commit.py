"""The published hooks, in a repository of somebody else, by the real pre-commit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = "scheduler: {name: CosineAnnealingLR, T_max: 90}\nepochs: 90\n"
BAD = "scheduler:\n  name: StepLR\n  step_size: 0\nepochs: 90\n"
OTHER = "services: {web: {image: nginx}}\n"


class Project:
    """A git repository that uses the hooks."""

    def __init__(self, folder, environment):
        self.folder = folder
        self._environment = environment
        self.run("git", "init", "--quiet", "--initial-branch", "main")

    def run(self, *command, check=True):
        return subprocess.run(
            command, cwd=self.folder, env=self._environment, check=check, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def use(self, clone, hook):
        revision = self.run("git", "-C", clone, "rev-parse", "HEAD").stdout.strip()
        config = f"repos:\n  - repo: {clone}\n    rev: {revision}\n    hooks: [{{id: {hook}}}]\n"
        (self.folder / ".pre-commit-config.yaml").write_text(config)

    def add(self, **files):
        for name, text in files.items():
            (self.folder / f"{name}.yaml").write_text(text)
        self.run("git", "add", "--all")

    def commit(self):
        return self.run("git", "commit", "--quiet", "--message", "x", check=False)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A home of its own, with nothing of this machine but where packages come from."""
    home = tmp_path_factory.mktemp("home")
    found = {
        **os.environ,
        "HOME": str(home),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    own = Path.home() / ".config" / "pip" / "pip.conf"
    return {**found, "PIP_CONFIG_FILE": str(own)} if own.exists() else found


@pytest.fixture(params=["lrviz-validate", "lrviz-validate-system"])
def project(request, clone, environment, tmp_path):
    found = Project(tmp_path, environment)
    found.use(clone, request.param)
    found.run("pre-commit", "install")
    return found


def test_a_good_config_is_committed(project):
    project.add(good=GOOD)
    done = project.commit()
    assert (done.returncode, "Passed" in done.stdout) == (0, True), done.stdout


def test_a_bad_config_stops_the_commit_with_the_finding_on_screen(project):
    project.add(good=GOOD, bad=BAD)
    done = project.commit()
    assert done.returncode == 1
    assert "bad.yaml:3:14: error LR105 `step_size: 0` must be 1 or more" in done.stdout
    assert "checked 3 files, 1 without a schedule: 1 error" in done.stdout


def test_yaml_without_a_schedule_is_left_alone(project):
    project.add(compose=OTHER, empty="")
    done = project.commit()
    assert done.returncode == 0, done.stdout


def test_all_files_of_two_hundred(project):
    project.add(**{f"config{number}": GOOD for number in range(199)}, bad=BAD)
    done = project.run("pre-commit", "run", "--all-files", check=False)
    assert done.returncode == 1
    assert "bad.yaml:3:14: error LR105" in done.stdout
    assert done.stdout.count("error LR") == 1


def test_the_isolated_environment_is_small(environment, clone, tmp_path):
    project = Project(tmp_path, environment)
    project.use(clone, "lrviz-validate")
    project.run("pre-commit", "install-hooks")
    store = Path(environment["PRE_COMMIT_HOME"])
    packages = {path.name for path in store.glob("repo*/py_env-*/lib/python*/site-packages/*")}
    assert {"lrviz", "pydantic", "yaml"} <= packages
    assert not packages & {"torch", "timm", "numpy", "matplotlib"}
    size = sum(path.stat().st_size for path in store.glob("repo*/py_env-*/**/*") if path.is_file())
    assert size < 100_000_000
