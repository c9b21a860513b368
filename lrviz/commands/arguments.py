"""The arguments and options that several commands have, with what they say in the help."""

from __future__ import annotations

from typing import Annotated

import typer

from lrviz.completing import configs

Configs = Annotated[
    list[str],
    typer.Argument(
        metavar="CONFIG", help="Config files, or names of schedulers; - is standard input.", autocompletion=configs
    ),
]
Config = Annotated[
    str,
    typer.Argument(
        metavar="CONFIG", help="A config file, or the name of a scheduler; - is standard input.", autocompletion=configs
    ),
]
Outputs = Annotated[
    list[str] | None,
    typer.Option("--output", "-o", metavar="PATH", help="Write .png, .svg, .pdf, .html, .csv or .json; repeat."),
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite files that lrviz did not make.")]
Chart = Annotated[bool | None, typer.Option("--chart/--no-chart", help="The chart; by default on a terminal only.")]
Ascii = Annotated[bool, typer.Option("--ascii", help="Draw the chart without braille and box characters.")]
Watch = Annotated[bool, typer.Option("--watch", help="Draw again whenever a file is saved; Ctrl-C ends it.")]
Sweeps = Annotated[
    list[str] | None,
    typer.Option(
        "--sweep", metavar="KEY=VALUES", help="A curve for each value, as in scheduler.T_max=90,100; repeat to combine."
    ),
]
