from __future__ import annotations

from importlib.util import find_spec

import pytest
from hiding import lrviz_without

WITHOUT_NUMPY = lrviz_without("numpy")
CONFIG = "scheduler: {name: StepLR, step_size: 2, gamma: 0.5}\nepochs: 8\n"


@pytest.mark.parametrize(
    "command",
    [
        ("plot", "a.yaml"),
        ("plot", "a.yaml", "-o", "a.html"),
        ("plot", "a.yaml", "--engine", "formula"),
        ("table", "a.yaml"),
        ("compare", "a.yaml", "a.yaml"),
        ("check-log", "a.yaml", "log.csv"),
    ],
    ids=" ".join,
)
def test_a_curve_is_refused_with_the_library_that_it_needs(python, tmp_path, command):
    (tmp_path / "a.yaml").write_text(CONFIG)
    (tmp_path / "log.csv").write_text("step,lr\n0,0.1\n")
    extra = "plot" if "formula" in command or find_spec("torch") is None else "torch"
    said = f'error: this needs numpy; install it with: pip install "lrviz[{extra}]"\nexit 2\n'
    assert python(WITHOUT_NUMPY, *command) == said


def test_a_config_is_linted(python, tmp_path):
    (tmp_path / "a.yaml").write_text(CONFIG.replace("0.5", "1.5"))
    said = python(WITHOUT_NUMPY, "validate", "a.yaml")
    assert "warning LR113" in said
    assert said.endswith("exit 0\n")
