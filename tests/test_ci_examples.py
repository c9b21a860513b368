"""The examples for CI: their steps are run, in order, on a pull request that changes a schedule and breaks another."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.needs("numpy", "matplotlib")

EXAMPLES = Path(__file__).parent.parent / "examples" / "ci"
GOOD = "optimizer: {name: AdamW, lr: 1e-3}\nscheduler: {name: CosineAnnealingLR, T_max: 100}\nsteps: 100\n"
COMMENTED = f"# the same schedule\n{GOOD}"
LONGER = GOOD.replace("T_max: 100", "T_max: 50")
BAD = "scheduler:\n  name: StepLR\n  step_size: 0\n"

# what is changed beside them, in the newest commits by the seed alone
UNCOMPARED = {
    "compose": "services: {web: {image: python}}\n",
    "root": "defaults: [model: small]\n",
    "trainer": "{learning_rate: 2e-4, lr_scheduler_type: cosine, num_train_epochs: 3}\n",
    "plateau": "optimizer: {name: SGD, lr: 0.1}\nscheduler: ReduceLROnPlateau\nepochs: 10\n",
    "chain": "optimizer: {name: SGD, lr: 0.1}\nsteps: 100\nscheduler:\n  name: ChainedScheduler\n  schedulers:\n"
    "    - {name: ExponentialLR, gamma: 0.9}\n    - {name: CosineAnnealingLR, T_max: 50, eta_min: 0.01}\n",
    "fixed": BAD,
    "still_broken": BAD,
}
NOW = {name: f"{text}seed: 2\n" for name, text in UNCOMPARED.items()} | {
    "trainer": UNCOMPARED["trainer"].replace("2e-4", "3e-4"),
    "plateau": UNCOMPARED["plateau"].replace("0.1", "0.2"),
    "chain": UNCOMPARED["chain"].replace("0.1", "0.2"),
    "fixed": GOOD,
}

# run before lrviz, for there is no torch in these jobs
NO_TORCH = """
import sys
from importlib.machinery import PathFinder


class NoTorch(PathFinder):
    @classmethod
    def find_spec(cls, name, *arguments):
        return None if name.partition(".")[0] == "torch" else super().find_spec(name, *arguments)


sys.meta_path[sys.meta_path.index(PathFinder)] = NoTorch
"""

INSTALL = 'and stepping it needs torch; install it with: pip install "lrviz[torch]"'

# long enough for git to know it again under another name
MOVED = f"# half a cosine\n# in a hundred updates\n# as all our runs have it\n{GOOD}seed: 3\n"
# of which most is the same
GONE = f"# half a cosine, as all our runs have it\n{GOOD}seed: 4\n".replace(
    "CosineAnnealingLR, T_max: 100", "StepLR, step_size: 30"
)
UNLIKE_IT = GONE.replace("StepLR, step_size: 30", "PolynomialLR, total_iters: 100")
NEW = "steps: 30\nscheduler: {name: PolynomialLR, total_iters: 30}\noptimizer: SGD\n"

# GitHub's program is not here: what it is told is noted, and which comments there are is in a file
GH = '#!/bin/sh\ncase "$*" in *--paginate*) cat ../comments ;; *) printf "%s " "$@" > told ;; esac\n'


@pytest.fixture
def pull_request(tmp_path):
    """A repository with an origin, in which the newest commits change, break, add and move schedules and comments."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTEST_"))}
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "gh").write_text(GH)
    (programs / "gh").chmod(0o755)
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "sitecustomize.py").write_text(NO_TORCH)
    here = Path(sys.executable).parent
    environment |= {
        "PATH": f"{programs}{os.pathsep}{here}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(tmp_path / "without"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "me/mine",
        **{f"GIT_{who}_{what}": "me@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    folder = tmp_path / "mine"
    (folder / "configs").mkdir(parents=True)

    def run(script, check=True):
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script],
            cwd=folder, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0 or not check, done.stderr
        return done

    def commit(**files):
        for name, text in files.items():
            path = folder / "configs" / f"{name}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        run("git add --all && git commit --quiet --message x")

    run("git init --quiet --bare ../origin && git init --quiet && git remote add origin ../origin")
    (tmp_path / "comments").touch()
    commit(**{"changed": GOOD, "commented": GOOD, "broken": GOOD, "deep/changed": f"{GOOD}seed: 1\n"}, **UNCOMPARED)
    commit(gone=GONE)
    commit(before=MOVED, same_before=f"# the same\n{MOVED}")
    base = run("git rev-parse HEAD").stdout.strip()
    run("git mv configs/before.yaml 'configs/now here.yaml' && git mv configs/same_before.yaml configs/same_now.yaml")
    # two that become the same file
    commit(**{"changed": LONGER, "commented": COMMENTED, "broken": BAD, "new": NEW, "deep/changed": LONGER}, **NOW)
    commit(**{"now here": MOVED.replace("T_max: 100", "T_max: 50"), "new_compose": "services: {}\n", "new_broken": BAD})
    run("git rm --quiet configs/gone.yaml")
    commit(new_root="defaults: [model: small]\n", new_plateau=UNCOMPARED["plateau"], unlike_it=UNLIKE_IT)
    environment |= {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "BASE": base, "NUMBER": "7"}
    return folder, run


def change(pull_request, **files):
    """Let the newest commit change, add and delete (by None) these configs alone."""
    folder, run = pull_request
    run('git reset --quiet --hard "$BASE"')
    for name, text in files.items():
        path = folder / "configs" / f"{name}.yaml"
        path.unlink() if text is None else path.write_text(text)
    run("git add configs && git commit --quiet --message x")


def steps(job):
    """The scripts of a job, but for those that install lrviz, which is here."""
    scripts = job["script"] if "script" in job else [step["run"] for step in job["steps"] if "run" in step]
    return [script for script in scripts if not script.startswith("pip install ")]


def read(name):
    return yaml.safe_load((EXAMPLES / name).read_text())


def test_github_annotates_and_writes_for_code_scanning(pull_request):
    folder, run = pull_request
    annotate, write = steps(read("github.yml")["jobs"]["validate"])
    done = run(annotate, check=False)
    assert (done.returncode, done.stdout.splitlines()[0].partition("::")[0]) == (1, "")
    assert "file=configs/broken.yaml,line=3," in done.stdout
    run(write)
    (result, *_) = json.loads((folder / "lrviz.sarif").read_text())["runs"][0]["results"]
    assert result["ruleId"]


def test_github_comments_on_what_has_changed(pull_request):
    folder, run = pull_request
    for script in steps(read("github.yml")["jobs"]["compare"]):
        run(script)
    comment = (folder / "comment.md").read_text()
    pictures = re.findall(
        r"!\[schedule\]\(https://github\.com/me/mine/raw/([0-9a-f]{40})/([0-9a-f]{40}\.png)\)", comment
    )
    tables = re.findall(r"^- \*\*B\*\* .*(configs/[^`]+\.yaml)", comment, re.MULTILINE)
    # the one whose comment alone has changed is not in it, and of one that is broken there is no picture
    assert tables == ["configs/changed.yaml", "configs/deep/changed.yaml", "configs/now here.yaml"]
    # and one that is gone is no earlier form of one that is new
    assert re.findall(r"^- \*\*A\*\* `(\S+)@\w{40}`", comment, re.MULTILINE) == [
        "configs/changed.yaml", "configs/deep/changed.yaml", "configs/before.yaml"
    ]  # fmt: skip
    # one that is new has a picture and its numbers, and one that moved and is the same has nothing
    added = re.findall(r"A new schedule:\n\n!\[schedule\]\(.*\)\n\n {4}(.*)\n", comment)
    assert added == [
        "configs/new.yaml: PolynomialLR, 30 steps (formula)",
        "configs/unlike_it.yaml: PolynomialLR, 100 steps (formula)",
    ]
    mended = re.findall(r"A schedule that was broken before:\n\n!\[schedule\]\(.*\)\n\n {4}(.*)\n", comment)
    assert mended == ["configs/fixed.yaml: CosineAnnealingLR, 100 steps (formula)"]
    assert re.findall(r"A new schedule is not drawn:\n\n {4}(.*)\n", comment) == [
        f"error: configs/new_plateau.yaml: ReduceLROnPlateau has no formula, {INSTALL}"
    ]
    assert "same_" not in comment
    assert "\n    configs/broken.yaml:3:14: error LR105 `step_size: 0` must be 1 or more" in comment
    assert "commented.yaml" not in comment
    # what cannot be drawn any more is what could be drawn
    assert comment.count("A schedule cannot be drawn any more:\n") == 1
    for name in ("compose", "root"):
        assert f"{name}.yaml" not in comment
    said = re.findall(r"A schedule is not compared:\n\n {4}error: configs/(\w+)\.yaml(?:@\w+)?: (.*)\n", comment)
    nothing = "no curve can be drawn"
    assert dict(said) == {
        "chain": f"ChainedScheduler(ExponentialLR, CosineAnnealingLR) has no formula for the whole run, {INSTALL}",
        "plateau": f"ReduceLROnPlateau has no formula, {INSTALL}",
        "still_broken": nothing,
        "trainer": "some values are only known in the run (give them: --steps-per-epoch STEPS_PER_EPOCH)",
    }
    commits, names = zip(*pictures, strict=True)
    (commit,), (name, *_) = set(commits), names
    assert len(set(names)) == 6
    assert run("git -C ../origin branch --list --format '%(refname:short)'").stdout == "lrviz-pictures/7\n"
    drawn = subprocess.run(
        ["git", "-C", folder.parent / "origin", "show", f"{commit}:{name}"], capture_output=True, check=True
    ).stdout
    assert drawn.startswith(b"\x89PNG")
    assert comment.startswith("<!-- lrviz -->\n")
    path = "repos/me/mine/issues/7/comments"
    assert (folder / "told").read_text() == f"api --silent --method POST {path} -F body=@comment.md "


def test_github_writes_its_own_comment_anew(pull_request):
    folder, run = pull_request
    change(pull_request, plateau=NOW["plateau"])
    (folder.parent / "comments").write_text("123\n456\n")
    for script in steps(read("github.yml")["jobs"]["compare"]):
        run(script)
    told = "api --silent --method PATCH repos/me/mine/issues/comments/123 -F body=@comment.md "
    assert (folder / "told").read_text() == told
    # and takes back what it said where the change is taken back
    (folder / "told").unlink()
    run("git reset -q && git revert --no-edit HEAD")
    for script in steps(read("github.yml")["jobs"]["compare"]):
        run(script)
    assert (folder / "comment.md").read_text() == "<!-- lrviz -->\nNo schedule is changed any more.\n"
    assert (folder / "told").read_text() == told


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param({"changed": BAD}, "A schedule cannot be drawn any more:", id="one-that-is-broken"),
        pytest.param({"plateau": NOW["plateau"]}, "A schedule is not compared:", id="one-that-follows-a-metric"),
        pytest.param(
            {"gone": None, "new_broken": GONE.replace("step_size: 30", "step_size: 0")},
            "A schedule that may have been `configs/gone.yaml` cannot be drawn:",
            id="a-new-one-that-is-broken-and-like-one-that-is-gone",
        ),
    ],
)
def test_github_comments_without_a_picture_where_there_is_none(pull_request, files, said):
    folder, run = pull_request
    change(pull_request, **files)
    for script in steps(read("github.yml")["jobs"]["compare"]):
        run(script)
    assert (folder / "comment.md").read_text().splitlines()[:2] == ["<!-- lrviz -->", said]
    assert "-F body=@comment.md" in (folder / "told").read_text()
    assert run("git -C ../origin branch --list").stdout == ""


def test_github_says_nothing_where_no_schedule_is_changed(pull_request):
    folder, run = pull_request
    run('git reset --quiet --hard "$BASE"')
    for script in steps(read("github.yml")["jobs"]["compare"]):
        run(script)
    assert not (folder / "told").exists()


@pytest.mark.parametrize(
    ("change_settings", "here", "there"),
    [
        pytest.param("git add pyproject.toml", "+", "-", id="new-settings"),
        pytest.param(
            "git add pyproject.toml && git commit --quiet --message x && git rm --quiet pyproject.toml",
            "-", "+", id="the-only-settings-are-deleted",
        ),
    ],
)  # fmt: skip
def test_github_says_what_other_settings_find(pull_request, change_settings, here, there):
    folder, run = pull_request
    run('git reset --quiet --hard "$BASE"')
    (folder / "pyproject.toml").write_text('[tool.lrviz]\nignore = ["LR105"]\nseverities = {LR129 = "error"}\n')
    run(f"{change_settings} && git commit --quiet --message x")
    settings = sorted(folder.glob("pyproject.toml"))
    for script in steps(read("github.yml")["jobs"]["compare"]):
        run(f"BASE=HEAD~\n{script}")
    first, _, *found = (folder / "comment.md").read_text().splitlines()[1:]
    assert first == "By the settings that are changed, these findings are gone (-) and new (+):"
    assert sorted(line.partition(" `")[0].partition(" the curve")[0] for line in found if line) == sorted(
        [
            f"    {there} configs/fixed.yaml:3:14: LR105 error",
            f"    {there} configs/plateau.yaml:2:12: LR129 info",
            f"    {here} configs/plateau.yaml:2:12: LR129 error",
            f"    {there} configs/still_broken.yaml:3:14: LR105 error",
        ]
    )
    assert sorted(folder.glob("pyproject.toml")) == settings
    assert run("git status --porcelain pyproject.toml").stdout == ""


def test_github_cuts_a_comment_that_is_too_long(pull_request):
    folder, run = pull_request
    change(pull_request, changed=BAD, plateau=NOW["plateau"])
    compare, comment = steps(read("github.yml")["jobs"]["compare"])
    assert "-le 50000" in compare
    log = run(compare.replace("-le 50000", "-le 500")).stdout
    run(comment)
    first, *_, last = (folder / "comment.md").read_text().removeprefix("<!-- lrviz -->\n").splitlines()
    assert first == "A schedule cannot be drawn any more:"
    assert last == "There is no room for 1 more: the log of this job has what is to be said of it."
    assert log.startswith("A schedule is not compared:\n\n    error: configs/plateau.yaml@")


@pytest.mark.needs("check_jsonschema")
@pytest.mark.parametrize(
    ("name", "schema"),
    [
        pytest.param("github.yml", ["vendor.github-workflows"], id="github"),
        pytest.param("gitlab.yml", ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"], id="gitlab"),
    ],
)
def test_the_service_would_take_it(name, schema):
    command = ["-m", "check_jsonschema", "--builtin-schema", *schema, EXAMPLES / name]
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.needs("plotly")
def test_gitlab_reports_and_draws(pull_request):
    folder, run = pull_request
    jobs = read("gitlab.yml")
    done = [run(script, check=False) for script in steps(jobs["validate-schedules"])]
    assert [item.returncode for item in done] == [1]
    assert {item["location"]["path"] for item in json.loads((folder / "lrviz.json").read_text())} >= {
        "configs/broken.yaml"
    }
    run("\n".join(steps(jobs["compare-schedules"])))
    assert jobs["compare-schedules"]["artifacts"]["when"] == "always"
    assert sorted(str(page.relative_to(folder / "schedules")) for page in (folder / "schedules").rglob("*.html")) == [
        "changed.yaml.html",
        "deep/changed.yaml.html",
        "fixed.yaml.html",
        "new.yaml.html",
        "now here.yaml.html",
        "unlike_it.yaml.html",
    ]
