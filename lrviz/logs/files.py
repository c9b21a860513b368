"""Reads the rows of a log: CSV, JSON, or an object of JSON a line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lrviz.errors import UnreadableLog
from lrviz.reading import read_bytes
from lrviz.text import printable

LARGEST = 100_000_000
"""How many bytes of a log are read."""

DELIMITERS = ",;\t"

Row = Mapping[str, Any]


class Rows(NamedTuple):
    """The rows of a log.

    Attributes:
        rows: Each as a mapping of its columns to its values.
        is_of_trainer: Whether they are from the state of Hugging Face's trainer.
        cut_off: The number of the last line, if it is cut off and was passed over, else None.
    """

    rows: list[Row]
    is_of_trainer: bool = False
    cut_off: int | None = None


def read_rows(path: str) -> Rows:
    """Read a file of rows, in whichever of the forms it is.

    Raises:
        UnreadablePath: If the file cannot be read.
        UnreadableLog: If it has none of the forms, or no row.
    """
    found = _read_rows(path)
    if not found.rows:
        raise UnreadableLog(f"{printable(path)} has no rows", "give the log of a run that has begun to log")
    return found


def _read_rows(path: str) -> Rows:
    content = read_bytes(path, LARGEST).decode("utf-8-sig", "replace")
    shown = printable(path)
    if content.lstrip()[:1] not in ("{", "["):
        return Rows(list(_csv_rows(content, shown)))
    lines = [(number, line.strip()) for number, line in enumerate(content.split("\n"), start=1) if line.strip()]
    first = lines[0][1]
    if len(lines) > 1 and first.startswith("{") and first.endswith("}"):
        cut_off = lines.pop()[0] if _is_cut_off(lines[-1][1]) else None
        return Rows([_object(line, f"{shown}, line {number}") for number, line in lines], cut_off=cut_off)
    return _json_rows(content, shown)


def _is_cut_off(line: str) -> bool:
    """Whether a last line is the beginning of an object, as a run leaves it that is killed while it writes."""
    try:
        _json(line, "")
    except UnreadableLog:
        return line.startswith("{")
    return False


def _csv_rows(content: str, shown: str) -> Iterator[Row]:
    head = content.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    try:
        for row in csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter, skipinitialspace=True):
            # some write a blank on the other side of the name too
            yield {str(name).strip(): value for name, value in row.items()}
    except csv.Error as error:
        raise UnreadableLog(f"{shown} is no CSV file: {error}") from None


def _json_rows(content: str, shown: str) -> Rows:
    data = _json(content, shown)
    if isinstance(data, dict) and data and "log_history" not in data:
        return Rows([data])
    history = data.get("log_history") if isinstance(data, dict) else data
    if not isinstance(history, list) or not all(isinstance(row, dict) for row in history):
        message = f"{shown} has no `log_history`, as `trainer_state.json` has"
        raise UnreadableLog(message, "give a CSV file, or that one, or JSON with an object a line")
    return Rows(history, is_of_trainer=isinstance(data, dict))


def _object(line: str, place: str) -> Row:
    data = _json(line, place)
    if not isinstance(data, dict):
        raise UnreadableLog(f"{place} is no object of JSON", "give one a line, each with a step and a rate")
    return data


def _json(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableLog(f"{place} is no JSON: {printable(str(error))}") from None
