"""`# lrviz: ignore[LR204]` in a config: which findings are meant, and which of these comments are of no use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from lrviz.comments import Comments
from lrviz.finding import Finding
from lrviz.rules import all_rules, rules_by_kind
from lrviz.selection import Selection, UnknownRule, default_selection, selector
from lrviz.spans import Span
from lrviz.text import printable
from schedules.suggest import nearest

LINE, FILE = "ignore", "ignore-file"

UNUSED, UNKNOWN = "unused-ignore", "unknown-ignore"
"""The kinds of the rules about these comments."""

MOST = 500
"""How many words of these comments are read in a file."""

_COMMENT = r"(?<!\S)#[ \t]*lrviz:[ \t]*(?P<verb>[\w-]+)(?P<rest>[^#\r\n\x85\u2028\u2029]*)"
_BRACKETS = r"\[([^\]]*)\]"
_WORD = r"[^\s,]+"


@dataclass
class Ignore:
    """One word of one comment.

    Attributes:
        span: Where the word stands; the whole comment, where it has none.
        line: The line whose findings it is about, or None for the whole file.
        codes: The rules that it means, or None for all.
        word: The word, or an empty string.
        alone: Whether nothing but the comment is on its line.
        used: Whether it met a finding.
    """

    span: Span
    line: int | None
    codes: frozenset[str] | None
    word: str
    alone: bool
    used: bool = False

    def meets(self, finding: Finding) -> bool:
        """Whether it is about a finding. One about these comments is only met by its code."""
        meant = finding.code in self.codes if self.codes is not None else finding.code not in _about_comments()
        return meant and (self.line is None or (finding.span is not None and finding.span.line == self.line))

    def is_of_no_use(self, selection: Selection, decided: Callable[[str], bool]) -> bool:
        """Whether it met nothing although the rules that it means are on and knew all that they need."""
        if self.used:
            return False
        if self.codes is None:
            return default_selection().on <= selection.on and decided("")
        due = {code for code in self.codes if all_rules()[code].enabled} | (self.codes & selection.on)
        if not due or self.codes & _about_comments():
            return False
        return due <= selection.on and all(decided(code) for code in due)


class Mistake(NamedTuple):
    """Something in a comment that ignores nothing."""

    span: Span
    message: str
    hint: str


@dataclass
class Suppressions:
    """The comments of a config.

    Attributes:
        ignores: What is ignored.
        mistakes: What is not understood.
    """

    ignores: list[Ignore] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    @cached_property
    def _by_line(self) -> dict[int | None, list[Ignore]]:
        # a file may have as many comments as findings
        found: dict[int | None, list[Ignore]] = {}
        for ignore in self.ignores:
            found.setdefault(ignore.line, []).append(ignore)
        return found

    def meet(self, finding: Finding) -> bool:
        """Whether a finding is ignored; what ignores it has then been of use."""
        near = self._by_line.get(None, []) + (self._by_line.get(finding.span.line, []) if finding.span else [])
        meeting = [ignore for ignore in near if ignore.meets(finding)]
        for ignore in meeting:
            ignore.used = True
        return bool(meeting)

    def remarks(self, file: str, selection: Selection, decided: Callable[[str], bool]) -> Iterator[Finding]:
        """What is to be said of the comments themselves, when all findings have been seen.

        Args:
            file: The config as it was typed.
            selection: The rules that are on.
            decided: Whether a rule, by its code, knew all that it needs in this config; with an empty string, whether
                all is known that a config commonly says.
        """
        for mistake in self.mistakes:
            yield _finding(file, UNKNOWN, mistake)
        for ignore in self.ignores:
            if ignore.is_of_no_use(selection, decided):
                yield _finding(file, UNUSED, _unused(ignore))


def read_suppressions(text: str) -> Suppressions:
    """Find the comments that speak to lrviz. What looks like one in a string is none."""
    found = Suppressions()
    if "lrviz:" in text:
        reader = _Reader(text, found)
        for match in re.finditer(_COMMENT, text):
            reader.read(match)
            if reader.is_full:
                break
    return found


class _Reader:
    def __init__(self, text: str, found: Suppressions) -> None:
        self.comments = Comments(text)
        self.found = found
        self.is_full = False

    def read(self, match: re.Match[str]) -> None:
        start, verb, rest = match.start(), match["verb"], match["rest"].rstrip()
        if not self.comments.is_comment(start):
            return
        whole = self.comments.span(start, match.start("rest") + len(rest))
        if not self._has_room(whole):
            return
        if verb not in (LINE, FILE):
            if near := nearest(verb, (LINE, FILE)):
                self._mistake(whole, f"`{printable(verb, 40)}` means nothing", f"write `{near}[LR204]`")
        elif verb == FILE and not self.comments.is_at_top(start):
            self._mistake(whole, "`ignore-file` means nothing after the first key", "move it to the top of the file")
        elif not rest:
            self._ignore(whole, verb, start)
        elif (brackets := re.match(_BRACKETS, rest)) and re.search(_WORD, brackets[1]):
            for word in re.finditer(_WORD, brackets[1]):
                at = match.start("rest") + 1 + word.start()
                span = self.comments.span(at, at + len(word[0]))
                if not self._has_room(span):
                    break
                self._ignore(span, verb, start, word[0])
        else:
            what = "no rule stands in the brackets" if brackets else f"`{verb}` means nothing before other words"
            self._mistake(whole, what, f"write the rules in brackets right after it, `{verb}[LR204]`")

    def _has_room(self, span: Span) -> bool:
        """Whether one more is read. What is too much is said once."""
        if not self.is_full and len(self.found.ignores) + len(self.found.mistakes) >= MOST:
            self.is_full = True
            message = f"{MOST} words of comments for lrviz are read in a file: from here on none ignores a finding"
            self.found.mistakes.append(Mistake(span, message, "switch rules off in `[tool.lrviz]`"))
        return not self.is_full

    def _ignore(self, span: Span, verb: str, start: int, word: str = "") -> None:
        line = span.line if verb == LINE else None
        alone = verb == LINE and self.comments.is_alone(start)
        try:
            codes = selector(word).codes if word else None
        except UnknownRule as unknown:
            self._mistake(span, f"no rule is called `{printable(word, 40)}`", unknown.hint)
            return
        self.found.ignores.append(Ignore(span, line, codes, word, alone))

    def _mistake(self, span: Span, what: str, hint: str) -> None:
        self.found.mistakes.append(Mistake(span, f"{what}, so this ignores no finding", hint))


def _unused(ignore: Ignore) -> Mistake:
    what = f"`{printable(ignore.word, 40)}`" if ignore.word else "every rule"
    where = "in this file" if ignore.line is None else "on this line"
    hint = "it is about its own line: write it after the value" if ignore.alone else "delete it"
    return Mistake(ignore.span, f"{what} is ignored {where}, where it finds nothing", hint)


def _finding(file: str, kind: str, mistake: Mistake) -> Finding:
    rule = rules_by_kind()[kind]
    return Finding(file, rule.code, rule.severity, mistake.message, mistake.hint, mistake.span, "")


def _about_comments() -> frozenset[str]:
    return frozenset(rules_by_kind()[kind].code for kind in (UNUSED, UNKNOWN))
