"""What there is: schedulers and codes."""

from __future__ import annotations

from rich.table import Table

from lrviz.render.tables import new_table
from lrviz.rules import all_rules
from schedules.catalog import NOT_COVERED, SCHEDULERS
from schedules.registered import RegisteredSpec
from schedules.spec import Spec


def schedulers() -> Table:
    """Every scheduler: where it comes from, how often it is stepped, what it needs, and what it does."""
    table = new_table("scheduler", "from", "keys", "what it does")
    for column in table.columns:
        column.justify = "left"
    for name in SCHEDULERS.names():
        spec_class = SCHEDULERS.load(name)
        needed = [key for key, field in spec_class.key_fields().items() if spec_class.model_fields[field].is_required()]
        origin = (
            "plugin" if issubclass(spec_class, RegisteredSpec) else spec_class.upstream.partition(".")[0] or "lrviz"
        )
        table.add_row(name, origin, ", ".join(needed), _first_sentence(spec_class))
    for name in NOT_COVERED:
        table.add_row(name, "torch", "-", "not covered: takes a Python function")
    return table


def rules() -> Table:
    """Every lint rule."""
    table = new_table("code", "name", "severity", "what it finds")
    for column in table.columns:
        column.justify = "left"
    for rule in all_rules().values():
        table.add_row(rule.code, rule.name, rule.severity if rule.enabled else f"{rule.severity}, off", rule.title)
    return table


def _first_sentence(spec_class: type[Spec]) -> str:
    return (spec_class.__doc__ or "").strip().split("\n")[0].rstrip(".")
