"""Which rules are on, and how severe they are: from `select`, `ignore` and the like, place by place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from lrviz.rules import all_rules
from lrviz.rules.base import Severity
from schedules.suggest import nearest

NAMED = 1_000
"""How closely a word means a rule that it names in full. A prefix means it by its length."""


class UnknownRule(LookupError):
    """A word that is neither a code, nor the beginning of one, nor a rule's name.

    Attributes:
        hint: What was probably meant.
    """

    def __init__(self, word: str) -> None:
        names = [*all_rules(), *(rule.name for rule in all_rules().values())]
        near = nearest(word, names) if len(word) >= len("LR20") else ""
        self.hint = f"did you mean `{near}`?" if near else "`lrviz list` shows every rule"
        super().__init__(word)


class Selector(NamedTuple):
    """What a word such as `LR204`, `LR2` or `cosine-rebound` stands for.

    Attributes:
        codes: The codes that it means.
        closeness: How closely it means them; the closest word decides.
    """

    codes: frozenset[str]
    closeness: int


@cache
def selector(word: str) -> Selector:
    """The rules that a word stands for.

    Raises:
        UnknownRule: If there are none.
    """
    rules = all_rules()
    named = [code for code, rule in rules.items() if word in (code, rule.name)]
    if named:
        return Selector(frozenset(named), NAMED)
    begun = [code for code in rules if code.startswith(word)] if word.startswith("LR") else []
    if not begun:
        raise UnknownRule(word)
    return Selector(frozenset(begun), len(word))


class Layer(NamedTuple):
    """What one place says of the rules: the settings, a table for some files in them, or the command line.

    Attributes:
        select: The rules that are on, and no others. None: those that were on before.
        extend_select: Those that are on besides.
        ignore: Those that are off.
        severities: How severe some of them are.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = MappingProxyType({})


class Selection(NamedTuple):
    """The rules that are on for a file.

    Attributes:
        on: Their codes.
        severities: How severe those are for which something says so.
    """

    on: frozenset[str]
    severities: Mapping[str, Severity]


def make_selection(layers: Sequence[Layer]) -> Selection:
    """What the layers come to. Of two, the later one wins; in one, the word that means a rule most closely.

    A rule that is off by default is turned on by its code or its name, or by `extend_select`.

    Raises:
        UnknownRule: If a word means no rule.
    """
    on = {code for code, rule in all_rules().items() if rule.enabled}
    severities: dict[str, Severity] = {}
    for layer in layers:
        on = {code for code in all_rules() if _is_on(code, layer, code in on)}
        for word in sorted(layer.severities, key=lambda word: selector(word).closeness):
            severities.update(dict.fromkeys(selector(word).codes, layer.severities[word]))
    return Selection(frozenset(on), severities)


@cache
def default_selection() -> Selection:
    """The rules that are on where nothing is said."""
    return make_selection(())


def _is_on(code: str, layer: Layer, before: bool) -> bool:
    wanted = max(_closeness(code, layer.extend_select), _chosen(code, layer.select or ()))
    unwanted = _closeness(code, layer.ignore)
    if wanted or unwanted:
        return wanted > unwanted
    return before and layer.select is None


def _chosen(code: str, words: Iterable[str]) -> int:
    """The same for words that do not by themselves turn on what is off by default."""
    closeness = _closeness(code, words)
    return closeness if all_rules()[code].enabled or closeness == NAMED else 0


def _closeness(code: str, words: Iterable[str]) -> int:
    meant = [selector(word) for word in words]
    return max((found.closeness for found in meant if code in found.codes), default=0)
