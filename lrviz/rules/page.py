"""The page of a rule: its docstring, which is Markdown in a fixed form."""

from __future__ import annotations

import re
from typing import NamedTuple

HEADINGS = ("What happens", "Why it is bad", "Bad", "Good", "References")
"""The sections of a page, in this order. Rules that cannot be shown in a block of YAML may leave `Good` empty."""


class Example(NamedTuple):
    """A YAML block of a page.

    Attributes:
        text: The config.
        expected: For each finding that is due, its line and its code: from the comments `# LR204` in the block.
    """

    text: str
    expected: tuple[tuple[int, str], ...]


class Page(NamedTuple):
    """A page, taken apart.

    Attributes:
        title: The first line.
        sections: The text below each heading.
        bad: The configs in which the rule finds something.
        good: The configs in which it finds nothing.
    """

    title: str
    sections: dict[str, str]
    bad: tuple[Example, ...]
    good: tuple[Example, ...]


def read_page(text: str) -> Page:
    """Take the page of a rule apart."""
    title, _, rest = text.partition("\n")
    parts = re.split(r"^## (.+)$", rest, flags=re.MULTILINE)
    sections = {heading.strip(): body.strip() for heading, body in zip(parts[1::2], parts[2::2], strict=True)}
    return Page(title, sections, _examples(sections.get("Bad", "")), _examples(sections.get("Good", "")))


def _examples(section: str) -> tuple[Example, ...]:
    blocks = re.findall(r"^```yaml\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL)
    return tuple(Example(block, _expected(block)) for block in blocks)


def _expected(block: str) -> tuple[tuple[int, str], ...]:
    found = []
    for number, line in enumerate(block.splitlines(), start=1):
        comment = re.search(r"#((?:\s+LR\d{3})+)\s*$", line)
        found += [(number, code) for code in (comment[1].split() if comment else ())]
    return tuple(found)
