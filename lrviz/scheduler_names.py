"""Which schedulers were probably meant by a word."""

from __future__ import annotations

from schedules.catalog import SCHEDULERS

MOST = 6
"""How many names are suggested."""


def near(word: str) -> list[str]:
    """The schedulers that are spelt alike, and those with the word in their name."""
    # imported here, as most names are right
    from difflib import get_close_matches

    plain = {known.lower().replace("_", ""): known for known in SCHEDULERS.names()}
    whole = word.lower().replace("_", "")[:80]
    if whole in plain:
        return [plain[whole]]
    part = whole.removesuffix("lr").removesuffix("scheduler")
    alike = get_close_matches(whole, plain, n=3, cutoff=0.7)
    within = [known for known in plain if len(part) > 2 and part in known]
    return [plain[known] for known in dict.fromkeys([*alike, *within])][:MOST]


def listed(names: list[str]) -> str:
    """Names in a question: `A`, `B` or `C`."""
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
