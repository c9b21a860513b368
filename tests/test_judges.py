"""What judges the fuzz of the reader, and what finds tests that never run, can both fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT))

from fuzz.reader import judge
from fuzz.reader_inputs import KINDS, Case, case
from fuzz.reader_runs import Ended

FINE = Ended(1, "x.yaml:1:1: error LR011 no schedule here", 0.2, 40)


@pytest.mark.parametrize(
    ("ended", "faults"),
    [
        pytest.param(FINE, [], id="fine"),
        pytest.param(FINE._replace(code=-11), ["exit code -11"], id="a crash"),
        pytest.param(FINE._replace(output=""), ["exit code 1 without a word"], id="silent"),
        pytest.param(FINE._replace(cpu=2.5), ["2.5 s of CPU"], id="slow"),
        pytest.param(FINE._replace(megabytes=151), ["151 MB"], id="large"),
        pytest.param(FINE._replace(output="\x1b[31m"), ["control character: "], id="an escape"),
        pytest.param(FINE._replace(output="a\r\nb"), ["control character: "], id="a return"),
        pytest.param(FINE._replace(output="a\n ::add-mask::b"), ["command for a runner: "], id="a command"),
        pytest.param(FINE._replace(output="a ##[error]b"), ["command for a runner: "], id="a command anywhere"),
        pytest.param(FINE._replace(output="Traceback (most recent call last):"), ["traceback: "], id="a traceback"),
        pytest.param(FINE._replace(output="internal error: x"), ["traceback: "], id="an internal error"),
    ],
)
def test_the_fuzz_sees_a_fault(ended, faults):
    found = list(judge(Case("tree", {}, ["validate", "x.yaml"]), ended))
    assert [fault[: len(start)] for fault, start in zip(found, faults, strict=True)] == faults


def test_a_seed_makes_the_same_case_again_and_all_kinds_come():
    assert [case(seed) for seed in range(50)] == [case(seed) for seed in range(50)]
    assert {case(seed).kind for seed in range(50)} == set(KINDS)


@pytest.mark.skipif(not hasattr(sys, "getdlopenflags"), reason="only POSIX forks")
def test_a_fork_and_a_cold_start_end_alike(tmp_path, python):
    (tmp_path / "x.yaml").write_text("name: StepLR\nstep_size: 0\n")
    code = (
        "import json, os, sys\n"
        "folder = os.getcwd()\n"
        "os.chdir(sys.argv[1])\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from fuzz.reader_runs import run_cold, run_forked\n"
        "print(json.dumps([run(['validate', 'x.yaml'], folder) for run in (run_forked, run_cold)]))\n"
    )
    # a child begins with the memory of its parent, so that a test's own process is too large for one
    forked, cold = (Ended(*ended) for ended in json.loads(python(code, str(ROOT), LRVIZ_DEBUG="1")))
    assert (forked.code, forked.output) == (cold.code, cold.output)
    assert "x.yaml:2:12: error LR105" in cold.output
    assert 0 < cold.megabytes < 150


PASSED = '<testcase classname="t" name="a"/>'
SKIPPED = '<testcase classname="t" name="a"><skipped type="pytest.skip" message="{}"/></testcase>'

FAILS_AS_EXPECTED = SKIPPED.replace("pytest.skip", "pytest.xfail")


@pytest.mark.parametrize(
    ("records", "code", "said"),
    [
        pytest.param([PASSED, SKIPPED.format("root")], 0, "", id="it ran in one leg"),
        pytest.param([SKIPPED.format("root"), PASSED], 0, "", id="in either order"),
        pytest.param(
            [PASSED.replace('"a"', '"b"') + SKIPPED.format("root"), SKIPPED.format("no disk")],
            1,
            "skipped in every leg: t::a: no disk\n",
            id="it ran in none",
        ),
        pytest.param([PASSED.replace('"a"', '"b"') + SKIPPED.format("LRVIZ_CORPUS is not set")], 0, "", id="excused"),
        pytest.param(
            [PASSED.replace('"a"', '"b"') + SKIPPED.format("LRVIZ_NOWHERE is not set")],
            1,
            "skipped in every leg: t::a: LRVIZ_NOWHERE is not set\n",
            id="for want of nothing that there is",
        ),
        pytest.param([FAILS_AS_EXPECTED.format("")], 0, "", id="it fails as is expected"),
        pytest.param(
            [PASSED.replace('"a"', '"b"') + FAILS_AS_EXPECTED.format("[NOTRUN] it hangs")],
            1,
            "skipped in every leg: t::a: [NOTRUN] it hangs\n",
            id="it is expected to fail and not tried",
        ),
        pytest.param(
            [SKIPPED.replace('"a"', '"a[NOTSET]"'), PASSED.replace('"a"', '"a[1]"')], 0, "", id="it had cases in one"
        ),
        pytest.param(
            [SKIPPED.replace('"a"', '"a[NOTSET]"').format("no kit") + PASSED.replace('"a"', '"b"')],
            1,
            "skipped in every leg: t::a[NOTSET]: no kit\n",
            id="it had cases in none",
        ),
        pytest.param([""], 1, "no test ran at all\n", id="nothing ran"),
    ],
)
def test_a_test_that_never_runs_is_seen(records, code, said, tmp_path):
    paths = []
    for number, record in enumerate(records):
        paths.append(tmp_path / f"{number}.xml")
        paths[-1].write_text(f"<testsuites><testsuite>{record}</testsuite></testsuites>")
    command = [sys.executable, str(ROOT / ".ci" / "never_run.py"), *map(str, paths)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LRVIZ_")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (code, said)


def test_a_python_that_is_not_here_is_named_and_fails_nothing(tmp_path):
    record = tmp_path / "package.xml"
    old, new = (SKIPPED.format(f"no Python {version}") for version in ("3.13", "3.14"))
    passed, other = PASSED.replace('"a"', '"b"'), new.replace('"a"', '"c"')
    command = [sys.executable, str(ROOT / ".ci" / "never_run.py"), str(record)]

    def said(*cases):
        record.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    assert said(passed, new, other) == (0, "not tried here: no Python 3.14, 2 tests\n", "")
    # of those that are to be had, none may be missing
    assert said(passed, old) == (1, "", "skipped in every leg: t::a: no Python 3.13\n")
