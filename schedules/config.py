"""From what the training code holds, a dict, a DictConfig or a Spec, to plain values."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from schedules.problems import ConfigError, Path, Problem
from schedules.spec import Spec
from schedules.wording import plain_quote, shorten


class Plain:
    """A config as plain dicts and lists, and the source text of what was interpolated in it.

    Args:
        config: A mapping, which may be or hold OmegaConf containers. It is not changed.

    Raises:
        ConfigError: If an interpolation cannot be resolved or a value is still missing (`???`), with all of these.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.sources: dict[Path, str] = {}
        self._problems: list[Problem] = []
        self.values: Any = self._plain(config, ())
        if self._problems:
            raise ConfigError(self._problems)

    def quote(self, path: Path, value: Any, key: bool = False) -> str:
        """Show a value in a message. What was interpolated is shown as it was written, never as what it became."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.sources and not key:
                return shorten(self.sources[path[:end]])
        return plain_quote(path, value, key)

    def _plain(self, config: Any, path: Path) -> Any:
        if isinstance(config, Spec):
            return config
        if _is_omegaconf(config):
            return self._omegaconf(config, path)
        if isinstance(config, Mapping):
            return {key: self._plain(value, (*path, key)) for key, value in config.items()}
        if isinstance(config, list):
            return [self._plain(value, (*path, index)) for index, value in enumerate(config)]
        return config

    def _omegaconf(self, config: Any, path: Path) -> Any:
        from omegaconf import OmegaConf

        is_list = OmegaConf.is_list(config)
        found: dict[Any, Any] = {}
        for key in range(len(config)) if is_list else list(config):
            at: Path = (*path, key)
            if OmegaConf.is_interpolation(config, key):
                self.sources[at] = _source(config, key)
            found[key] = self._value(config, key, at)
        return list(found.values()) if is_list else found

    def _value(self, config: Any, key: Any, at: Path) -> Any:
        from omegaconf import OmegaConf
        from omegaconf.errors import OmegaConfBaseException

        shown = f"`{key}: {shorten(_source(config, key))}`"
        if OmegaConf.is_missing(config, key):
            self._problems.append(Problem(at, "value", "interpolation", f"{shown} is not given yet", "give it a value"))
            return None
        try:
            return self._plain(config[key], at)
        except (OmegaConfBaseException, RecursionError, ValueError):
            message = f"{shown} cannot be resolved"
            self._problems.append(Problem(at, "value", "interpolation", message, "check what it refers to"))
            return None


def _is_omegaconf(config: Any) -> bool:
    """Whether it is an OmegaConf container, without importing OmegaConf for those who do not use it."""
    omegaconf = sys.modules.get("omegaconf")
    return omegaconf is not None and omegaconf.OmegaConf.is_config(config)


def _source(config: Any, key: Any) -> str:
    from omegaconf import OmegaConf

    return str(OmegaConf.to_container(config, resolve=False)[key])  # type: ignore[index]
