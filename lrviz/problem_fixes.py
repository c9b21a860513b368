"""What would mend a Problem, where that is certain or likely."""

from __future__ import annotations

from lrviz.document import Document, read_document
from lrviz.rules.base import Edit, Fix
from schedules.foreign import REMOVED
from schedules.problems import Problem


def fix_of(document: Document, problem: Problem) -> Fix | None:
    """The fix of a Problem, or None where nobody can tell what was meant."""
    if problem.kind == "unknown-key":
        return _fix_key(problem)
    if problem.kind in ("wrong-type", "horizon"):
        return _unquote(document, problem)
    if problem.near and problem.at == "value" and problem.kind in ("unknown-name", "out-of-bounds"):
        return Fix((Edit("value", problem.path, problem.near),), f"write {problem.near}")
    return None


def _fix_key(problem: Problem) -> Fix | None:
    key = problem.path[-1]
    if key in REMOVED:
        return Fix((Edit("delete", problem.path),), f"delete {key}", safe=True)
    near = problem.near
    return Fix((Edit("rename", problem.path, near),), f"rename {key} to {near}", safe=True) if near else None


def _unquote(document: Document, problem: Problem) -> Fix | None:
    """A number in quotes is text to every reader."""
    source = document.sources.get(problem.path, "")
    inner = source[1:-1]
    if source[:1] not in ("'", '"') or not _is_plain_number(inner):
        return None
    return Fix((Edit("value", problem.path, inner),), f"take {inner} out of its quotes", safe=True)


def _is_plain_number(text: str) -> bool:
    """Whether it is the same number to Python and to YAML: `0100` is 64 to the one and 100 to the other."""
    read = read_document("", f"value: {text}".encode()).get(("value",))
    if isinstance(read, bool) or not isinstance(read, int | float):
        return False
    try:
        return float(text) == read
    except ValueError:
        return False
