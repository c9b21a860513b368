"""`--plugin MODULE` makes a scheduler of the user's own known to every command."""

from __future__ import annotations

import sys

import pytest

PLUGIN = """\
from schedules import register
from torch.optim.lr_scheduler import LRScheduler


@register
class HalfwayLR(LRScheduler):
    '''Halves the rate once.'''

    def __init__(self, optimizer, halfway: int, last_epoch: int = -1):
        self.halfway = halfway
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        return [base / 2 if self.last_epoch >= self.halfway else base for base in self.base_lrs]
"""
CONFIG = "name: HalfwayLR\nhalfway: 2\n"


@pytest.mark.needs("torch")
@pytest.mark.usefixtures("registrations")
def test_a_registered_scheduler_is_drawn(lrviz_in, tmp_path):
    files = {"plugin_drawn.py": PLUGIN, "half.yaml": CONFIG}
    result = lrviz_in(
        "plot", "half.yaml", "--plugin", "plugin_drawn", "--steps", "4", "--lr", "1", "-o", "x.csv", files=files
    )
    assert result.code == 0, result.err
    rows = (tmp_path / "x.csv").read_text().splitlines()
    assert rows == ["step,epoch,lr", "0,0.0,1.0", "1,1.0,1.0", "2,2.0,0.5", "3,3.0,0.5"]


@pytest.mark.needs("torch")
@pytest.mark.usefixtures("registrations")
def test_its_parameters_are_checked(lrviz_in):
    files = {"plugin_checked.py": PLUGIN, "half.yaml": "name: HalfwayLR\nhalfways: 2.5\n"}
    result = lrviz_in("validate", "half.yaml", "--plugin", "plugin_checked", "--format", "concise", files=files)
    assert result.out.splitlines() == ["half.yaml:2:1: LR102 error HalfwayLR has no parameter `halfways`"]


@pytest.mark.needs("torch")
@pytest.mark.usefixtures("registrations")
def test_it_is_listed(lrviz_in):
    result = lrviz_in("list", "--plugin", "plugin_listed", files={"plugin_listed.py": PLUGIN})
    assert "Schedulers of plugins\n  HalfwayLR                     Halves the rate once\n" in result.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            None,
            "error: --plugin plugin_broken: there is no such module "
            "(give the name that `import` takes, in this environment or in the current folder)\n",
            id="not-there",
        ),
        pytest.param(
            "import no_such_library\n",
            "error: --plugin plugin_broken cannot be imported: "
            "ModuleNotFoundError: No module named 'no_such_library'\n",
            id="needs-what-is-not-there",
        ),
        pytest.param(
            "1 / 0\n",
            "error: --plugin plugin_broken cannot be imported: ZeroDivisionError: division by zero\n",
            id="raises",
        ),
        pytest.param(
            "raise SystemExit(0)\n",
            "error: --plugin plugin_broken cannot be imported: SystemExit: 0\n",
            id="may-not-end-the-command-as-if-all-were-well",
        ),
    ],
)
def test_a_plugin_that_cannot_be_imported(lrviz_in, text, said):
    files = {"half.yaml": CONFIG} | ({"plugin_broken.py": text} if text is not None else {})
    result = lrviz_in("validate", "half.yaml", "--plugin", "plugin_broken", files=files)
    assert (result.code, result.err) == (2, said)


def test_nothing_in_the_folder_stands_in_for_a_library(lrviz_in, monkeypatch):
    """A stranger's `wave.py` beside the config is not what a plugin imports."""
    monkeypatch.delitem(sys.modules, "wave", raising=False)
    files = {"wave.py": "raise SystemExit('ran')\n", "plugin_safe.py": "import wave\n", "half.yaml": CONFIG}
    result = lrviz_in("validate", "half.yaml", "--plugin", "plugin_safe", "--if-any", files=files)
    assert result.code == 0, result.err
