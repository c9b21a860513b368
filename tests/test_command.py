"""A command prepares only the options that are given, and nobody notices."""

from __future__ import annotations

import pytest
from typer.core import TyperCommand
from typer.main import get_command

from lrviz.cli import application

COMMANDS = get_command(application()).commands
ARGUMENTS = {"explain": ["LR204"], "list": [], "compare": ["a.yaml", "b.yaml"]}


def parsed(command, arguments, parse):
    context = command.context_class(command, info_name=command.name)
    with context.scope(cleanup=False):
        parse(command, context, list(arguments))
    return context.params


def values(params):
    """typer takes a default of None for an option that can be repeated and was not."""
    return {name: value or None if isinstance(value, tuple | list) else value for name, value in params.items()}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(
    "options",
    [
        pytest.param([], id="none"),
        pytest.param(["--steps", "90", "--set", "a=1", "--set=b=2"], id="with-a-value"),
        pytest.param(["--ascii", "--log-y"], id="flags"),
        pytest.param(["--no-chart"], id="a-flag-by-its-other-name"),
        pytest.param(["-o", "x.png"], id="short"),
        pytest.param(["-ox.png"], id="short-with-its-value"),
        pytest.param(["--lr", "-1"], id="a-value-like-an-option"),
        pytest.param(["--engine", "formula", "--format=json"], id="a-choice"),
        pytest.param(["--", "-o"], id="an-argument-like-an-option"),
    ],
)
def test_the_same_is_understood_as_by_typer(name, options):
    command = COMMANDS[name]
    arguments = [*ARGUMENTS.get(name, ["a.yaml"]), *options]
    try:
        expected = parsed(command, arguments, TyperCommand.parse_args)
    except Exception as error:
        with pytest.raises(type(error)) as raised:
            parsed(command, arguments, type(command).parse_args)
        assert raised.value.format_message() == error.format_message()
        return
    assert values(parsed(command, arguments, type(command).parse_args)) == values(expected)


@pytest.mark.since("typer", "0.29")
def test_an_option_that_is_not_given_is_not_prepared():
    command = COMMANDS["validate"]
    for parameter in command.params:
        parameter._runtime_param = None
    parsed(command, ["a.yaml", "--steps", "9"], type(command).parse_args)
    prepared = {parameter.name for parameter in command.params if parameter._runtime_param is not None}
    assert prepared == {"paths", "steps"}
    assert len(command.params) > 30


def test_a_mistyped_option_is_recognised(lrviz_in):
    result = lrviz_in("validate", "a.yaml", "--setp", "9", files={"a.yaml": "name: StepLR\nstep_size: 3\n"})
    assert (result.code, result.out) == (2, "")
    assert "--steps" in result.err


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(
    "before", [pytest.param((), id="alone"), pytest.param(("--plugin", "json"), id="after-an-option")]
)
def test_help_shows_every_option(name, before, lrviz_in):
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts if option.startswith("--")}
    # an option that the command does not have is told before any help
    given = before if set(before) & options else ()
    shown = lrviz_in(name, *given, "--help").out.split()
    assert {option for option in options if option not in shown and f"{option}," not in shown} == set()
