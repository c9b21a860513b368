"""The documentation says what the commands print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lrviz.rules import all_rules
from schedules.catalog import SCHEDULERS

ROOT = Path(__file__).parent.parent


def run(*arguments):
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    *(f"docs/{path.name}" for path in sorted(ROOT.glob("docs/*.md"))),
]
"""The pages that are written by hand."""


@pytest.mark.needs("torch", "timm", "matplotlib", "plotly")
@pytest.mark.since("rich", "14.3")
@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_a_page_is_run_and_shows_what_appears(page):
    code, err = run("docs/run_blocks.py", "--check", page)
    assert (code, err) == (0, ""), err


HOOKS = "```yaml\n# .pre-commit-config.yaml\nrepos:\n  - {{repo: x, rev: {rev}, hooks: [{{id: {id}}}]}}\n```\n"


@pytest.mark.needs("torch")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("```console\n$ echo 1\n2\n```\n", "not up to date: page.md", id="output"),
        pytest.param("```python\nprint(1)\n```\n\n```text\n2\n```\n", "not up to date: page.md", id="printed"),
        pytest.param("```python\n1 / 0\n```\n", "ZeroDivisionError", id="python"),
        pytest.param("```yaml\nname: StepLR\n```\n", "nothing tells whether this block is true", id="yaml"),
        pytest.param("```yaml\n# a.yaml\nname: StepLR\n```\n", "LR103 error", id="yaml-file"),
        pytest.param("```yaml\n# a.yaml\nx: 1\n```\n", "LR011 error", id="yaml-without-a-schedule"),
        pytest.param(HOOKS.format(id="lrviz-lint", rev="v0.1.0"), "there is no hook lrviz-lint\n", id="hook"),
        pytest.param(HOOKS.format(id="lrviz-validate", rev="0.1.0"), "rev: 0.1.0 is not v and the version", id="rev"),
        pytest.param("```toml\n[tool.lrviz]\nx = 1\n```\n", "has no key `x`", id="toml"),
        pytest.param("```sh\nrm -r /\n```\n", "nothing tells whether this block is true", id="sh"),
        pytest.param("```text\nlrviz/nothing.py\n```\n", "nothing tells whether this block is true", id="drawing"),
        pytest.param("```json\n{}\n```\n", "nothing tells whether this block is true", id="another-kind"),
        pytest.param("```\nx\n", "a block is not fenced", id="open"),
        pytest.param("Try:\n\n    make demo\n", "a block is not fenced", id="indented"),
    ],
)
def test_a_block_that_is_not_true_is_found(text, said, tmp_path):
    (tmp_path / "page.md").write_text(text)
    code, err = run("docs/run_blocks.py", "--check", str(tmp_path / "page.md"))
    assert (code, said in err.replace(f"{tmp_path}/", "")) == (1, True), err


@pytest.fixture
def shown(tmp_path):
    """The test of the page on Python, in a folder of its own, and pytest on it from another one."""
    text = (ROOT / "docs" / "python.md").read_text()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "test_schedules.py").write_text(
        re.search(r"# test_schedules\.py\n.*?(?=^```)", text, re.S | re.M)[0]
    )

    def pytest_says(**configs):
        for name, config in configs.items():
            (tmp_path / "mine" / f"{name}.yaml").write_text(config)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "mine/test_schedules.py"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    return pytest_says


@pytest.mark.needs("numpy")
def test_the_test_that_is_shown_needs_configs(shown):
    code, out = shown()
    assert (code, "AssertionError: no config in" in out) == (2, True), out


@pytest.mark.needs("numpy", "torch")
def test_the_test_that_is_shown_looks_at_every_group_from_anywhere(shown, lrviz_in):
    plain = """\
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler: {name: CosineAnnealingLR, T_max: 20}
steps: 20
"""
    groups = plain.replace("}", ", groups: [{params: 'b.*', lr_factor: 0.1}]}", 1)
    files = {"mine/a.yaml": groups, "mine/b.yaml": groups, "mine/reviewed/c.csv": ""}
    for name in ("a", "b"):
        assert lrviz_in("table", f"mine/{name}.yaml", "-o", f"mine/reviewed/{name}.csv", files=files).code == 0
    assert shown()[0] == 0
    code, out = shown(a=groups.replace("lr_factor: 0.1", "lr_factor: 0.2"), b=plain)
    failed = [f"test_schedule_is_the_one_that_was_reviewed[{name}.yaml]" in out for name in ("a", "b")]
    assert (code, failed) == (1, [True, True]), out


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param("pages", "python docs/write_pages.py", id="pages"),
        pytest.param("test ONLY=LR204", "python -m pytest -k LR204", id="the-tests-of-one"),
        pytest.param("test", "python -m pytest -n 2", id="all-tests"),
        pytest.param(
            "formulas ONLY=RexLR",
            "python -m pytest -k RexLR tests/test_formulas.py --hypothesis-profile=formulas",
            id="the-formula-of-one",
        ),
    ],
)
def test_make_runs_what_contributors_are_told(target, expected):
    # the tests themselves may be run by make, which hands its own settings on
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "ONLY"}
    done = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", *target.split()],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1].endswith(expected)


def test_every_rule_and_scheduler_has_its_page():
    code, err = run("docs/write_pages.py", "--check")
    assert (code, err) == (0, ""), err


@pytest.mark.parametrize("name", [*all_rules(), *SCHEDULERS.names()])
def test_the_page_of_each_and_its_entry_in_the_list_are_up_to_date(name, pages):
    folder = ROOT / "docs" / ("rules" if name in all_rules() else "schedulers")
    page, whole = folder / f"{name}.md", folder / "README.md"
    entry = next(line for line in pages[whole].splitlines() if f"({name}.md)" in line)
    is_written = page.exists() and page.read_text(encoding="utf-8") == pages[page]
    is_listed = entry in whole.read_text(encoding="utf-8").splitlines()
    assert (is_written, is_listed) == (True, True), f"docs/{folder.name}/{name}.md is not up to date: run `make pages`"
