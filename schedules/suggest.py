"""Did you mean ...?"""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], cutoff: float = 0.75) -> str:
    """The one known name that was probably meant, or an empty string.

    Case and underscores do not count, so that `t_max` finds `T_max` and `stepsize` finds `step_size`.

    Args:
        word: What was written.
        known: The names that there are.
        cutoff: How alike they must be, from 0 to 1.
    """
    by_plain = {_plain(name): name for name in known}
    if _plain(word) in by_plain:
        return by_plain[_plain(word)]
    # imported here, as most configs have nothing misspelt
    from difflib import get_close_matches

    close = get_close_matches(_plain(word)[:80], by_plain, n=1, cutoff=cutoff)
    return by_plain[close[0]] if close else ""


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")
