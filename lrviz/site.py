"""Site: one scheduler of a config at the place where it stands, as a rule sees it.

What a rule reads of a site may not be known: a parameter that is wrong or interpolated, the length of the run, the base
rate. Reading it raises `NotKnown` then, which ends the rule without a word.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from lrviz.document import Document
from lrviz.options import Interval
from lrviz.rules.base import Fix, Remark
from lrviz.sentences import STANDING_IN, NotKnown, Sentences
from lrviz.shape import Rates, Shape, shape_of, shape_of_values
from schedules.checker import Checked
from schedules.composite import Composite
from schedules.formula import SCALAR
from schedules.optimizer_base import OptimizerSpec
from schedules.problems import Path
from schedules.spec import Spec

if TYPE_CHECKING:
    from lrviz.joint import Joint

LOOKED_AT = 1000
"""How many ticks of a schedule tell of what kind it is, where nothing says how long the run is."""

Known = TypeVar("Known")


class Setting(NamedTuple):
    """What is known of the run around the schedulers of a plan. What is not known is None, and nothing is assumed.

    Attributes:
        document: The config.
        interval: How often the scheduler is stepped, given or by the scheduler's own default.
        interval_path: Where the config says so, or None where it does not.
        updates: The optimizer updates of the run.
        epochs: Its epochs.
        steps_per_epoch: Optimizer updates in an epoch.
        base_rates: The rate of each parameter group, as the config, an option or the optimizer's default says it.
        optimizer: The optimizer, if it can be read.
        optimizer_path: Where the config describes it, or None where it does not.
        real_rates: The rate of each tick for each parameter group, where the schedule was built and run.
        is_alone: Whether the curve of the scheduler is that of the run, and nothing else moves the rate.
        joint: The curve of the run where several schedulers move the rate, as far as it is known.
        counts_updates: Whether `steps_per_epoch` was worked out from the samples, so that it counts updates.
        rate_path: Where the base rate stands, where that is not in the optimizer.
        pyyaml_program: The program that reads the config, where it does so with PyYAML, or an empty string.
    """

    document: Document
    interval: Interval | None = None
    interval_path: Path | None = None
    updates: int | None = None
    epochs: int | None = None
    steps_per_epoch: int | None = None
    base_rates: tuple[float, ...] | None = None
    optimizer: OptimizerSpec | None = None
    optimizer_path: Path | None = None
    real_rates: tuple[Rates, ...] | None = None
    is_alone: bool = True
    joint: Joint | None = None
    counts_updates: bool = False
    rate_path: Path | None = None
    pyyaml_program: str = ""


@dataclass(frozen=True)
class Site(Sentences):
    """A scheduler and what surrounds it. `site["gamma"]` is a parameter.

    Attributes:
        spec: The scheduler, as far as it is valid.
        path: Where it stands in the document.
        valid: The parameters whose value is valid and known; those that are left to their defaults count.
        whole: Whether it and all its children are valid and known.
        setting: What is known of the run.
        parent: The composite around it, or None for the whole schedule.
        index: Which of the parent's children it is.
        window: The tick of the whole schedule at which it begins, and for how many ticks it is in force; None for
            either that is not known.
        children: The sites of a composite's children.
    """

    spec: Spec
    path: Path
    valid: frozenset[str]
    whole: bool
    setting: Setting
    parent: Site | None = None
    index: int = 0
    window: tuple[int | None, int | None] = (0, None)
    children: list[Site] = field(default_factory=list, compare=False)

    def __getitem__(self, name: str) -> Any:
        """The value of a parameter, given or by default.

        Raises:
            NotKnown: If the config gives it a value that is wrong, or known in the run alone.
        """
        if name not in self.valid:
            raise NotKnown(name)
        return getattr(self.spec, name)

    @property
    def name(self) -> str:
        """The name of the scheduler, as in a config."""
        return type(self.spec).__name__

    @property
    def root(self) -> Site:
        """The whole schedule."""
        return self if self.parent is None else self.parent.root

    @property
    def start(self) -> int:
        """The tick of the whole schedule at which this scheduler begins."""
        return _known(self.window[0], "start")

    @property
    def length(self) -> int:
        """For how many ticks it is in force, those of the run or of its window: it uses its ticks 0 to length - 1."""
        return _known(self.window[1], "length")

    @property
    def interval(self) -> Interval:
        """How often the scheduler is stepped."""
        return _known(self.setting.interval, "interval")

    @property
    def steps_per_epoch(self) -> int:
        """Optimizer updates in an epoch, where anything says it."""
        return _known(self.setting.steps_per_epoch, "steps_per_epoch")

    @property
    def epochs(self) -> int:
        """The epochs of the run."""
        return _known(self.setting.epochs, "epochs")

    @property
    def updates(self) -> int:
        """The optimizer updates of the run."""
        return _known(self.setting.updates, "updates")

    @property
    def optimizer(self) -> OptimizerSpec:
        """The optimizer."""
        return _known(self.setting.optimizer, "optimizer")

    @property
    def base_rate(self) -> float:
        """The rate of the first parameter group before the scheduler is built. Never one that is only assumed."""
        return _known(self.setting.base_rates, "base_rate")[0]

    @property
    def some_base_rate(self) -> float:
        """The base rate, or one that stands in for it where only the form of the curve matters."""
        return self.setting.base_rates[0] if self.setting.base_rates else STANDING_IN

    @property
    def unit(self) -> str:
        """What a tick of the schedule is called: `step` or `epoch`."""
        spec = self.root.spec
        return spec.interval() if spec.counts_itself else self.setting.interval or "step"

    @property
    def sequence(self) -> Site | None:
        """The SequentialLR of which it is a child, or None."""
        return self.parent if self.parent is not None and self.parent.name == "SequentialLR" else None

    @property
    def takes_over(self) -> bool:
        """Whether a SequentialLR enters it at a milestone, where torch computes the first rate in closed form."""
        return self.index > 0 and self.sequence is not None

    @property
    def _spec_in_force(self) -> Spec:
        return self.spec.as_later_child() if self.takes_over else self.spec

    def gives(self, name: str) -> bool:
        """Whether the config gives this parameter, and does not leave it to its default."""
        return name in self.spec.model_fields_set

    def rate(self, tick: float) -> float:
        """The rate of this scheduler alone at one of its ticks, of the first parameter group."""
        self._must_be_known()
        if self.parent is None and self.setting.real_rates is not None and 0 <= tick < self.length:
            return float(self.setting.real_rates[0][int(tick)])
        if tick > self._spec_in_force.formula_ends():
            raise NotKnown("formula")
        return float(self._spec_in_force.for_group(0).rate(tick, self.some_base_rate, SCALAR))

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """The curve of this scheduler in its window, for each parameter group.

        For the whole schedule it is the real curve, where that was built and run.
        """
        self._must_be_known()
        if self.parent is None and self.setting.real_rates is not None:
            turns = list(self.spec.turns(self.length - 1))
            return tuple(shape_of_values(rates, turns) for rates in self.setting.real_rates)
        rates = self.setting.base_rates or (STANDING_IN,)
        spec = self._spec_in_force
        groups = len(rates)
        found = (shape_of(spec.for_group(index), rate, self.length, groups) for index, rate in enumerate(rates))
        return tuple(_known(shape, "formula") for shape in found)

    @property
    def shape(self) -> Shape:
        """The curve of the first parameter group."""
        return self.shapes[0]

    @cached_property
    def follows_base_rate(self) -> bool:
        """Whether all rates of the whole schedule are parts of the base rate, and none is absolute."""
        spec, length = self.root.spec.for_group(0), self.root.window[1] or LOOKED_AT
        once = shape_of(spec, self.some_base_rate, length)
        twice = shape_of(spec, 2 * self.some_base_rate, length)
        if once is None or twice is None:
            return False
        pairs = zip(once.rates, twice.rates, strict=True)
        return all(math.isclose(new, 2 * old, rel_tol=1e-9, abs_tol=1e-12) for old, new in pairs)

    def _must_be_known(self) -> None:
        if not self.whole or not self.setting.is_alone:
            raise NotKnown("spec")

    def quiet(self) -> Site:
        """The same without what timm draws at random."""
        spec = self.spec.quiet()
        return self if spec is self.spec else replace(self, spec=spec)

    def path_of(self, name: str, index: int | None = None) -> Path:
        """Where a parameter stands, or where the scheduler is named if the config leaves it to its default."""
        if not self.gives(name):
            return (*self.path, "name")
        return (*self.path, name) if index is None else (*self.path, name, index)

    def remark(
        self,
        name: str,
        message: str,
        hint: str = "",
        fix: Fix | None = None,
        *,
        index: int | None = None,
        at: Literal["key", "value"] = "value",
    ) -> Remark:
        """A finding at a parameter of this scheduler, or at its name where the parameter is not given.

        Args:
            name: The parameter.
            message: What is wrong and what will happen in the run.
            hint: What to do.
            fix: What would mend it.
            index: The element of a list to point at.
            at: Whether the key or the value is pointed at.
        """
        return Remark(self.path_of(name, index), at, message, hint, fix)

    def source(self, name: str, index: int | None = None) -> str:
        """A parameter as the config writes it, never as what an interpolation became, or its default.

        Args:
            name: The parameter.
            index: The element of a list, if one is meant.
        """
        sources = self.setting.document.sources
        written = sources.get((*self.path, name))
        if index is None or written:
            return written or f"{getattr(self.spec, name)}"
        return sources.get((*self.path, name, index)) or f"{getattr(self.spec, name)[index]}"

    def beside(self, *keys: str) -> tuple[Path, Any]:
        """Where the first of these keys stands, beside the parameters or anywhere above them, and its value.

        Raises:
            NotKnown: If there is none.
        """
        for end in range(len(self.path), -1, -1):
            node = self.setting.document.get(self.path[:end])
            for key in keys:
                if isinstance(node, dict) and node.get(key) is not None:
                    return (*self.path[:end], key), node[key]
        raise NotKnown(keys[0])


def make_site(checked: Checked, path: Path, setting: Setting, length: int | None, start: int = 0) -> Site | None:
    """The site of a checked scheduler, with those of its children.

    Args:
        checked: What the check gave.
        path: Where the scheduler stands in the document.
        setting: What is known of the run.
        length: For how many ticks the whole schedule is in force.
        start: The tick of the run at which it begins.

    Returns:
        The site, or None where there is no scheduler to speak of.
    """
    if checked.spec is None:
        return None
    site = Site(checked.spec, path, checked.valid, _is_whole(checked), setting, window=(start, length))
    _add_children(site, checked)
    return site


def with_real_rates(site: Site, rates: tuple[Rates, ...]) -> Site:
    """The same schedule after it was built and run, for which its curve is known without a formula.

    Args:
        site: The whole schedule.
        rates: The rate of each tick for each parameter group.
    """
    return _copy(site, site.setting._replace(real_rates=rates), None)


def among_others(sites: Sequence[Site]) -> list[Site]:
    """The same schedulers, which share an optimizer: the curve of one is that of the run beside warm-ups alone."""

    def is_alone(site: Site) -> bool:
        return site.start == 0 and all(other is site or _only_warms_up(other) for other in sites)

    return [_copy(site, site.setting._replace(is_alone=is_alone(site)), None) for site in sites]


def with_joint(sites: Sequence[Site], joint: Joint | None) -> list[Site]:
    """The same schedulers, with the curve of the run that they make together."""
    return [_copy(site, site.setting._replace(joint=joint), None) for site in sites]


def _only_warms_up(site: Site) -> bool:
    """Whether it leads to the base rate and changes nothing more."""
    return site.whole and (site.name == "ConstantLR" or (site.name == "LinearLR" and site["end_factor"] == 1))


def _copy(site: Site, setting: Setting, parent: Site | None) -> Site:
    copied = replace(site, setting=setting, parent=parent, children=[])
    copied.children.extend(_copy(child, setting, copied) for child in site.children)
    return copied


def _add_children(site: Site, checked: Checked) -> None:
    for index, child in enumerate(checked.children):
        if child.spec is None:
            continue
        path = (*site.path, "schedulers", index)
        window = _window(site, index)
        below = Site(child.spec, path, child.valid, _is_whole(child), site.setting, site, index, window)
        site.children.append(below)
        _add_children(below, child)


def _is_whole(checked: Checked) -> bool:
    return checked.complete and not checked.problems


def _window(site: Site, index: int) -> tuple[int | None, int | None]:
    if not isinstance(site.spec, Composite) or not site.valid.issuperset(site.spec.window_fields):
        return None, None
    start, length = site.spec.child_window(index, site.window[1]) or (None, None)
    return (None if start is None or site.window[0] is None else site.window[0] + start), length


def _known(value: Known | None, what: str) -> Known:
    if value is None:
        raise NotKnown(what)
    return value
