"""Each guard is in one place: what reads, writes, resolves, escapes or catches is done by these functions alone."""

from __future__ import annotations

import ast
import sys

import pytest
from test_imports import MODULES, dotted

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options


def calls(tree, where):
    """Every call in a module: the function that it stands in, and what is called, an unknown object as `?`."""
    for node in ast.iter_child_nodes(tree):
        inside = where
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            inside = f"{where}.{node.name}"
        elif isinstance(node, ast.Call):
            yield where, called(node.func)
        yield from calls(node, inside)


def called(function):
    if isinstance(function, ast.Attribute):
        return f"{dotted(function.value) or '?'}.{function.attr}"
    return dotted(function)


CALLS = [pair for module in MODULES for pair in calls(module.tree, module.name)]


def callers(*names):
    """Where something is called: by its whole name, or by the name of a method as `.name`."""
    methods = tuple(name for name in names if name.startswith("."))
    return {where for where, what in CALLS if what in names or what.endswith(methods)}


GUARDS = [
    pytest.param(
        ("open", "os.open", "io.open", "os.fdopen", ".open"),
        {
            "lrviz.reading.read_bytes",
            # the streams of the process: never a file of the user
            "lrviz.streams.open_missing_streams",
            "lrviz.streams.abandon",
            # the working folder, to come back to it
            "lrviz.surround.in_some_folder",
            # what is written, and whether it may be
            "lrviz.outputs.write_output",
            "lrviz.outputs._with_rights",
            "lrviz.outputs._is_ours",
        },
        id="files are opened for reading in one function, and for writing in one",
    ),
    pytest.param(
        (".read_text", ".read_bytes", ".readlines"),
        # the parts of a page that the package itself holds
        {"lrviz.render.html._part"},
        id="nor read past it",
    ),
    pytest.param(
        (
            ".write_text",
            ".write_bytes",
            ".touch",
            ".rename",
            ".mkdir",
            ".makedirs",
            ".symlink",
            ".truncate",
            ".mkstemp",
        ),
        set(),
        id="nor written past it",
    ),
    pytest.param(
        ("os.replace", ".unlink", "os.unlink", "os.remove", ".chmod", "os.chmod", "os.fsync"),
        {"lrviz.outputs.write_output"},
        id="files take the place of others in one function",
    ),
    pytest.param(
        (".savefig",), {"lrviz.render.figure.writing.save"}, id="pictures are written to the file that they are given"
    ),
    pytest.param(
        ("sys.stdin.buffer.read",), {"lrviz.reading._read_stdin"}, id="standard input is read in one function"
    ),
    pytest.param(
        ("sys.stdout.write", "sys.stderr.write", "stream.write"),
        {"lrviz.__main__._say", "lrviz.guard.run_command_line", "lrviz.console.Screen._write"},
        id="printed in one function, but for what ends the command",
    ),
    pytest.param(
        ("yaml.parse",), {"lrviz.yaml_nodes._Composer.__init__"}, id="YAML is parsed to events, which are counted"
    ),
    pytest.param(("yaml.scan",), {"lrviz.comments.Comments._scanned"}, id="only comments are found by tokens"),
    pytest.param(
        tuple(
            f"yaml.{name}{kind}"
            for name in ("load", "safe_load", "full_load", "unsafe_load", "compose")
            for kind in ("", "_all")
        ),
        set(),
        id="nothing is composed or made by YAML's own loaders",
    ),
    pytest.param(
        ("parse_text", "parse_element"),
        {"lrviz.interpolation._parsed", "lrviz.interpolation.Interpolations._decode"},
        id="interpolations are taken apart where they are resolved",
    ),
    pytest.param(
        ("os.environ.get", "os.getenv"),
        {
            "lrviz.interpolation.Interpolations._env",
            # to know what no message may show
            "lrviz.hidden.Hidden._words",
            # what the command itself is told
            "lrviz.__main__._run",
            "lrviz.console.Screen.clear",
            "lrviz.console.Screen.progress",
            "lrviz.console.Screen._console_on",
            "lrviz.console.wants_colour",
            "lrviz.console._columns",
            "lrviz.console._takes_unicode",
        },
        id="the environment is read for a config in one function",
    ),
    pytest.param(
        (".isprintable", "unicodedata.category"),
        {"lrviz.text._shown", "lrviz.text.printable_line", "lrviz.text.cells", "schedules.problems.printable"},
        id="text is made safe in one function, and in one of the factory, which does not know the command line",
    ),
    pytest.param(("signal.signal",), {"lrviz.__main__._handle"}, id="signals are handled in one function"),
]


@pytest.mark.parametrize(("names", "allowed"), GUARDS)
def test_a_guard_is_in_one_place(names, allowed):
    assert callers(*names) == allowed


def test_what_nobody_expected_is_caught_at_the_top_alone():
    caught = {
        f"{module.name}: {dotted(node.type) if node.type else 'everything'}"
        for module in MODULES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and (node.type is None or dotted(node.type).endswith("Exception"))
    }
    assert caught == {
        "lrviz.__main__: BaseException",
        # it puts back what it has changed, and raises again
        "schedules.timm_package: BaseException",
        # what the annotation of a user's own class raises as it is evaluated says nothing of its type
        "schedules.registered: Exception",
        # what a state holds, and what it does as it is saved and loaded, is up to the class
        "lrviz.resume: Exception",
    }


def test_the_handler_is_in_place_before_anything_else_is_imported():
    main = next(module for module in MODULES if module.name == "lrviz.__main__")
    ours = {name for name in main.imported_at_once if name.partition(".")[0] not in sys.stdlib_module_names}
    assert ours - {"__future__"} == {"lrviz.streams"}
    streams = next(module for module in MODULES if module.name == "lrviz.streams")
    assert streams.imported_at_once <= {"__future__", "os", "sys", "typing"}
    body = next(node for node in main.tree.body if isinstance(node, ast.FunctionDef) and node.name == "main")
    guarded = next(node for node in body.body if isinstance(node, ast.Try))
    assert [what for _, what in calls(guarded.body[0], "")] == ["_end_when_told"]


def test_the_search_for_calls_sees_them():
    tree = ast.parse("class A:\n    def f(self):\n        return [Path(x).open() for x in g(os.open(y))]")
    assert sorted(calls(tree, "m")) == [("m.A.f", "?.open"), ("m.A.f", "Path"), ("m.A.f", "g"), ("m.A.f", "os.open")]


def of_groups(groups, schedulers):
    children = ", ".join(["{name: ExponentialLR, gamma: 0.9}"] * (schedulers - 1))
    listed = ", ".join(f"{{params: 'a{number}.*', lr: 0.{number + 1}}}" for number in range(groups - 1))
    optimizer = f"{{name: SGD, lr: 0.1, groups: [{listed}]}}"
    return f"optimizer: {optimizer}\nscheduler: {{name: ChainedScheduler, schedulers: [{children}]}}\nsteps: 20\n"


@pytest.mark.parametrize(("groups", "is_looked_at"), [(2, True), (900, False)])
def test_two_schedulers_are_looked_at_together_for_no_more_groups_than_takes_a_moment(groups, is_looked_at):
    both = "[{name: ExponentialLR, gamma: 0.9, interval: step}, {name: StepLR, step_size: 50, interval: step}]"
    listed = ", ".join(f"{{params: 'a{number}.*', lr: 0.{number + 1}}}" for number in range(groups - 1))
    text = f"optimizer: {{lr: 0.1, groups: [{listed}]}}\nscheduler: {both}\nsteps: 50000\n"
    (draft,) = lint(read_document("x.yaml", text.encode()), Options()).drafts
    assert [site.setting.joint is not None for site in draft.sites] == [is_looked_at, is_looked_at]


@pytest.mark.parametrize(
    ("groups", "schedulers", "said"),
    [
        pytest.param(100, 10, [], id="as many as are looked at"),
        pytest.param(
            101, 10,
            ["10 schedulers for 101 parameter groups make more than 1,000 curves, which are not looked at"],
            id="one more",
        ),
        pytest.param(1, 501, ["there are more than 500 schedulers, or one holds itself"], id="schedulers alone"),
    ],
)  # fmt: skip
def test_a_plan_of_very_many_curves_is_not_looked_at(groups, schedulers, said):
    document = read_document("x.yaml", of_groups(groups, schedulers).encode())
    findings = lint(document, Options()).findings
    assert [finding.message for finding in findings if finding.severity == "error"] == said
