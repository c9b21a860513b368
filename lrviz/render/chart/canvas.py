"""The dots of a chart."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from lrviz.render.chart.extent import extent
from lrviz.render.chart.scale import Scale

if TYPE_CHECKING:
    from lrviz.curve import Values

COLOURS = ("bright_blue", "bright_red", "green", "bright_magenta", "yellow", "cyan")
"""To be seen on a dark terminal and on a light one."""

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The dot of a braille character in each of its four rows and two columns."""

ALONE = "*"
"""What a line without a letter is drawn with in ASCII."""

LETTER_EVERY = 12
"""In how many columns a line has one letter at the most, where letters tell lines apart."""


def colour_of(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


class Canvas:
    """A grid of characters that knows of each which dots are set, and which lines are in it.

    Args:
        columns: How many characters it is wide.
        height: How many characters it is high.
        scale: The axis of values.
        braille: Whether a character has eight dots, or is one.
    """

    def __init__(self, columns: int, height: int, scale: Scale, braille: bool) -> None:
        self.columns, self.height, self.scale, self.braille = columns, height, scale, braille
        self._across, self._down = (2, 4) if braille else (1, 1)
        self._bits = [[0] * columns for _ in range(height)]
        self._lines: list[list[list[int]]] = [[[] for _ in range(columns)] for _ in range(height)]
        # where a letter may stand on each line: the row of each column
        self._tracks: list[dict[int, int]] = []

    def draw(self, values: Values | list[float], length: int) -> None:
        """Draw the next line, from the lowest to the highest value in each column: a spike of one step is seen.

        Args:
            values: A value for each step.
            length: How many steps the whole width has.
        """
        number, track = len(self._tracks), dict[int, int]()
        self._tracks.append(track)
        before: int | None = None
        for column in range(self.columns * self._across):
            start = column * length // (self.columns * self._across)
            end = max(start + 1, (column + 1) * length // (self.columns * self._across))
            part = values[start:end]
            found = extent(part)
            if found is None:
                before = None
                continue
            bottom, top = map(self._row, found)
            if before is not None and not top <= before <= bottom:
                # join it to the column before
                top, bottom = (top, before - 1) if before > bottom else (before + 1, bottom)
            for row in range(top, bottom + 1):
                self._set(row, column, number)
            before = self._row(min(max(float(part[-1]), found[0]), found[1]))
            track[column // self._across] = before // self._down

    def _row(self, value: float) -> int:
        return self.scale.row(value, self.height * self._down, self._down)

    def _set(self, row: int, column: int, number: int) -> None:
        down, right = row // self._down, column // self._across
        self._bits[down][right] |= DOTS[row % 4][column % 2] if self.braille else 1
        if number not in self._lines[down][right]:
            self._lines[down][right].append(number)

    def rows(self, letters: str, colour: bool) -> list[Text]:
        """The characters, row by row.

        Args:
            letters: The letter of each line, or nothing for a line that is alone.
            colour: Whether lines are told apart by colour. Where they are not, or there are not enough colours, letters
                stand on them.
        """
        marks = self._marks() if self.braille and (not colour or len(self._tracks) > len(COLOURS)) else {}
        return [self._text(row, letters, marks) for row in range(self.height)]

    def _marks(self) -> dict[tuple[int, int], int]:
        """Where a letter stands on a line: here and there, and at another column for each, so that none hides one."""
        count = len(self._tracks)
        if count == 1:
            return {}
        every = max(LETTER_EVERY, 2 * count)
        marks = {}
        for number, track in enumerate(self._tracks):
            columns = [column for column in track if column % every == (2 * number + 1) * every // (2 * count)]
            # a line that ends before its first letter has it at its end
            for column in columns or list(track)[-1:]:
                marks[track[column], column] = number
        return marks

    def _text(self, row: int, letters: str, marks: dict[tuple[int, int], int]) -> Text:
        cells = [self._cell(row, column, letters, marks) for column in range(self.columns)]
        text = Text()
        for style, run in groupby(cells, key=lambda cell: cell[1]):
            text.append("".join(character for character, _ in run), style=style)
        return text

    def _cell(self, row: int, column: int, letters: str, marks: dict[tuple[int, int], int]) -> tuple[str, str]:
        """A character and its colour. Of lines that share a character the last is seen; of letters, each in turn."""
        lines = self._lines[row][column]
        if not lines:
            return " ", ""
        if (row, column) in marks:
            number = marks[row, column]
            return letters[number], colour_of(number)
        if self.braille:
            return chr(0x2800 + self._bits[row][column]), colour_of(lines[-1])
        number = lines[column % len(lines)]
        return letters[number] if letters else ALONE, colour_of(number)
