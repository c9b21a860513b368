"""Configs of other people, from the folder that `LRVIZ_CORPUS` names: none of them ends in an internal error.

`lrviz_in` sets `LRVIZ_DEBUG`, under which what nobody expected is raised.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

FILES = sorted(Path(os.environ["LRVIZ_CORPUS"]).glob("*.y*ml")) if os.environ.get("LRVIZ_CORPUS") else []

needs_the_corpus = pytest.mark.skipif(not FILES, reason="LRVIZ_CORPUS is no folder of configs")


@needs_the_corpus
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_real_config_is_linted(file, lrviz_in, tmp_path):
    shutil.copy(file, tmp_path / "x.yaml")
    result = lrviz_in("validate", "x.yaml", "--if-any")
    assert result.code in (0, 1)
    assert result.err.splitlines()[-1].startswith("checked 1 file")


@needs_the_corpus
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_real_config_is_drawn_or_refused_in_a_line(file, lrviz_in, tmp_path):
    shutil.copy(file, tmp_path / "x.yaml")
    result = lrviz_in("plot", "x.yaml")
    refused = result.err.splitlines()[-1].startswith("error: x.yaml")
    assert (tmp_path / "x.png").exists() == (not refused)
    assert (result.code != 0) == (refused or ": error LR" in result.err)
