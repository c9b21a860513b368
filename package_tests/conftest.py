"""What the tests of the package share: each thing is installed as a user installs it, once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LANGUAGE_SERVER = "yaml-language-server@2.0.0"


@pytest.fixture(scope="session")
def lrviz():
    """The command beside the Python that runs the tests."""
    return Path(sys.executable).with_name("lrviz")


@pytest.fixture(scope="session")
def clone(tmp_path_factory):
    """The project, cloned as others get it: what is not committed is not in it."""
    folder = tmp_path_factory.mktemp("clone") / "lrviz"
    subprocess.run(["git", "clone", "--quiet", Path(__file__).parents[1], folder], check=True)
    return folder


@pytest.fixture(scope="session")
def npm_server(tmp_path_factory):
    """The real yaml-language-server."""
    folder = tmp_path_factory.mktemp("npm")
    subprocess.run(["npm", "install", "--no-fund", "--no-audit", LANGUAGE_SERVER], cwd=folder, check=True)
    return folder / "node_modules" / ".bin" / "yaml-language-server"


@pytest.fixture(scope="session")
def schema_file(lrviz, tmp_path_factory):
    """The schema, as the command writes it."""
    path = tmp_path_factory.mktemp("schema") / "lrviz.schema.json"
    subprocess.run([lrviz, "schema", "--output", path], check=True)
    return path
