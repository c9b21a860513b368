"""What PATH can be: files, folders, patterns and standard input; `--exclude`."""

from __future__ import annotations

import os
import sys

import pytest

from lrviz.globs import Glob, expand
from lrviz.paths import sources

BAD = "name: StepLR\nstep_size: 0\n"


def checked(lrviz_in, *arguments, files=None):
    result = lrviz_in("validate", "--format", "concise", *arguments, files=dict.fromkeys(files or (), BAD))
    return [line.partition(":")[0] for line in result.out.splitlines()]


FILES = ("a.yaml", "b/a.yaml", "b/c/d.yml", "b/c.txt", "b-c.yaml", ".git/x.yaml", "b/.x.yaml", "e[1].yaml")


@pytest.mark.parametrize(
    ("paths", "meant"),
    [
        pytest.param(
            ["."], ["./a.yaml", "./b-c.yaml", "./b/.x.yaml", "./b/a.yaml", "./b/c/d.yml", "./e[1].yaml"], id="folder"
        ),
        pytest.param(
            ["b-c.yaml", "a.yaml", "b"], ["a.yaml", "b-c.yaml", "b/.x.yaml", "b/a.yaml", "b/c/d.yml"], id="in-order"
        ),
        pytest.param(
            ["b", "./b/a.yaml", "b/../a.yaml", "a.yaml"],
            ["./b/a.yaml", "b/../a.yaml", "b/.x.yaml", "b/c/d.yml"],
            id="each-once",
        ),
        pytest.param(["*.yaml"], ["a.yaml", "b-c.yaml", "e[1].yaml"], id="pattern"),
        pytest.param(["b/*"], ["b/a.yaml", "b/c.txt", "b/c/d.yml"], id="pattern-that-means-a-folder-too"),
        pytest.param(["**/*.y*ml"], ["a.yaml", "b-c.yaml", "b/a.yaml", "b/c/d.yml", "e[1].yaml"], id="at-any-depth"),
        pytest.param(["b/**"], ["b/.x.yaml", "b/a.yaml", "b/c/d.yml"], id="all-below"),
        pytest.param(["./?.yaml", "b/../[ax].yaml"], ["./a.yaml"], id="other-signs"),
        pytest.param(["e[1].yaml"], ["e[1].yaml"], id="a-file-with-such-a-name"),
        pytest.param(["x*.yaml"], ["x*.yaml"], id="that-means-nothing"),
        pytest.param([".git/*", "b/.*"], [".git/x.yaml", "b/.x.yaml"], id="hidden-where-it-is-asked-for"),
    ],
)
def test_paths_that_are_meant(paths, meant, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert [source.name for source in sources(paths)] == meant


def test_an_absolute_pattern(tmp_path):
    (tmp_path / "a.yaml").write_text("")
    assert expand(f"{tmp_path}/*.yaml") == [f"{tmp_path}/a.yaml"]


def test_links_that_lead_back_do_not_multiply(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("")
    for name in ("x", "y"):
        os.symlink(".", tmp_path / name)
    assert expand("**/*.yaml") == ["a.yaml"]


def test_a_thousand_files_in_the_order_of_their_paths(lrviz_in):
    names = [f"configs/{number * 7919 % 1000:03}.yaml" for number in range(1000)]
    found = checked(lrviz_in, "configs", files=names)
    assert found == sorted(names)
    assert checked(lrviz_in, *names) == sorted(names)


def test_a_pattern_that_means_nothing_is_an_error(lrviz_in):
    result = lrviz_in("validate", "x*.yaml")
    assert (result.code, result.err.splitlines()[0]) == (2, "error: x*.yaml: no such file or directory")


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        pytest.param("b", ["a.yaml", "b-c.yaml"], id="a-folder"),
        pytest.param("b/", ["a.yaml", "b-c.yaml"], id="with-a-slash"),
        pytest.param("a.yaml", ["b-c.yaml", "b/c/d.yaml"], id="a-name-at-any-depth"),
        pytest.param("./a.yaml", ["b-c.yaml", "b/a.yaml", "b/c/d.yaml"], id="a-path-from-here"),
        pytest.param("b/*.yaml", ["a.yaml", "b-c.yaml", "b/c/d.yaml"], id="in-a-folder"),
        pytest.param("b/**/*.yaml", ["a.yaml", "b-c.yaml"], id="in-it-and-below"),
        pytest.param("**/c", ["a.yaml", "b-c.yaml", "b/a.yaml"], id="a-folder-at-any-depth"),
        pytest.param("?-[a-d]*", ["a.yaml", "b/a.yaml", "b/c/d.yaml"], id="signs"),
        pytest.param("B", ["a.yaml", "b-c.yaml", "b/a.yaml", "b/c/d.yaml"], id="another-case"),
        pytest.param("../*", ["a.yaml", "b-c.yaml", "b/a.yaml", "b/c/d.yaml"], id="from-outside"),
    ],
)
def test_exclude(pattern, left, lrviz_in):
    files = ("a.yaml", "b-c.yaml", "b/a.yaml", "b/c/d.yaml")
    assert checked(lrviz_in, "--exclude", pattern, *files, files=files) == left
    assert checked(lrviz_in, "--exclude", pattern, ".") == [f"./{name}" for name in left]


def test_how_many_are_excluded_is_said(lrviz_in):
    files = dict.fromkeys(("a.yaml", "b.yaml", "c.yaml"), "name: StepLR\nstep_size: 3\n")
    result = lrviz_in("validate", "a.yaml", "b.yaml", "c.yaml", "--exclude", "a*", "--exclude", "b*", files=files)
    assert result == (0, "", "checked 1 file, 2 excluded: no findings\n")


def test_a_hard_pattern_takes_no_time(tmp_path):
    assert not Glob("*a" * 40 + "b", str(tmp_path)).matches(str(tmp_path / ("a" * 200)))
    assert not Glob("/".join(["**", "a"] * 40) + "/b", str(tmp_path)).matches(str(tmp_path / "/".join("a" * 200)))


@pytest.fixture
def piped(tmp_path, monkeypatch):
    (tmp_path / "in").write_text(BAD)
    with (tmp_path / "in").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        yield


@pytest.mark.usefixtures("piped")
def test_standard_input_is_called_what_it_stands_for(lrviz_in):
    assert checked(lrviz_in, "-", "--stdin-filename", "configs/a.yaml") == ["configs/a.yaml"]


@pytest.mark.usefixtures("piped")
def test_standard_input_is_excluded_by_what_it_stands_for(lrviz_in):
    result = lrviz_in("validate", "-", "--stdin-filename", "configs/a.yaml", "--exclude", "configs")
    assert result == (0, "", "checked 0 files, 1 excluded: no findings\n")
