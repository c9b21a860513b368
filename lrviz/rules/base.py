"""What a lint rule is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from schedules.problems import Path

if TYPE_CHECKING:
    from lrviz.site import Site
    from schedules.spec import Spec

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")


class Edit(NamedTuple):
    """One change of a config, by path.

    Attributes:
        action: `value` puts `text` in the place of the value, `rename` in the place of the key, `insert` adds the entry
            `text` right after the entry at the path, `delete` takes the entry out, and `sort` puts the scalars of a
            list in order.
        path: Where.
        text: The new text, as YAML.
    """

    action: Literal["value", "rename", "insert", "delete", "sort"]
    path: Path
    text: str = ""


class Fix(NamedTuple):
    """What would mend a finding.

    Attributes:
        edits: The changes, all of them or none.
        title: What they do, in the imperative: `set T_max to 100`.
        safe: Whether it is certain that this was meant. Otherwise it is likely, and only `--unsafe-fixes` does it.
    """

    edits: tuple[Edit, ...]
    title: str
    safe: bool = False


class Remark(NamedTuple):
    """What a rule has found.

    Attributes:
        path: Where in the document.
        at: Whether the key or the value is to be pointed at.
        message: What is wrong and what will happen in the run, in numbers.
        hint: What to do, or an empty string.
        fix: What would mend it, or None.
    """

    path: Path
    at: Literal["key", "value"]
    message: str
    hint: str = ""
    fix: Fix | None = None


Check = Callable[["Site"], Iterable[Remark]]


@dataclass(frozen=True)
class Rule:
    """One lint rule. Its module is called after it, `LR204_cosine_rebound`, and the module's docstring is its page.

    Attributes:
        severity: `error`: the run fails, or cannot do what is written. `warning`: it runs, and silently does something
            else than is written. `info`: worth knowing.
        kind: For what is found elsewhere, in the text or by a Spec: the kind of that trouble or Problem. The rule then
            has a page alone.
        check: Looks at one scheduler, and is silent from where it reads what is not known.
        schedulers: The names of the schedulers that it is about.
        key: It is about those too whose Spec names a parameter there: `length_key`, `decay_key`, `floor_key` or
            `warmup_key`. With neither of the two it is about all.
        enabled: Whether it is on where nothing selects it.
        code: `LR204`, from the name of the module.
        name: `cosine-rebound`, from the name of the module.
        page: The docstring of the module.
    """

    severity: Severity
    kind: str = ""
    check: Check | None = None
    schedulers: tuple[str, ...] = ()
    key: Literal["", "length_key", "decay_key", "floor_key", "warmup_key"] = ""
    enabled: bool = True
    code: str = ""
    name: str = ""
    page: str = ""

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(f"the severity of a rule is one of {', '.join(SEVERITIES)}, and not {self.severity!r}")

    @property
    def title(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0].rstrip(".")

    def is_about(self, scheduler: type[Spec]) -> bool:
        """Whether it looks at a scheduler."""
        if not self.schedulers and not self.key:
            return True
        return scheduler.__name__ in self.schedulers or bool(self.key and getattr(scheduler, self.key))
