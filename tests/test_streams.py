"""Exit codes, and what goes where, in processes of their own and without LRVIZ_DEBUG."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and signals are those of POSIX")

GOOD = "name: StepLR\nstep_size: 3\n"
BAD = "name: StepLR\nstep_size: 0\n"
MANY = "scheduler: {name: StepLR, step_size: 3, " + ", ".join(f"k{number}: 1" for number in range(300)) + "}\n"
LONG = "scheduler: {name: StepLR, step_size: 3}\nsteps: 9000000\n"
TRACE = re.compile(r"Traceback|Exception ignored|File \"|Fatal Python error|internal error")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("validate", "good.yaml"), 0, id="no findings"),
        pytest.param(("validate", "bad.yaml"), 1, id="findings"),
        pytest.param(("validate", "bad.yaml", "nowhere.yaml"), 2, id="worse than findings"),
        pytest.param(("validate",), 2, id="no argument"),
        pytest.param(("validate", "good.yaml", "--nonsense"), 2, id="no such option"),
        pytest.param(("validate", "good.yaml", "--steps", "0"), 2, id="an option out of bounds"),
        pytest.param(("validate", "good.yaml", "--steps", "x"), 2, id="an option of another type"),
        pytest.param(("validate", "good.yaml", "--lr", "nan"), 2, id="a rate that is none"),
        pytest.param(("validate", "good.yaml", "--set", "x"), 2, id="an override that is none"),
        pytest.param(("nonsense",), 2, id="no such command"),
        pytest.param(("plot", "bad.yaml", "--no-save"), 1, id="a config that cannot be drawn"),
        pytest.param(("plot", "nowhere.yaml", "--no-save"), 2, id="a config that is not there"),
        pytest.param(("--version",), 0, id="version"),
        pytest.param((), 0, id="help"),
    ],
)
def test_exit_code(arguments, code, process):
    result = process(*arguments, files={"good.yaml": GOOD, "bad.yaml": BAD})
    assert result.code == code
    assert not TRACE.search(result.out + result.err)
    if code == 2:
        assert result.out.count("\n") == (0 if "bad.yaml" not in arguments else result.out.count("\n"))
        assert result.err.startswith("error: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ("validate", "--steps", "0", "x"), "--steps 0: it must be 1 or more", id="an option out of bounds"
        ),
        pytest.param(
            ("validate", "--lr", "-1", "x"), "--lr -1.0 is not a rate: it must be 0 or more, and finite", id="rate"
        ),
        pytest.param(
            ("validate",), "Missing argument 'PATH'. (`lrviz validate --help` shows what there is)", id="no argument"
        ),
        pytest.param(("validate", "--nonsense", "x"), "No such option: --nonsense", id="no such option"),
        pytest.param(
            ("valdate", "x"), "Did you mean 'validate'? (`lrviz --help` shows what there is)", id="no such command"
        ),
    ],
)
def test_usage_is_one_line(arguments, message, process):
    result = process(*arguments)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert message in result.err


def test_findings_are_data_and_the_rest_is_not(process):
    result = process("validate", "x.yaml", "y.yaml", files={"x.yaml": BAD})
    assert result.out.startswith("x.yaml:2:12: error LR105 ")
    assert result.err == "error: y.yaml: no such file or directory\nchecked 1 file, 1 not read: 1 error\n"


def test_findings_that_keep_from_drawing_are_not_data(process):
    result = process("plot", "x.yaml", "--no-save", files={"x.yaml": BAD})
    assert result.out == ""
    assert result.err.startswith("x.yaml:2:12: error LR105 ")
    assert result.err.endswith("error: x.yaml: no curve can be drawn\n")


SHELL = {
    "head": ('$LRVIZ validate many.yaml | head -1; echo "${PIPESTATUS[@]}"', "1 0"),
    "head of a list": ('$LRVIZ list | head -1; echo "${PIPESTATUS[@]}"', "0 0"),
    "nobody reads": ('$LRVIZ list | true; echo "${PIPESTATUS[@]}"', "0 0"),
    "nobody reads errors": ('$LRVIZ validate bad.yaml 2>&1 >/dev/null | true; echo "${PIPESTATUS[@]}"', "1 0"),
}


@pytest.mark.parametrize(("script", "codes"), SHELL.values(), ids=SHELL.keys())
def test_pipe_that_is_not_read_is_silent(script, codes, shell):
    result = shell(script, files={"many.yaml": MANY, "bad.yaml": BAD})
    assert result.out.splitlines()[-1] == codes
    assert not re.search("error:|Broken|Exception", result.err)


FULL = "error: standard output: no space left on device\n"
CLOSED = "error: standard output: it is closed\n"
STREAMS = {
    "full": ("$LRVIZ validate bad.yaml > /dev/full", 2, FULL),
    "full and much to say": ("$LRVIZ validate many.yaml > /dev/full", 2, FULL),
    "full list": ("$LRVIZ list > /dev/full", 2, FULL),
    "full and nothing to say": ("$LRVIZ validate good.yaml > /dev/full", 0, "checked 1 file: no findings\n"),
    "full errors": ("$LRVIZ validate bad.yaml 2> /dev/full", 1, ""),
    "closed": ("$LRVIZ validate bad.yaml >&-", 2, CLOSED),
    "closed list": ("$LRVIZ list >&-", 2, CLOSED),
    "closed and nothing to say": ("$LRVIZ validate good.yaml >&-", 0, "checked 1 file: no findings\n"),
    "closed errors": ("$LRVIZ validate bad.yaml nowhere.yaml 2>&-", 2, ""),
    "closed both": ("$LRVIZ validate bad.yaml >&- 2>&-", 2, ""),
    "closed input": (
        "$LRVIZ validate - <&-",
        2,
        "error: standard input is closed\nchecked 0 files, 1 not read: no findings\n",
    ),
    "closed input that is not read": ("$LRVIZ validate good.yaml <&-", 0, "checked 1 file: no findings\n"),
    "everything closed": ("$LRVIZ validate bad.yaml <&- >&- 2>&-", 2, ""),
}


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")
@pytest.mark.parametrize(("script", "code", "err"), STREAMS.values(), ids=STREAMS.keys())
def test_stream_that_takes_nothing(script, code, err, shell):
    result = shell(script, files={"good.yaml": GOOD, "bad.yaml": BAD, "many.yaml": MANY})
    assert (result.code, result.err) == (code, err)


def test_no_config_is_written_into_where_output_was_closed(shell, tmp_path):
    shell("$LRVIZ validate bad.yaml many.yaml >&- 2>&-", files={"bad.yaml": BAD, "many.yaml": MANY})
    assert ((tmp_path / "bad.yaml").read_text(), (tmp_path / "many.yaml").read_text()) == (BAD, MANY)


ESC = "\x1b["


@pytest.mark.parametrize(
    ("environment", "painted"),
    [
        pytest.param({}, False, id="no terminal"),
        pytest.param({"FORCE_COLOR": "1"}, True, id="forced"),
        pytest.param({"FORCE_COLOR": ""}, False, id="an empty variable is none"),
        pytest.param({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, id="forbidden wins"),
        pytest.param({"FORCE_COLOR": "1", "NO_COLOR": ""}, True, id="forbidden by nothing"),
        pytest.param({"FORCE_COLOR": "1", "TERM": "dumb"}, True, id="forced on a dumb terminal"),
    ],
)
def test_colour(environment, painted, process):
    result = process("validate", "x.yaml", files={"x.yaml": BAD}, **environment)
    assert (ESC in result.out) == painted
    if painted:
        assert f"{ESC}1;31merror LR105{ESC}0m" in result.out and f"{ESC}1;31m^{ESC}0m" in result.out


@pytest.mark.parametrize("columns", ["", "abc", "0", "-5", "1e9", "99999999999999999999", "²", "80", "200"])
def test_columns_are_used_where_they_are_a_number(columns, process):
    result = process("list", COLUMNS=columns)
    assert (result.code, result.err) == (0, "")
    width = int(columns) if columns in ("80", "200") else 100
    assert max(map(len, result.out.splitlines())) <= width


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"PYTHONIOENCODING": "ascii"}, id="ascii"),
        pytest.param({"PYTHONIOENCODING": "latin-1"}, id="latin-1"),
        pytest.param({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, id="C locale"),
        pytest.param({"TERM": "dumb"}, id="dumb terminal"),
    ],
)
def test_what_the_encoding_lacks_is_escaped(environment, process):
    text = "scheduler: {name: StepLR, step_size: 3, 注: 🙂}\n"
    result = process("validate", "x.yaml", files={"x.yaml": text}, **environment)
    assert (result.code, result.err) == (1, "checked 1 file: 1 error\n")
    if environment.get("TERM") != "dumb":
        assert "has no parameter `\\u6ce8`" in result.out and "\\U0001f642" in result.out
    assert process("list", **environment).code == 0


def test_deleted_folder(shell):
    script = "cd gone && rmdir ../gone && $LRVIZ validate {} && $LRVIZ validate nowhere.yaml"
    result = shell(script.format("$HERE/good.yaml"), files={"good.yaml": GOOD, "gone/x": ""}, before="rm gone/x")
    assert (result.code, result.out) == (2, "")
    assert "error: nowhere.yaml: no such file or directory" in result.err
    assert not TRACE.search(result.err)


def test_unusual_environment(process):
    clean = dict.fromkeys(("HOME", "PATH", "TMPDIR", "LANG"), "")
    assert process("validate", "x.yaml", files={"x.yaml": GOOD}, **clean).code == 0


@pytest.mark.needs("numpy")
@pytest.mark.parametrize("delay", [0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2])
def test_interrupt_ends_without_a_word_of_python(delay, ready, tmp_path):
    running = ready("plot", "x.yaml", "-o", "x.csv", files={"x.yaml": LONG})
    time.sleep(delay)
    for _ in range(3):
        running.send_signal(signal.SIGINT)
        time.sleep(0.01)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, TRACE.search(out + err)) == (130, None)
    assert os.listdir(tmp_path) == ["x.yaml"]


SWALLOWS_AN_INTERRUPT = """
import os, signal
try:
    os.kill(os.getpid(), signal.SIGINT)
    list(range(1000))
except KeyboardInterrupt:
    {}
"""


@pytest.mark.parametrize("then", ["raise RuntimeError('half loaded')", "pass"], ids=["fails", "goes on"])
@pytest.mark.parametrize("debug", ["", "1"])
def test_interrupt_that_a_library_takes_for_its_own_error_still_ends(then, debug, process, tmp_path):
    (tmp_path / "numpy.py").write_text(SWALLOWS_AN_INTERRUPT.format(then))
    result = process("table", "x.yaml", files={"x.yaml": GOOD}, PYTHONPATH=str(tmp_path), LRVIZ_DEBUG=debug)
    assert (result.code, TRACE.search(result.out + result.err)) == (130, None)


# Python dies of SIGINT after a plain KeyboardInterrupt there, whatever the exit code is
IN_A_TEXT = """
import os, signal
exec("os.kill(os.getpid(), signal.{})\\nlist(range(1000))")
"""
# Python lets nothing out of there, and prints it
IN_A_FINALIZER = """
import os, signal
class Lock:
    def __del__(self):
        os.kill(os.getpid(), signal.{})
        list(range(1000))
Lock()
signal.pause()
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("imported", [pytest.param(IN_A_TEXT, id="text"), pytest.param(IN_A_FINALIZER, id="finalizer")])
def test_a_signal_in_what_an_import_runs_ends_with_its_own_code(imported, name, process):
    result = process("validate", "x.yaml", files={"x.yaml": GOOD, "typer.py": imported.format(name)})
    assert result == (128 + getattr(signal, name), "", "")


@pytest.mark.needs("numpy", "torch")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_torch_is_imported_is_no_exception_in_it(number, process, tmp_path):
    # what comes out of the C++ of torch ends in `std::terminate`
    aborts = SWALLOWS_AN_INTERRUPT.replace("signal.SIGINT", str(int(number))).format("os.abort()")
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text(aborts)
    result = process("table", "x.yaml", files={"x.yaml": GOOD}, PYTHONPATH=str(tmp_path))
    assert result == (128 + number, "", "")


@pytest.mark.needs("numpy", "torch")
@pytest.mark.parametrize(
    ("why", "said"),
    [
        pytest.param(
            "libtorch_cpu.so: failed to map segment from shared object",
            "there is not enough memory for a library: libtorch_cpu.so: failed to map segment from shared object",
            id="memory",
        ),
        pytest.param(
            "\\n\\nlibx.so: cannot open shared object file",
            "a library cannot be imported: libx.so: cannot open shared object file",
            id="something-else",
        ),
    ],
)
def test_a_library_that_cannot_be_imported_is_no_fault_of_ours(why, said, process, tmp_path):
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text(f"raise ImportError('{why}')\n")
    result = process("table", "x.yaml", files={"x.yaml": GOOD}, PYTHONPATH=str(tmp_path))
    assert result == (2, "", f"error: {said}\n")


@pytest.mark.needs("numpy")
def test_interrupt_is_ignored_where_it_was_before(shell):
    script = "trap '' INT; $LRVIZ table x.yaml --steps 300000 > /dev/null & sleep 1; kill -INT $!; wait $!"
    assert shell(script, files={"x.yaml": GOOD}).code == 0


HOSTILE = (
    "\x1b[31m \x07 \x9b31m \u202ex \u2066x\u2069 \n::error::x \r::add-mask::x ##[error]x ##vso[x] ::stop-commands::x"
)
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|^\\s*::|##[\\w.-]*\\[", re.MULTILINE)


def yaml_text(text):
    """A text in double quotes, with escapes for what YAML does not allow."""
    return '"' + "".join(char if char.isprintable() and char != '"' else f"\\u{ord(char):04x}" for char in text) + '"'


COMMANDS = [
    pytest.param(HOSTILE, id="much"),
    pytest.param("::error::x", id="first"),
    pytest.param("  ::error::x", id="after-blanks"),
    pytest.param("::error file=x:1::x", id="with-a-place"),
    pytest.param("::error title=x", id="that-another-text-may-end"),
    pytest.param(f"::error title={'x' * 190}::x", id="longer-than-is-shown"),
]


@pytest.mark.parametrize("text", COMMANDS)
@pytest.mark.parametrize(
    "config",
    [
        pytest.param("name: {}\nstep_size: 3\n", id="name"),
        pytest.param("name: StepLR\nstep_size: {}\n", id="value"),
        pytest.param("name: StepLR\nstep_size: 3\n{}: 3\n", id="key"),
        pytest.param("scheduler: {{name: StepLR, step_size: 3}}\noptimizer: {}\n", id="optimizer"),
        pytest.param("scheduler: {{name: StepLR, step_size: 3}}\ninterval: {}\n", id="interval"),
        pytest.param(
            "scheduler: {{name: StepLR, step_size: 3}}\noptimizer: {{groups: [{{params: {}}}]}}\n", id="group"
        ),
        pytest.param("a: {}\nscheduler: {{name: StepLR, step_size: '${{${{a}}}}'}}\n", id="reference"),
    ],
)
def test_text_of_a_config_cannot_command_a_terminal_or_a_runner(config, text, lrviz_in):
    files = {"x.yaml": config.format(yaml_text(text))}
    for command in (("validate",), ("validate", "--format", "concise"), ("plot", "--no-save"), ("table",)):
        result = lrviz_in(*command, "x.yaml", files=files)
        assert not RAW.search(result.out + result.err), command


@pytest.mark.parametrize("text", COMMANDS)
@pytest.mark.parametrize("content", [BAD, GOOD, "a: [\n", "x"], ids=["bad", "good", "broken", "none"])
def test_name_of_a_file_cannot_command_a_terminal_or_a_runner(text, content, lrviz_in):
    name = f"{text}.yaml"
    commands = (
        ("validate",),
        ("validate", "--format", "concise"),
        ("plot", "--no-save"),
        ("table",),
        ("compare", name),
        ("plot", "-o", f"{text}.csv", "--force"),
    )
    for command in commands:
        result = lrviz_in(*command, name, files={name: content})
        assert not RAW.search(result.out + result.err), command


def test_a_name_and_a_key_cannot_make_a_command_together(lrviz_in):
    files = {"::error title=x.yaml": "{name: StepLR, step_size: 3, steps: 9, 'a::boom': 1}\n"}
    for form in ("text", "concise"):
        result = lrviz_in("validate", "::error title=x.yaml", "--format", form, files=files)
        assert result.out.startswith("\\x3a:error title=x.yaml:1:40: ")
        assert result.out.splitlines()[0].endswith("StepLR has no parameter `a::boom`")
    result = lrviz_in("validate", "::error title=x.yaml", "--format", "github")
    assert result.out.startswith("::error title=LR102 unknown-key,file=%3A%3Aerror title=x.yaml,line=1,")


@pytest.mark.parametrize("option", ["--set", "--key", "--metric", "--allow-env", "--steps", "--output", "--nonsense"])
def test_option_cannot_command_a_terminal_or_a_runner(option, lrviz_in):
    result = lrviz_in("plot", "--no-save", "x.yaml", option, HOSTILE, files={"x.yaml": "name: ReduceLROnPlateau\n"})
    assert not RAW.search(result.out + result.err)


def test_error_that_nobody_expected_is_one_line(process, tmp_path):
    (tmp_path / "shadow").mkdir()
    (tmp_path / "shadow" / "yaml.py").write_text("raise RuntimeError('broken\\n\\x1b[31m installation')\n")
    result = process("validate", "x.yaml", files={"x.yaml": GOOD}, broken=True, PYTHONPATH=str(tmp_path / "shadow"))
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "internal error: RuntimeError: broken\\n\\x1b[31m installation; please report it, "
        "with the output of `lrviz --debug ...`\n"
    )


def test_error_that_nobody_expected_fails_every_test(lrviz_in, monkeypatch):
    monkeypatch.setattr("lrviz.guard.run_command_line", lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        lrviz_in("list")


def test_debug_shows_where_it_comes_from(process, tmp_path):
    (tmp_path / "yaml.py").write_text("raise RuntimeError('broken installation')\n")
    for arguments, variable in ((("--debug", "validate"), ""), (("validate",), "1")):
        result = process(*arguments, "x.yaml", PYTHONPATH=str(tmp_path), LRVIZ_DEBUG=variable)
        assert "Traceback" in result.err and "RuntimeError: broken installation" in result.err


def test_too_little_memory_is_one_line(shell):
    script = "ulimit -v 120000; $LRVIZ validate good.yaml"
    result = shell(script, files={"good.yaml": GOOD})
    assert result.code in (0, 2)
    assert not re.search("Traceback", result.err)


def test_script_and_module_are_the_same(tmp_path):
    (tmp_path / "x.yaml").write_text(BAD)
    script = os.path.join(os.path.dirname(sys.executable), "lrviz")
    if not os.path.exists(script):
        pytest.skip("lrviz is not installed as a script")
    runs = [
        subprocess.run([*command, "validate", "x.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False)
        for command in ([script], [sys.executable, "-m", "lrviz"])
    ]
    assert runs[0].stdout == runs[1].stdout and runs[0].returncode == runs[1].returncode == 1


@pytest.mark.needs("numpy")
def test_a_signal_to_terminate_leaves_nothing_half_written(start, tmp_path):
    files = {"a.yaml": "name: CosineAnnealingLR\nT_max: 1000\n"}
    process = start("plot", "a.yaml", "--steps", "9000000", "-o", "a.csv", files=files)
    while process.poll() is None and not list(tmp_path.glob(".a.csv*")):
        pass
    process.terminate()
    _, err = process.communicate()
    assert process.returncode == 143
    assert "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_help_shows_every_command(lrviz_in):
    shown = lrviz_in("--help").out
    commands = [line.split()[0] for line in shown[shown.index("Commands:") :].splitlines()[1:] if line.strip()]
    assert commands == ["plot", "table", "compare", "validate", "explain", "new", "list", "check-log", "schema"]
