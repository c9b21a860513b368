"""`lrviz compare FILE --against REV`, in repositories that mean well and in one that does not."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from lrviz.errors import UnreadablePath, UsageProblem
from lrviz.revision import SAFE, read_at_revision

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")

OLD = "{name: StepLR, step_size: 2, gamma: 0.5, lr: 1.0, steps: 4}\n"
NEW = OLD.replace("step_size: 2", "step_size: 3")
LIMIT = 1_000_000


def git(folder, *arguments):
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "init.defaultBranch=main")
    subprocess.run(["git", "-C", folder, *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with one version of sub/a.yaml committed and tagged, and another one in its folder."""
    monkeypatch.delenv("GIT_DIR", raising=False)
    folder = tmp_path / "sub"
    folder.mkdir()
    (folder / "a.yaml").write_text(OLD)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    git(tmp_path, "tag", "v1")
    (folder / "a.yaml").write_text(NEW)
    return tmp_path


@pytest.mark.parametrize("revision", ["HEAD", "main", "v1", "HEAD@{0}", "HEAD:sub/a.yaml"])
def test_reads_the_file_as_it_was(repository, revision):
    assert read_at_revision(str(repository / "sub" / "a.yaml"), revision, LIMIT) == OLD.encode()


def test_reads_through_a_link_and_from_a_hook_of_another_repository(repository, tmp_path_factory, monkeypatch):
    other = tmp_path_factory.mktemp("other")
    git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    (other / "link.yaml").symlink_to(repository / "sub" / "a.yaml")
    assert read_at_revision(str(other / "link.yaml"), "v1", LIMIT) == OLD.encode()


def test_names_that_mean_something_to_git_are_names(repository, monkeypatch):
    monkeypatch.chdir(repository)
    for name in ("-p.yaml", ":(top)b.yaml", "a b.yaml", "HEAD:c.yaml"):
        (repository / name).write_text(name)
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "second")
    for name in ("-p.yaml", ":(top)b.yaml", "a b.yaml", "HEAD:c.yaml"):
        assert read_at_revision(name, "HEAD", LIMIT) == name.encode()


REFUSED = [
    ("", UsageProblem, "--against  is no revision"),
    ("--output=x", UsageProblem, "--against --output=x is no revision"),
    ("HEAD:", UsageProblem, "--against HEAD: names no file"),
    ("HEAD:a.yaml", UnreadablePath, "--against HEAD:a.yaml: a.yaml is not in that revision"),
    ("HEAD:sub", UnreadablePath, "--against HEAD:sub: sub is not in that revision"),
    ("HEAD:a\0b", UsageProblem, "--against HEAD:a\\x00b is no revision"),
    ("nothing:a.yaml", UsageProblem, "--against nothing:a.yaml: git knows no such revision"),
    (":0", UsageProblem, "--against :0 is no revision"),
    ("HEAD\n", UsageProblem, "--against HEAD\\x0a is no revision"),
    ("nothing", UsageProblem, "--against nothing: git knows no such revision"),
    ("HEAD~1", UsageProblem, "--against HEAD~1: git knows no such revision"),
]


@pytest.mark.parametrize(("revision", "error", "message"), REFUSED, ids=[repr(row[0]) for row in REFUSED])
def test_what_is_no_revision_is_refused(repository, revision, error, message):
    with pytest.raises(error) as refusal:
        read_at_revision(str(repository / "sub" / "a.yaml"), revision, LIMIT)
    assert refusal.value.message == message


def test_says_where_a_file_is_not(repository, monkeypatch):
    monkeypatch.chdir(repository)
    (repository / "new.yaml").write_text(NEW)
    with pytest.raises(UnreadablePath, match=r"^--against HEAD: new\.yaml is not in that revision$"):
        read_at_revision("new.yaml", "HEAD", LIMIT)
    with pytest.raises(UnreadablePath, match=r"^--against HEAD: sub is not in that revision$"):
        read_at_revision("sub", "HEAD", LIMIT)
    with pytest.raises(UnreadablePath, match=r"^sub/a\.yaml at HEAD is larger than 10 bytes "):
        read_at_revision("sub/a.yaml", "HEAD", 10)
    assert read_at_revision("sub/a.yaml", "HEAD", len(OLD)) == OLD.encode()


def test_says_that_there_is_no_repository(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "a.yaml").write_text(NEW)
    with pytest.raises(UnreadablePath, match=r"a\.yaml is in no git repository that can be read$"):
        read_at_revision(str(tmp_path / "a.yaml"), "HEAD", LIMIT)


def test_says_that_there_is_no_git(repository, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageProblem, match=r"^git cannot be started: no such file or directory$"):
        read_at_revision(str(repository / "sub" / "a.yaml"), "HEAD", LIMIT)


def test_nothing_of_a_repository_is_run(repository, tmp_path_factory):
    """Whatever its configuration names: converters, filters, hooks, a pager, an alias, a file watcher."""
    marker = tmp_path_factory.mktemp("outside") / "ran"
    program = repository / "program"
    program.write_text(f"#!/bin/sh\ntouch {marker}\ncat\n")
    program.chmod(0o755)
    hooks = repository / "hooks"
    hooks.mkdir()
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        shutil.copy(program, hooks / hook)
    (repository / ".gitattributes").write_text("*.yaml diff=x filter=x\n")
    run = str(program)
    named = {
        "diff.x.textconv": run,
        "diff.external": run,
        "filter.x.smudge": run,
        "filter.x.process": run,
        "core.hooksPath": str(hooks),
        "core.fsmonitor": run,
        "core.pager": run,
        "pager.cat-file": run,
        "core.sshCommand": run,
        "core.gitProxy": run,
        "core.askPass": run,
        "credential.helper": run,
        "alias.cat-file": f"!{run}",
        "alias.rev-parse": f"!{run}",
    }
    for key, value in named.items():
        git(repository, "config", key, value)
    assert read_at_revision(str(repository / "sub" / "a.yaml"), "HEAD", LIMIT) == OLD.encode()
    with pytest.raises(UsageProblem):
        read_at_revision(str(repository / "sub" / "a.yaml"), "nothing", LIMIT)
    assert not marker.exists()


# an old git knows but the second
@pytest.mark.parametrize("guards", [("GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"), ("GIT_ALLOW_PROTOCOL",)])
@pytest.mark.parametrize("url", ["", "ext::"])
def test_what_a_partial_clone_has_not_is_not_fetched(guards, url, repository, tmp_path_factory, monkeypatch):
    monkeypatch.setattr("lrviz.revision.SAFE", {guard: SAFE[guard] for guard in guards})
    outside = tmp_path_factory.mktemp("outside")
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(outside, "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{repository}", "clone")
    clone, marker = outside / "clone", outside / "ran"
    program = outside / "program"
    program.write_text(f"#!/bin/sh\ntouch {marker}\nexit 1\n")
    program.chmod(0o755)
    git(clone, "config", "remote.origin.uploadpack", str(program))
    git(clone, "config", "protocol.ext.allow", "always")
    git(clone, "config", "protocol.file.allow", "always")
    if url:
        git(clone, "config", "remote.origin.url", f"{url}{program}")
    (clone / "sub").mkdir()
    (clone / "sub" / "a.yaml").write_text(NEW)
    with pytest.raises(UnreadablePath, match="is not in that revision"):
        read_at_revision(str(clone / "sub" / "a.yaml"), "HEAD", LIMIT)
    assert not marker.exists()
    # the same without the guard would have run it
    subprocess.run(["git", "-C", clone, "cat-file", "blob", "HEAD:sub/a.yaml"], check=False, capture_output=True)
    assert marker.exists()


def test_git_is_stopped_where_it_waits_for_ever(repository, monkeypatch):
    monkeypatch.setattr("lrviz.revision.DEADLINE", 0.5)
    os.mkfifo(repository / ".git" / "pipe")
    with (repository / ".git" / "config").open("a") as config:
        config.write("[include]\n\tpath = pipe\n")
    with pytest.raises(UnreadablePath, match=r"^--against HEAD: git was stopped, as it gave no answer for 0\.5 s$"):
        read_at_revision(str(repository / "sub" / "a.yaml"), "HEAD", LIMIT)


@pytest.mark.needs("torch")
def test_compares_a_file_with_what_had_another_name(repository, lrviz_in):
    (repository / "sub" / "a.yaml").rename(repository / "b.yaml")
    result = lrviz_in("compare", "b.yaml", "--against", "HEAD:sub/a.yaml", "--format", "md")
    assert (result.code, result.out.splitlines()[:2]) == (
        0,
        ["- **A** `sub/a.yaml@HEAD`", "- **B** `b.yaml`"],
    )


@pytest.mark.needs("torch")
def test_compares_a_file_with_itself(repository, lrviz_in):
    result = lrviz_in("compare", "sub/a.yaml", "--against", "v1", "--exit-code")
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    assert result.code == 1
    assert lines[:2] == ["A ████████████▄▄▄▄▄▄▄▄▄▄▄▄ sub/a.yaml@v1", "B ██████████████████▄▄▄▄▄▄ sub/a.yaml"]
    assert lines[-3:] == ["A and B differ from step 2 on", "config of B against A:", "step_size: 2 -> 3"]
    git(repository, "commit", "-qam", "second")
    assert lrviz_in("compare", "sub/a.yaml", "--against", "HEAD", "--exit-code").code == 0


@pytest.mark.needs("torch")
def test_findings_of_the_earlier_version_say_so_and_settings_hold_for_both(repository, lrviz_in):
    git(repository, "branch", "feature/x")
    (repository / "pyproject.toml").write_text("[tool.lrviz]\nignore = ['LR221']\nsteps = 8\n")
    (repository / "sub" / "a.yaml").write_text(NEW.replace(", steps: 4", ""))
    result = lrviz_in("compare", "sub/a.yaml", "--against", "feature/x")
    assert "run 4 steps 8 steps" in " ".join(result.out.split())
    (repository / "sub" / "a.yaml").write_text("{name: StepLR}\n")
    git(repository, "commit", "-qam", "broken")
    (repository / "sub" / "a.yaml").write_text(NEW)
    result = lrviz_in("compare", "sub/a.yaml", "--against", "HEAD")
    assert result.code == 1
    assert result.err.splitlines()[0].startswith("sub/a.yaml@HEAD:1:8: error LR103 StepLR needs `step_size`")


@pytest.mark.needs("torch")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["sub/a.yaml", "sub/a.yaml"],
            "--against HEAD compares one file with its own earlier version, and not 2 files",
        ),
        (["-"], "--against HEAD: standard input has no earlier version (name a file)"),
        (["StepLR"], "--against HEAD: StepLR is a scheduler and no file"),
        (["sub/b.yaml"], "sub/b.yaml: no such file or directory"),
    ],
)
def test_against_wants_one_file(repository, lrviz_in, monkeypatch, arguments, message):
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NEW.encode())))
    result = lrviz_in("compare", *arguments, "--against", "HEAD")
    assert (result.code, result.err) == (2, f"error: {message}\n")
    assert repository
