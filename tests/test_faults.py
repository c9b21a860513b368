"""Faults of the machine: an output is whole or absent, an older one is kept, and an input is never touched."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and mounts are those of POSIX")

GOOD = "name: CosineAnnealingLR\nT_max: 1000\nsteps: 3000\n"
FIXABLE = "name: StepLR\nstepsize: 3\n" + "# x\n" * 1000
OLD = "made with lrviz, and old\n"
TRACE = re.compile(r"Traceback|Exception ignored|File \"|Fatal|internal error")


def is_whole(path):
    content = path.read_bytes()
    ends = {
        ".png": (b"\x89PNG", b"IEND\xaeB`\x82"),
        ".svg": (b"<?xml", b"</svg>\n"),
        ".pdf": (b"%PDF", b"%%EOF\n"),
        ".csv": (b"step,epoch,lr\n0,", b"\n"),
        ".json": (b'{"schema_version"', b"}\n"),
    }[path.suffix]
    return content.startswith(ends[0]) and content.endswith(ends[1])


SUFFIXES = ["png", "svg", "pdf", "csv", "json"]


@pytest.mark.needs("numpy", "matplotlib")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_over_the_size_limit_is_not_written_and_the_old_one_is_kept(suffix, shell, tmp_path):
    script = f"ulimit -f 4; $LRVIZ plot a.yaml -o x.{suffix}"
    result = shell(script, files={"a.yaml": GOOD, f"x.{suffix}": OLD})
    assert (result.code, TRACE.search(result.err)) == (2, None)
    assert result.err.splitlines()[-1] == f"error: x.{suffix}: file too large"
    assert (tmp_path / f"x.{suffix}").read_text() == OLD
    assert sorted(os.listdir(tmp_path)) == ["a.yaml", f"x.{suffix}"]


FULL_DISK = """
unshare --user --map-root-user --mount bash -c '
    mount -t tmpfs -o size=40k none disk && cp a.yaml fixable.yaml disk/ && cd disk && echo "{old}" > x.{suffix}
    head -c 100000 /dev/zero > filler 2> /dev/null
    {command}; code=$?
    cat x.{suffix} >&2; ls -A | tr "\\n" " "; cmp a.yaml ../a.yaml && cmp fixable.yaml ../fixable.yaml && exit $code'
"""


def can_mount():
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"],
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


@pytest.mark.needs("numpy")
@pytest.mark.skipif(sys.platform != "linux" or not can_mount(), reason="no small disk can be mounted")
@pytest.mark.parametrize(
    "command", ["$LRVIZ plot a.yaml -o x.csv", "$LRVIZ validate fixable.yaml --fix", "$LRVIZ table a.yaml -o x.csv"]
)
def test_a_full_disk_leaves_everything_as_it_was(command, shell):
    files = {"a.yaml": GOOD, "fixable.yaml": FIXABLE, "disk/x": ""}
    script = FULL_DISK.format(old=OLD.strip(), suffix="csv", command=command)
    result = shell(f"export LRVIZ;{script}", files=files)
    assert result.code == 2
    assert "error: " in result.err and "no space left on device" in result.err
    assert result.err.endswith(OLD)
    assert result.out.endswith("a.yaml filler fixable.yaml x.csv ")
    assert not TRACE.search(result.err)


@pytest.mark.parametrize(
    ("script", "file", "text"),
    [
        pytest.param("$LRVIZ validate a.yaml --fix", "a.yaml", FIXABLE, id="a fix"),
        pytest.param("$LRVIZ validate a.yaml --write-baseline b.json", "b.json", None, id="a baseline"),
    ],
)
def test_what_cannot_be_written_under_a_limit_is_left(script, file, text, shell, tmp_path):
    result = shell(f"ulimit -f 0; {script}", files={"a.yaml": FIXABLE})
    path = tmp_path / file
    assert (result.code, path.read_text() if path.exists() else None) == (2, text)
    assert "file too large" in result.err and not TRACE.search(result.err)
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".tmp")]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("script", ["$LRVIZ plot a.yaml -o x.csv --force", "$LRVIZ validate a.yaml --fix"])
def test_a_folder_that_takes_nothing_keeps_what_it_has(script, shell, tmp_path):
    files = {"d/a.yaml": FIXABLE.replace("stepsize", "step_size") if "plot" in script else FIXABLE, "d/x.csv": OLD}
    result = shell(f"chmod 500 d; cd d; {script}; code=$?; chmod 700 .; exit $code", files=files)
    assert result.code == 2
    assert result.err.count("permission denied") == 1 and not TRACE.search(result.err)
    assert {name: (tmp_path / name).read_text() for name in files} == files


HOMES = {
    "none": "unset HOME XDG_CACHE_HOME XDG_CONFIG_HOME MPLCONFIGDIR;",
    "not there": "export HOME=/nonexistent XDG_CACHE_HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent;",
    "nothing can be made in it": "export HOME=/proc/1/x XDG_CACHE_HOME=/proc/1/x MPLCONFIGDIR=/proc/1/x;",
    "a file": "export HOME=$HERE/a.yaml XDG_CACHE_HOME=$HERE/a.yaml;",
}


@pytest.mark.needs("numpy", "matplotlib")
@pytest.mark.parametrize("before", HOMES.values(), ids=HOMES.keys())
def test_a_home_that_cannot_be_used_is_not_needed(before, shell, tmp_path):
    result = shell(f"{before} $LRVIZ validate a.yaml && $LRVIZ plot a.yaml -o x.png", files={"a.yaml": GOOD})
    assert (result.code, TRACE.search(result.err)) == (0, None)
    assert is_whole(tmp_path / "x.png")
    assert (tmp_path / "a.yaml").read_text() == GOOD


@pytest.mark.needs("numpy", "matplotlib")
def test_eight_at_once_on_a_cold_cache_are_all_whole(shell, tmp_path):
    script = """
    export HOME=$HERE/home XDG_CACHE_HOME=$HERE/home/c XDG_CONFIG_HOME=$HERE/home/d
    for i in 1 2 3 4 5 6 7 8; do $LRVIZ plot a.yaml --engine formula -o $i.png & done
    for job in $(jobs -p); do wait $job || exit 1; done
    """
    result = shell(script, files={"a.yaml": GOOD, "home/x": ""})
    assert (result.code, TRACE.search(result.err)) == (0, None)
    assert all(is_whole(tmp_path / f"{number}.png") for number in range(1, 9))


@pytest.mark.needs("numpy")
def test_eight_at_once_on_one_output_leave_a_whole_one(shell, tmp_path):
    script = "for i in 1 2 3 4 5 6 7 8; do $LRVIZ plot a.yaml --engine formula -o x.json & done; wait"
    result = shell(script, files={"a.yaml": GOOD})
    assert not TRACE.search(result.err)
    assert sorted(os.listdir(tmp_path)) == ["a.yaml", "x.json"]
    assert len(json.loads((tmp_path / "x.json").read_text())["configs"]) == 1


@pytest.mark.needs("numpy", "matplotlib")
@pytest.mark.parametrize("engine", [pytest.param("factory", marks=pytest.mark.needs("torch")), "formula"])
def test_a_folder_that_is_gone_is_no_reason_not_to_draw(engine, shell, tmp_path):
    script = f"cd gone && rm x && rmdir ../gone && $LRVIZ plot $HERE/a.yaml --engine {engine} -o $HERE/x.png"
    result = shell(script, files={"a.yaml": GOOD, "gone/x": ""})
    assert (result.code, TRACE.search(result.err)) == (0, None)
    assert is_whole(tmp_path / "x.png")


@pytest.mark.needs("torch", "matplotlib")
def test_few_file_handles_are_enough(shell, tmp_path):
    files = {f"c/{number}.yaml": GOOD.replace("3000", "10").replace("1000", "10") for number in range(200)}
    script = "ulimit -n 64; $LRVIZ validate c --build && $LRVIZ plot c/1.yaml c/2.yaml -o x.png"
    result = shell(script, files=files)
    assert (result.code, TRACE.search(result.err)) == (0, None)
    assert "checked 200 files: no findings" in result.err
    assert is_whole(tmp_path / "x.png")


@pytest.mark.needs("numpy")
@pytest.mark.parametrize("stem", ["\U0001f600" * 62, "\u6ce8" * 83, "a" * 251], ids=["emoji", "Chinese", "letters"])
def test_the_longest_name_is_written(stem, lrviz_in, tmp_path):
    assert lrviz_in("plot", "a.yaml", "-o", f"{stem}.csv", files={"a.yaml": GOOD}).code == 0
    assert is_whole(tmp_path / f"{stem}.csv")


@pytest.mark.needs("numpy")
def test_a_private_output_stays_private(lrviz_in, tmp_path):
    (tmp_path / "x.csv").write_text(OLD)
    (tmp_path / "x.csv").chmod(0o600)
    assert lrviz_in("plot", "a.yaml", "-o", "x.csv", files={"a.yaml": GOOD}).code == 0
    assert (tmp_path / "x.csv").stat().st_mode & 0o777 == 0o600
