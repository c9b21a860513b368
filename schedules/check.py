"""From a mapping to a Spec, or to every Problem. The only checker: the factory and the linter both call it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic_core import ValidationError

from schedules.catalog import NOT_COVERED, SCHEDULERS
from schedules.composite import Composite
from schedules.problems import Path, Problem
from schedules.run import Run
from schedules.shelf import Shelf
from schedules.spec import Conflict, Spec
from schedules.suggest import nearest
from schedules.wording import Quote, describe, plain_quote

DEEPEST = 50
"""How deep composites may nest."""

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
    """

    spec: Spec | None
    problems: tuple[Problem, ...]
    complete: bool = True


def check(config: Mapping[str, Any], run: Run | None = None, *, quote: Quote = plain_quote) -> Checked:
    """Check the config of a scheduler.

    Args:
        config: A mapping with `name` and parameters; children are mappings or Specs. It is not changed.
        run: What is known of the surroundings. Checks that need what is not known stay silent.
        quote: How a value is shown in a message, given its path. The default shows the value itself, cut short.

    Returns:
        The Spec, or all problems. Nothing is raised for what a config holds.
    """
    return _Checker(SCHEDULERS, quote).node(config, (), run or Run())


def check_optimizer(config: Mapping[str, Any], shelf: Shelf, *, quote: Quote = plain_quote) -> Checked:
    """Check the config of an optimizer in the same way. `name` picks it from the shelf."""
    return _Checker(shelf, quote, kind="optimizer").node(config, (), Run())


def check_values(spec_class: type[Spec], values: Mapping[str, Any]) -> Checked:
    """Check the parameters of one Spec class that is known already."""
    return _Checker(SCHEDULERS, plain_quote).parameters(spec_class, values, (), Run())


class _Checker:
    def __init__(self, shelf: Shelf, quote: Quote, kind: str = "scheduler") -> None:
        self.shelf = shelf
        self.quote = quote
        self.kind = kind

    def node(self, config: Any, path: Path, run: Run) -> Checked:
        """Check one mapping and all below it."""
        if isinstance(config, Spec):
            return Checked(config, tuple(self._constraints(config, set(type(config).model_fields), path, run)))
        if isinstance(config, Unknown):
            return Checked(None, (), complete=False)
        if not isinstance(config, Mapping):
            message = f"{self.quote(path, config)} is not a {self.kind}: a mapping with `name` and parameters is needed"
            return Checked(None, (Problem(path, "value", "not-a-mapping", message),))
        if len(path) > 2 * DEEPEST:
            message = f"schedulers are nested more than {DEEPEST} deep"
            return Checked(None, (Problem(path, "value", "too-deep", message, "flatten them"),))
        if isinstance(config.get("name"), Unknown):
            return Checked(None, (), complete=False)
        found = self._find(config, path)
        if isinstance(found, Problem):
            return Checked(None, (found,))
        values = {key: value for key, value in config.items() if key != "name"}
        if not path:
            values = {key: value for key, value in values.items() if key not in BESIDE or key in found.key_fields()}
        return self.parameters(found, values, path, run)

    def _find(self, config: Mapping[str, Any], path: Path) -> type[Spec] | Problem:
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
        usable = {key: value for key, value in values.items() if key in keys}
        hidden = {key for key, value in usable.items() if _is_unknown(value)}
        children = self._children(spec_class, usable, path, run)
        usable.update({key: value for key, (value, _) in children.items()})
        for _, below in children.values():
            problems.extend(below.problems)
        bad = set(hidden)
        meant = {problem.near for problem in unknown}
        for problem in self._fields(spec_class, usable, hidden, path):
            bad.add(str(problem.path[len(path)]) if len(problem.path) > len(path) else problem.near)
            # a key that is there, but misspelt, is one mistake and not two
            if problem.kind != "missing-key" or problem.near not in meant:
                problems.append(problem)
        fields = {keys[key] for key in bad if key in keys}
        valid = {key: value for key, value in usable.items() if key not in bad}
        spec = spec_class.model_construct(_fields_set={keys[key] for key in valid}, **valid)
        problems.extend(self._constraints(spec, set(keys.values()) - fields, path, run))
        complete = not hidden and all(below.complete for _, below in children.values())
        return Checked(spec, tuple(sorted(problems, key=lambda problem: _order(values, problem, path))), complete)

    def _children(
        self, spec_class: type[Spec], values: Mapping[str, Any], path: Path, run: Run
    ) -> dict[str, tuple[list[Spec], Checked]]:
        """The children of a composite, each a Spec even where it has problems, so that the parent is checked too."""
        found = {}
        for key, items in values.items():
            if key != "schedulers" or not issubclass(spec_class, Composite) or not isinstance(items, list | tuple):
                continue
            checked = [
                self.node(item, (*path, key, index), spec_class.child_run(values, index, run))
                for index, item in enumerate(items)
            ]
            problems = tuple(problem for child in checked for problem in child.problems)
            specs = [child.spec or Spec.model_construct() for child in checked]
            found[key] = (specs, Checked(None, problems, all(child.complete for child in checked)))
        return found

    def _unknown_keys(self, spec_class: type[Spec], values: Mapping[str, Any], path: Path) -> Iterator[Problem]:
        known = spec_class.key_fields()
        for key in values:
            if key in known:
                continue
            advice = spec_class.foreign_keys.get(key) if isinstance(key, str) else None
            near = "" if advice or not isinstance(key, str) else nearest(key, set(known) - set(values))
            hint = advice or (f"did you mean `{near}`?" if near else "its keys are " + ", ".join(known))
            shown = self.quote((*path, key), key, True)
            message = f"{spec_class.__name__} has no parameter `{shown}`"
            yield Problem((*path, key), "key", "unknown-key", message, hint, near)

    def _fields(
        self, spec_class: type[Spec], values: Mapping[str, Any], hidden: set[str], path: Path
    ) -> Iterator[Problem]:
        known = {key: value for key, value in values.items() if key not in hidden}
        try:
            spec_class.__pydantic_validator__.validate_python(known)
        except ValidationError as error:
            from schedules.wording import field_problems

            details = [item for item in error.errors(include_url=False) if item["loc"][0] not in hidden]
            yield from field_problems(spec_class, known, details, path, self.quote)

    def _constraints(self, spec: Spec, valid: set[str], path: Path, run: Run) -> Iterator[Problem]:
        for constraint in type(spec).constraints():
            for conflict in constraint.conflicts(spec, valid, run):
                yield self._conflict_problem(spec, conflict, path, bool(constraint.run_fields))

    def _conflict_problem(self, spec: Spec, conflict: Conflict, path: Path, against_run: bool) -> Problem:
        alias = {name: key for key, name in spec.key_fields().items()}
        shown = {
            name: self.quote((*path, alias[name]), getattr(spec, name))
            for name in alias
            if "{" + name + "}" in conflict.message + conflict.hint
        }
        at: Path = (
            (*path, alias[conflict.at]) if conflict.index is None else (*path, alias[conflict.at], conflict.index)
        )
        given = conflict.at in spec.model_fields_set
        return Problem(
            at if given else path,
            "value",
            "against-run" if against_run else "conflict",
            _fill(conflict.message, shown),
            _fill(conflict.hint, shown),
        )


def _fill(text: str, shown: Mapping[str, str]) -> str:
    for name, value in shown.items():
        text = text.replace("{" + name + "}", value)
    return text


def _is_unknown(value: Any) -> bool:
    """Whether a value, or an element of a plain list, is not known."""
    if isinstance(value, list | tuple):
        return any(isinstance(item, Unknown) for item in value)
    return isinstance(value, Unknown)


def _order(values: Mapping[str, Any], problem: Problem, path: Path) -> tuple[int, int]:
    """Problems come in the order of the keys; what concerns the node as a whole comes first."""
    if len(problem.path) <= len(path):
        return (-1, 0)
    keys = list(values)
    key = problem.path[len(path)]
    index = problem.path[len(path) + 1] if len(problem.path) > len(path) + 1 else -1
    return (keys.index(key) if key in keys else len(keys), index if isinstance(index, int) else -1)
