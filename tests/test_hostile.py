"""Hostile files, environments and outputs, from the kit in the folder that `LRVIZ_HOSTILE` names.

The kit's own runner judges what no case may do: hang, leak, execute, write what it must not. `hostile.yaml` says what
each case is answered with. The commands run with `--debug`, under which what nobody expected is a traceback, and fails.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
KIT = os.environ.get("LRVIZ_HOSTILE")
TABLE = yaml.safe_load((HERE / "hostile.yaml").read_text(encoding="utf-8"))
CASES = json.loads(Path(KIT, "manifest.json").read_text())["cases"] if KIT else []

LRVIZ = str(Path(sys.executable).with_name("lrviz"))
COMMANDS = {
    "validate": f"{LRVIZ} --debug validate --format concise {{file}}",
    "build": f"{LRVIZ} --debug validate --build --format concise {{file}}",
    "plot": f"{LRVIZ} --debug plot --no-save {{file}}",
}
WRITE = f"{LRVIZ} --debug plot {{file}} -o {{out}}"

FINDING = re.compile(r"^.*?(?::(\d+:\d+))?: (?:(?:error|warning|info) )?(LR\d{3}) ", re.MULTILINE)

# a case that writes a picture is the same whatever the others are run with
RUNS = [(command, case["id"]) for case in CASES for command in COMMANDS if command == "plot" or case["kind"] != "plot"]


@pytest.mark.skipif(not KIT, reason="LRVIZ_HOSTILE is no folder with the kit")
def test_every_case_is_in_the_table():
    assert [case["id"] for case in CASES] == list(TABLE)


@pytest.mark.skipif(not KIT, reason="LRVIZ_HOSTILE is no folder with the kit")
@pytest.mark.parametrize(("command", "case"), RUNS, ids=["-".join(run) for run in RUNS])
def test_a_hostile_case_is_answered_exactly(command, case, tmp_path):
    result, output = run(command, case, tmp_path)
    if result["status"] == "skip":
        pytest.skip(result["why"][0])
    expected = TABLE[case]
    found = expected.get("found", [])
    if command == "build":
        found = found + expected.get("found_in_the_run", [])
    elif command == "plot":
        found = expected.get("found_by_plot", found)
    assert (result["status"], result["why"]) == ("pass", [])
    assert as_set(result["rc"]) <= as_set(expected[command])
    assert sorted(" ".join(finding).strip() for finding in FINDING.findall(output)) == sorted(found)
    assert expected.get("says", "") in output


def as_set(codes):
    """Eight runs at once have eight codes, and a signal may come at two times."""
    return {*codes} if isinstance(codes, list) else {codes}


def run(command, case, folder):
    """The verdict of the kit on one case, and all that the command printed."""
    kit = [sys.executable, str(Path(KIT, "run_kit.py")), COMMANDS[command], "--plot-cmd", WRITE, "--only", f"^{case}$"]
    done = subprocess.run(
        [*kit, "--json", "result.json", "--logs", "logs"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    log = folder / "logs" / f"{case}.log"
    verdict = json.loads((folder / "result.json").read_text())["results"][0]
    return verdict, log.read_text(encoding="utf-8") if log.exists() else ""
