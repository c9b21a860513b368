"""From what the training code holds, a dict, a DictConfig or a Spec, to plain values."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from schedules.checker import BESIDE, DEEPEST, MOST_NODES, UNKNOWN, Checked, check, in_order
from schedules.problems import Path, Problem, dotted
from schedules.run import Run
from schedules.wording import plain_quote, shorten

DEEPEST_PATH = 2 * DEEPEST + 20
"""How many keys deep a config is read: a bit deeper than the checker goes, which says what is wrong with it."""


class Plain:
    """A config as plain dicts and lists, and the source text of what was interpolated in it.

    Args:
        config: A dict, a DictConfig, a Spec or anything else. It is not changed.

    Attributes:
        values: The plain config. `UNKNOWN` stands for what cannot be resolved.
        sources: The text of every interpolation, by its path.
        problems: Every interpolation that cannot be resolved, and every value that is still missing (`???`).
    """

    def __init__(self, config: Any) -> None:
        self.sources: dict[Path, str] = {}
        self.problems: list[Problem] = []
        self._nodes = 0
        self.values: Any = self._plain(config, ())

    def quote(self, path: Path, value: Any, key: bool = False) -> str:
        """Show a value in a message. What was interpolated is shown as it was written, never as what it became."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.sources and not key:
                return shorten(self.sources[path[:end]])
        return plain_quote(path, value, key)

    def _plain(self, config: Any, path: Path) -> Any:
        is_container = isinstance(config, Mapping | list | tuple) or _is_omegaconf(config)
        if not is_container or len(path) > DEEPEST_PATH:
            return config
        if self._is_too_large():
            return UNKNOWN
        if _is_omegaconf(config):
            return self._omegaconf(config, path)
        if isinstance(config, Mapping):
            return {key: self._plain(value, (*path, key)) for key, value in config.items()}
        items = [self._plain(value, (*path, index)) for index, value in enumerate(config)]
        return items if isinstance(config, list) else tuple(items)

    def _is_too_large(self) -> bool:
        """Count one more mapping or list. One that is in itself twice over would otherwise be read for ever."""
        self._nodes += 1
        if self._nodes == MOST_NODES:
            message = f"the config holds more than {MOST_NODES:,} mappings and lists, or holds itself"
            self.problems.append(Problem((), "value", "too-deep", message))
        return self._nodes >= MOST_NODES

    def _omegaconf(self, config: Any, path: Path) -> Any:
        from omegaconf import OmegaConf

        written = OmegaConf.to_container(config, resolve=False)
        if written is None:
            return None
        if isinstance(written, str):
            return self._unresolved(path, written)
        found = {key: self._value(config, key, text, (*path, key)) for key, text in _items(written)}
        return list(found.values()) if isinstance(written, list) else found

    def _value(self, config: Any, key: Any, written: Any, at: Path) -> Any:
        from omegaconf import OmegaConf
        from omegaconf.errors import OmegaConfBaseException

        if OmegaConf.is_missing(config, key):
            return self._unresolved(at, "???")
        if OmegaConf.is_interpolation(config, key):
            self.sources[at] = str(written)
        try:
            value = config[key]
        except (OmegaConfBaseException, RecursionError, ValueError):
            return self._unresolved(at, str(written))
        return self._plain(value, at)

    def _unresolved(self, at: Path, written: str) -> Any:
        last_name = next((index for index in reversed(range(len(at))) if isinstance(at[index], str)), 0)
        shown = f"`{dotted(at[last_name:])}: {shorten(written)}`" if at else f"`{shorten(written)}`"
        said, hint = ("is not given yet", "give it a value") if written == "???" else _CANNOT_BE_RESOLVED
        self.problems.append(Problem(at, "value", "interpolation", f"{shown} {said}", hint))
        return UNKNOWN


_CANNOT_BE_RESOLVED = ("cannot be resolved", "check what it refers to")


def check_as_given(config: Any, run: Run) -> Checked:
    """Check the config of a scheduler as the training code holds it, OmegaConf's containers among it.

    What cannot be resolved is a problem like the others, but not where it stands beside the parameters of the class.
    """
    plain = Plain(config)
    checked = check(plain.values, run, quote=plain.quote)
    own = checked.spec.key_fields() if checked.spec is not None else {}
    unresolved = [problem for problem in plain.problems if not _is_beside(problem.path, own)]
    return checked._replace(problems=in_order([*unresolved, *checked.problems], plain.values))


def _is_beside(path: Path, own: Mapping[str, str]) -> bool:
    return bool(path) and path[0] in BESIDE and path[0] not in own


def _items(written: Any) -> Iterator[tuple[Any, Any]]:
    return iter(written.items()) if isinstance(written, dict) else iter(enumerate(written))


def _is_omegaconf(config: Any) -> bool:
    """Whether it is an OmegaConf container, without importing OmegaConf for those who do not use it."""
    omegaconf = sys.modules.get("omegaconf")
    return omegaconf is not None and omegaconf.OmegaConf.is_config(config)
