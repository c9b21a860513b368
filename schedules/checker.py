"""From a mapping to a Spec, or to every Problem. The only checker: the factory and the linter both call it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic_core import ValidationError

from schedules.catalog import NOT_COVERED, SCHEDULERS
from schedules.composite import Composite
from schedules.optimizer_base import OptimizerSpec
from schedules.problems import Path, Problem
from schedules.run import Run
from schedules.shelf import Shelf
from schedules.spec import Conflict, Constraint, Spec
from schedules.suggest import nearest
from schedules.wording import Quote, describe, is_interpolated, plain_quote, through_lists, with_article

DEEPEST = 50
"""How deep composites may nest."""

MOST_NODES = 10_000
"""How many mappings a config may hold. One that holds itself twice over would never come to an end."""

MOST_SCHEDULERS = 500
"""How many schedulers one may be made of. Each of them may have to be held against all that stand beside it."""

TOO_MANY = f"there are more than {MOST_SCHEDULERS:,} schedulers, or one holds itself"

BESIDE = ("lr", "steps", "epochs", "steps_per_epoch", "interval", "monitor", "frequency")
"""Keys that may stand beside the parameters of the outermost scheduler and are none of the class's own."""


class Unknown:
    """Stands for a value that cannot be known before the run, such as an interpolation into a file that is not here."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


class Checked(NamedTuple):
    """The outcome of a check.

    Attributes:
        spec: The Spec, whole where `problems` is empty and `complete` is true, else with the valid parameters alone.
        problems: Every problem, in the order in which the config is read.
        complete: False where a value is not known.
        valid: The fields of the Spec whose value is valid and known; those that are left to their defaults count.
        children: For a composite, the outcome for each of its children.
    """

    spec: Spec | None
    problems: tuple[Problem, ...]
    complete: bool = True
    valid: frozenset[str] = frozenset()
    children: tuple[Checked, ...] = ()


def check(config: Mapping[str, Any], run: Run | None = None, *, quote: Quote = plain_quote) -> Checked:
    """Check the config of a scheduler, without building it. Neither torch nor timm is imported.

    Args:
        config: What `build_scheduler` takes: a dict, a DictConfig or a Spec; `name` and the parameters of the class. It
            is not changed.
        run: What is known of the surroundings, by default nothing. Checks that need what is not known stay silent.
        quote: How a value is shown in a message, given its path. The default shows the value itself, cut short, and an
            interpolation as it is written.

    Returns:
        The Spec, and all problems in the order of the config. Nothing is raised for what a config holds.

    Source: this package; each problem is one that the class itself has, now or at some step.
    """
    if quote is plain_quote:
        from schedules.config import check_as_given

        return check_as_given(config, run or Run())
    return _Checker(SCHEDULERS, quote).node(config, (), run or Run())


def check_optimizer(config: Mapping[str, Any], shelf: Shelf, *, quote: Quote = plain_quote) -> Checked:
    """Check the config of an optimizer in the same way. `name` picks it from the shelf."""
    return _Checker(shelf, quote, kind="optimizer").node(config, (), Run())


def check_values(spec_class: type[Spec], values: Mapping[str, Any], quote: Quote = plain_quote) -> Checked:
    """Check the parameters of one Spec class that is known already."""
    return _Checker(SCHEDULERS, quote).parameters(spec_class, values, (), Run())


def unknown_key(spec_class: type[Spec], key: Any, given: Container[str], path: Path, shown: str) -> Problem:
    """That a class has no such parameter, and which one may be meant.

    Args:
        spec_class: The class.
        key: The parameter.
        given: All parameters that are given.
        path: Where it stands.
        shown: How it is shown.
    """
    known = spec_class.key_fields()
    advice = spec_class.foreign_keys.get(key) if isinstance(key, str) else None
    renamed = spec_class.renamed.get(key, "") if isinstance(key, str) else ""
    near = "" if advice or not isinstance(key, str) else nearest(key, {name for name in known if name not in given})
    near = renamed if renamed and renamed not in given else near
    hint = advice or (f"did you mean `{near}`?" if near else "its keys are " + ", ".join(known))
    message = f"{spec_class.__name__} has no parameter `{shown}`"
    return Problem(path, "key", "unknown-key", message, hint, near)


class _Checker:
    def __init__(self, shelf: Shelf, quote: Quote, kind: str = "scheduler") -> None:
        self.shelf = shelf
        self.quote = through_lists(quote)
        self.kind = kind
        self._nodes = 0
        self._told: set[str] = set()

    def node(self, config: Any, path: Path, run: Run) -> Checked:
        """Check one mapping and all below it."""
        if isinstance(config, Unknown) or (isinstance(config, Mapping) and isinstance(config.get("name"), Unknown)):
            return Checked(None, (), complete=False)
        self._nodes += 1
        if self._nodes > MOST_SCHEDULERS or len(path) > 2 * DEEPEST:
            return Checked(None, tuple(self._too_much(path)), complete=False)
        found = self._find(config, path)
        if isinstance(found, Problem):
            return Checked(None, (found,))
        if isinstance(config, Spec):
            return self.parameters(found, config.parameters(), path, run)
        values = {key: value for key, value in config.items() if key != "name"}
        if not path:
            values = {key: value for key, value in values.items() if key not in BESIDE or key in found.key_fields()}
        return self.parameters(found, values, path, run)

    def _too_much(self, path: Path) -> Iterator[Problem]:
        """Say once that there are too many or too deep: a config that holds itself is both, over and over."""
        if self._nodes > MOST_SCHEDULERS:
            said, hint = TOO_MANY, ""
        else:
            said, hint = f"schedulers are nested more than {DEEPEST} deep", "flatten them"
        if said not in self._told:
            self._told.add(said)
            yield Problem(path, "value", "too-deep", said, hint)

    def _find(self, config: Any, path: Path) -> type[Spec] | Problem:
        """The Spec class that a node is about."""
        if isinstance(config, Spec) and isinstance(config, OptimizerSpec) == (self.kind == "optimizer"):
            return type(config)
        if not isinstance(config, Mapping):
            what = f"{self.quote(path, config)} is not {with_article(self.kind)}"
            message = f"{what}: a mapping with `name` and parameters is needed"
            return Problem(path, "value", "not-a-mapping", message)
        if "name" not in config:
            return Problem(path, "value", "missing-name", f"`name` is missing: it picks the {self.kind}")
        name = config["name"]
        at: Path = (*path, "name")
        if not isinstance(name, str):
            return Problem(at, "value", "wrong-type", f"`name` is not text but {describe(name)}")
        if self.kind == "scheduler" and name in NOT_COVERED:
            return Problem(at, "value", "not-from-config", f"{name} {NOT_COVERED[name]}")
        try:
            return self.shelf.load(name)
        except KeyError:
            near = nearest(name, self.shelf.names())
            hint = f"did you mean `{near}`?" if near else f"`lrviz list` shows every {self.kind}"
            shown = self.quote(at, name)
            return Problem(at, "value", "unknown-name", f"there is no {self.kind} called `{shown}`", hint, near)

    def parameters(self, spec_class: type[Spec], values: Mapping[str, Any], path: Path, run: Run) -> Checked:
        """Check the parameters of a class: keys, types, bounds, children, and what they make together."""
        keys = spec_class.key_fields()
        unknown = list(self._unknown_keys(spec_class, values, path))
        problems = list(unknown)
        usable = {key: value for key, value in values.items() if key in keys or spec_class.takes_key(key)}
        hidden = {key for key, value in usable.items() if is_unknown(value)}
        children = self._children(spec_class, usable, path, run)
        usable.update({key: value for key, (value, _) in children.items()})
        for _, below in children.values():
            problems.extend(below.problems)
        bad = set(hidden)
        # what a misspelt or a foreign key stands for is there, under another name
        meant = {
            word for problem in unknown for word in (problem.near, *re.findall(_QUOTED, problem.hint)) if word in keys
        }
        for problem in self._fields(spec_class, usable, hidden, path):
            bad.add(str(problem.path[len(path)]) if len(problem.path) > len(path) else problem.near)
            # a key that is there, but misspelt, is one mistake and not two
            if problem.kind != "missing-key" or problem.near not in meant:
                problems.append(problem)
        fields = {keys[key] for key in bad if key in keys}
        valid = {key: value for key, value in usable.items() if key not in bad}
        own = {keys[key]: value for key, value in valid.items() if key in keys}
        spec = spec_class.model_construct(set(own), **own)
        if spec_class.takes_any_key:
            object.__setattr__(spec, "__pydantic_extra__", {key: valid[key] for key in valid if key not in keys})
        sound = frozenset(keys.values()) - fields
        conflicts = list(self._constraints(spec, set(sound), path, run))
        problems.extend(conflicts)
        # what contradicts something else is not to be reckoned with either
        sound -= {keys.get(str(problem.path[len(path)]), "") for problem in conflicts if len(problem.path) > len(path)}
        complete = not hidden and all(below.complete for _, below in children.values())
        checked = tuple(child for _, found in children.values() for child in found.children)
        return Checked(spec, in_order(problems, values, len(path)), complete, sound, checked)

    def _children(
        self, spec_class: type[Spec], values: Mapping[str, Any], path: Path, run: Run
    ) -> dict[str, tuple[list[Spec], Checked]]:
        """The children of a composite, each a Spec even where it has problems, so that the parent is checked too."""
        found = {}
        for key, items in values.items():
            if key != "schedulers" or not issubclass(spec_class, Composite) or not isinstance(items, list | tuple):
                continue
            checked = [
                self.node(
                    item, (*path, key, index), self._run_of(items, index, spec_class.child_run(values, index, run))
                )
                for index, item in enumerate(items)
            ]
            problems = tuple(problem for child in checked for problem in child.problems)
            specs = [child.spec or Spec.model_construct() for child in checked]
            complete = all(child.complete for child in checked)
            found[key] = (specs, Checked(None, problems, complete, children=tuple(checked)))
        return found

    def _run_of(self, items: Sequence[Any], index: int, run: Run) -> Run:
        """The run of a child. One that is built after it, or steps first, and moves the momentum too writes another."""
        others = [*items[:1], *items[index + 1 :]] if index else items[1:]
        is_overwritten = run.divides_by_beta and any(map(self._moves_momentum, others))
        return run._replace(divides_by_beta=None) if is_overwritten else run

    def _moves_momentum(self, config: Any) -> bool:
        """Whether a child is known to move the momentum itself. What is in it is not looked at: it may hold itself."""
        if isinstance(config, Spec):
            return config.moves_momentum
        name = config.get("name") if isinstance(config, Mapping) else None
        if not isinstance(name, str) or name not in self.shelf:
            return False
        return "cycle_momentum" in self.shelf.load(name).key_fields() and config.get("cycle_momentum") is not False

    def _unknown_keys(self, spec_class: type[Spec], values: Mapping[str, Any], path: Path) -> Iterator[Problem]:
        known = spec_class.key_fields()
        for key in values:
            if key not in known and not spec_class.takes_key(key):
                yield unknown_key(spec_class, key, values, (*path, key), self.quote((*path, key), key, True))

    def _fields(
        self, spec_class: type[Spec], values: Mapping[str, Any], hidden: set[str], path: Path
    ) -> Iterator[Problem]:
        # a list is none of a number, whatever is in it
        lists = {key: _with_numbers(values[key]) for key in hidden if isinstance(values[key], list | tuple)}
        left_out = hidden - lists.keys()
        known = {key: value for key, value in values.items() if key not in left_out and key in spec_class.key_fields()}
        try:
            spec_class.__pydantic_validator__.validate_python({**known, **lists})
        except ValidationError as error:
            from schedules.wording import field_problems

            found = [item for item in error.errors(include_url=False) if item["loc"][0] not in left_out]
            details = [item for item in found if item["loc"][0] not in lists or _takes_no_list(item, found)]
            yield from field_problems(spec_class, known, details, path, self.quote)

    def _constraints(self, spec: Spec, valid: set[str], path: Path, run: Run) -> Iterator[Problem]:
        for constraint in type(spec).constraints():
            for conflict in constraint.conflicts(spec, valid, run):
                yield self._conflict_problem(spec, constraint, conflict, path)

    def _conflict_problem(self, spec: Spec, constraint: Constraint, conflict: Conflict, path: Path) -> Problem:
        alias = {name: key for key, name in spec.key_fields().items()}
        at: Path = (*path, alias[conflict.at], *(() if conflict.index is None else (conflict.index,)))
        read = [self.quote((*path, alias[name]), getattr(spec, name)) for name in constraint.fields]
        hidden = any(is_interpolated(shown) for shown in read)

        def fill(found: re.Match[str]) -> str:
            name, index = found.groups()
            if name in conflict.computed:
                return "..." if hidden else plain_quote((), conflict.computed[name])
            value, place = getattr(spec, name), (*path, alias[name])
            return self.quote((*place, int(index)), value[int(index)]) if index else self.quote(place, value)

        return Problem(
            at if conflict.at in spec.model_fields_set else path,
            "value",
            constraint.kind,
            re.sub(_PLACEHOLDER, fill, conflict.message),
            # advice with a number that may not be shown is no advice
            "" if hidden and conflict.computes_hint() else re.sub(_PLACEHOLDER, fill, conflict.hint),
        )


_QUOTED = r"`(\w+)`"
_PLACEHOLDER = r"\{(\w+)(?:\[(\d+)\])?\}"


def _with_numbers(value: Any) -> Any:
    """A list with a number in each place of which nothing is known."""
    return [0.5 if isinstance(item, Unknown) else item for item in value]


def _takes_no_list(detail: Mapping[str, Any], details: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a fault of a field is that of the list, and not that of what is in it."""
    of_field = [each["loc"][1:] for each in details if each["loc"][0] == detail["loc"][0]]
    return not any(isinstance(part, int) for parts in of_field for part in parts)


def is_unknown(value: Any) -> bool:
    """Whether a value, or an element of a list, is not known.

    Args:
        value: A parameter, as far as it is resolved.
    """
    if isinstance(value, list | tuple):
        return any(isinstance(item, Unknown) for item in value)
    return isinstance(value, Unknown)


def in_order(problems: Iterable[Problem], values: Any, above: int = 0) -> tuple[Problem, ...]:
    """Problems in the order of the config; what concerns a node as a whole comes before what is in it.

    Args:
        problems: The problems.
        values: The node to which their paths lead.
        above: How many parts of each path lead to that node.
    """
    positions: dict[int, dict[Any, int]] = {}

    def place(problem: Problem) -> list[int]:
        node, found = values, []
        for part in problem.path[above:]:
            if isinstance(node, Mapping):
                if id(node) not in positions:
                    positions[id(node)] = {key: index for index, key in enumerate(node)}
                found.append(positions[id(node)].get(part, len(node)))
                node = node.get(part)
            else:
                found.append(part if isinstance(part, int) else 0)
                node = node[part] if isinstance(node, list | tuple) and isinstance(part, int) else None
        return found

    return tuple(sorted(problems, key=place))
