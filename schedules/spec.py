"""Spec: the one description of a scheduler or an optimizer, from which everything else is derived."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from types import FunctionType, MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from schedules.formula import SCALAR, Namespace
from schedules.problems import ConfigError
from schedules.run import Run


@dataclass(frozen=True)
class Conflict:
    """What a constraint finds.

    Attributes:
        at: The field to point at.
        message: What is wrong. `{field}` stands for the value of that field as the config writes it, and `{field[0]}`
            for an element of it.
        hint: What to do, with the same placeholders.
        index: The element of a list field to point at, if one is meant.
        computed: What was computed from the fields, for placeholders of its own. It is not shown where one of the
            fields is an interpolation.
    """

    at: str
    message: str
    hint: str = ""
    index: int | None = None
    computed: Mapping[str, Any] = field(default_factory=dict)

    def computes_hint(self) -> bool:
        """Whether the hint shows something that was computed."""
        return any("{" + name + "}" in self.hint for name in self.computed)


class Constraint(NamedTuple):
    """A check, what it cannot do without, and the kind of problem that it finds."""

    method: Callable[..., Conflict | Iterator[Conflict] | None]
    fields: tuple[str, ...]
    run_fields: tuple[str, ...]
    kind: str
    sees_run: bool

    def conflicts(self, spec: Spec, valid: set[str], run: Run) -> list[Conflict]:
        """What it finds, or nothing where a field that it needs is not valid or not known."""
        if not valid.issuperset(self.fields) or any(getattr(run, name) is None for name in self.run_fields):
            return []
        found = self.method(spec, run) if self.sees_run else self.method(spec)
        return [found] if isinstance(found, Conflict) else list(found or ())


Check = TypeVar("Check", bound=Callable[..., Conflict | Iterator[Conflict] | None])


def constraint(
    *fields: str, run: tuple[str, ...] = (), kind: str = "", sees_run: bool = False
) -> Callable[[Check], Check]:
    """Mark a method of a Spec as a check between fields, or between fields and the run.

    Args:
        *fields: The fields that the check reads. It is called when all of them are valid.
        run: The fields of `Run` that the check cannot do without. With any of them, the method takes the run.
        kind: What sort of problem it finds, one of `problems.KINDS`. By default `against-run` where it takes the run,
            else `conflict`.
        sees_run: Whether the method takes the run although it can do without all that is in it.

    Returns:
        The decorator. The method returns None, one `Conflict`, or yields several.
    """
    kind = kind or ("against-run" if run else "conflict")

    def mark(method: Check) -> Check:
        method.constraint = Constraint(method, fields, run, kind, sees_run or bool(run))  # type: ignore[attr-defined]
        return method

    return mark


def parameter(
    default: Any = ..., *, doc: str, unit: str = "", otherwise: str = "", example: Any = None, **bounds: Any
) -> Any:
    """Describe one parameter of a Spec.

    Args:
        default: The class's own default. Left out, the parameter is required.
        doc: What it is, for a person.
        unit: What it counts: `ticks` (calls of `step`), `rate`, `factor`, `fraction`, or nothing.
        otherwise: What the run does where a bound is broken.
        example: What an example has here, where neither the default nor what `EXAMPLES` has for the unit would do.
        **bounds: `gt`, `ge`, `lt`, `le`, `min_length`, as in pydantic.

    Returns:
        The pydantic field.
    """
    about: dict[str, Any] = {"unit": unit, "otherwise": otherwise}
    if example is not None:
        about["examples"] = [example]
    return Field(default, description=doc, json_schema_extra=about, **bounds)


EXAMPLES = {"ticks": 100, "rate": 0.1}
"""What stands in an example for a required parameter of each unit."""

NOT_GIVEN = "???"
"""What stands there for one of which nothing is known, as with a class that was registered."""


def whole_ticks(ticks: float) -> int:
    """Ticks rounded up, and no more than any run has: parameters may be so large that their sum is infinite."""
    return math.ceil(min(ticks, MOST_TICKS))


MOST_TICKS = 2**62
"""More ticks than any run has."""


if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)


class _CheckedOnCall(ModelMetaclass):
    """Makes `StepLR(step_size=0)` end in the same ConfigError as the config that says so."""

    def __call__(cls, /, **values: Any) -> Any:
        from schedules.checker import check_values

        checked = check_values(cls, values)  # type: ignore[arg-type]
        if checked.problems:
            raise ConfigError(checked.problems)
        return checked.spec


class Spec(BaseModel, metaclass=_CheckedOnCall):
    """The parameters of one scheduler, as they are written, and what is known about the class behind them.

    Attributes:
        upstream: The import path of the class, or an empty string where the class is made from the Spec.
        renamed: Keys that have another name since, with the same meaning.
        foreign_keys: Keys of other implementations, removed ones and common mistakes, with what to use instead.
        default_interval: How often the scheduler is stepped where nothing says so.
        sets_rate: True where the scheduler overwrites the optimizer's rate.
        needs_metric: True where the curve depends on a metric.
        counts_itself: True where the class itself decides whether epochs or updates count, whatever the interval.
        chainable: False where the object is no `LRScheduler`, or cannot be stepped without a metric.
        takes_any_key: True where the class has `**kwargs`.
        length_key: The parameter that says how long the scheduler is, and would be absurd in another unit.
        decay_key: The parameter that says at which tick its decay is done.
        floor_key: The parameter that says how low the rate gets.
        warmup_key: The parameter that says how long its warm-up is.
    """

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        defer_build=True,
        protected_namespaces=(),
    )

    upstream: ClassVar[str] = ""
    renamed: ClassVar[dict[str, str]] = {}
    foreign_keys: ClassVar[dict[str, str]] = {}
    default_interval: ClassVar[Literal["step", "epoch"]] = "step"
    sets_rate: ClassVar[bool] = False
    needs_metric: ClassVar[bool] = False
    counts_itself: ClassVar[bool] = False
    chainable: ClassVar[bool] = True
    takes_any_key: ClassVar[bool] = False
    length_key: ClassVar[str] = ""
    decay_key: ClassVar[str] = ""
    floor_key: ClassVar[str] = ""
    warmup_key: ClassVar[str] = ""

    def parameters(self) -> dict[str, Any]:
        """The keyword arguments that were given, as they were written. The rest is left to the class's defaults."""
        fields = type(self).model_fields
        own = {fields[name].alias or name: getattr(self, name) for name in fields if name in self.model_fields_set}
        return {**own, **(self.model_extra or {})}

    def interval(self) -> Literal["step", "epoch"]:
        """How often this scheduler is stepped where the config does not say."""
        return self.default_interval

    def natural_ticks(self) -> int | None:
        """How many steps show the whole schedule, or None where no number follows from the parameters."""
        return None

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        """The rate at tick t, in closed form.

        Args:
            t: How often the scheduler has been stepped: a whole number, or a float64 array of them.
            base: The rate of the parameter group before the scheduler is built; or a column of them, one row for each
                group, and the rates have as many rows.
            at: `SCALAR`, or `arrays()` for arrays.

        Returns:
            One rate, or an array of them. A constant may come back as one rate for an array of ticks.

        Raises:
            NotImplementedError: If the scheduler is no function of time alone.
        """
        raise NotImplementedError(f"{type(self).__name__} has no formula")

    @property
    def moves_momentum(self) -> bool:
        """Whether the scheduler moves the momentum, or Adam's first beta, too."""
        return False

    def momentum_at(self, t: Any, at: Namespace) -> Any:
        """The momentum at tick t, where the scheduler moves it, in the manner of `rate`."""
        raise NotImplementedError(f"{type(self).__name__} does not move the momentum")

    def turns(self, until: int) -> Iterable[float]:  # noqa: ARG002 - for those that turn
        """The ticks up to `until` at which the curve can turn or jump, one of them a bit off at the most."""
        return ()

    def formula_ends(self) -> float:
        """The last tick at which `rate` holds: infinity, or -1 where there is no formula."""
        return math.inf if type(self).rate is not Spec.rate else -1

    @property
    def multiplies(self) -> bool:
        """Whether a step multiplies the rate that stands in the optimizer. The others assign their own."""
        return type(self).ratio is not Spec.ratio

    def ratio(self, since: Any, t: Any, at: Namespace) -> Any:
        """What the steps after tick `since` up to tick t multiply the rate by, all together.

        From tick -1 on, the step to tick 0 is among them, as it is where a composite takes it. 1 where all of it is 0.
        """
        raise NotImplementedError(f"{type(self).__name__} does not multiply the rate")

    def step(self, rate: Any, t: Any, base: float, at: Namespace) -> Any:
        """What the step to tick t makes of the rate that stands in the optimizer."""
        return rate * self.ratio(t - 1, t, at) if self.multiplies else self.rate(t, base, at)

    def initial_rate(self, noted: float | None, rate: float) -> float:
        """The `initial_lr` of a group once this is built: what was noted there before, else the rate that stands."""
        return rate if noted is None else noted

    def built_rate(self, rate: float, base: float) -> float:
        """The rate that the constructor leaves: `rate` stood there before, and `base` is the `initial_lr`."""
        return float(self.rate(0, rate if self.multiplies else base, SCALAR))

    def beside(self, setter: Spec) -> Spec:  # noqa: ARG002 - for those that read it
        """What this amounts to where another that sets the rate is built on the same optimizer, and after it."""
        return self

    def factor_ends(self) -> float:
        """The last tick at which all that this does is to multiply by `rate(t, 1)`: infinity, or -1 for never."""
        return math.inf if self.multiplies else -1

    def moves_until(self) -> float:
        """The last tick to which a step changes anything, where all that this does is to multiply; else infinity."""
        return math.inf

    def as_later_child(self) -> Spec:
        """What this scheduler amounts to where a SequentialLR enters it, if that is another than on its own.

        torch computes the first rate by `_get_closed_form_lr` then, where there is one.
        """
        return self

    def quiet(self) -> Spec:
        """The same without the noise that is drawn at random."""
        return self

    def for_group(self, index: int) -> Spec:  # noqa: ARG002 - for those with lists
        """The scheduler as one parameter group sees it: lists with a value for each group are one value then."""
        return self

    @classmethod
    def constraints(cls) -> tuple[Constraint, ...]:
        """The methods marked with `constraint`, base classes first."""
        return _constraints(cls)

    @classmethod
    def key_fields(cls) -> Mapping[str, str]:
        """The keys that a config may use, each with the name of its field."""
        return _key_fields(cls)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A config that is whole: what is required, and what is given an example of its own.

        A required parameter of which nothing is known has `???`, as with a class that was registered.
        """
        found: dict[str, Any] = {"name": cls.__name__}
        for name, info in cls.model_fields.items():
            about: Any = info.json_schema_extra or {}
            if "examples" in about:
                found[info.alias or name] = deepcopy(about["examples"][0])
            elif info.is_required():
                found[info.alias or name] = EXAMPLES.get(about.get("unit"), NOT_GIVEN)
        return found

    @classmethod
    def takes_key(cls, key: Any) -> bool:
        """Whether a key that is no field goes to the class all the same."""
        return cls.takes_any_key and isinstance(key, str) and key not in cls.foreign_keys


@cache
def _constraints(spec_class: type[Spec]) -> tuple[Constraint, ...]:
    found: dict[str, Constraint] = {}
    for base in reversed(spec_class.__mro__):
        methods = {key: item for key, item in vars(base).items() if isinstance(item, FunctionType)}
        found.update({key: item.constraint for key, item in methods.items() if hasattr(item, "constraint")})
    return tuple(found.values())


@cache
def _key_fields(spec_class: type[Spec]) -> Mapping[str, str]:
    return MappingProxyType({info.alias or name: name for name, info in spec_class.model_fields.items()})
