"""Watches which way the branches of the formulas go."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections import defaultdict

FORMULAS = (
    *("rate", "momentum_at", "body", "wave", "peak_of_warmup", "_anneal", "_height", "_stable", "_decay"),
    *("floor", "risen", "height", "warmup_height", "decay_steps", "decay_start", "flat_steps", "scale", "up", "down"),
    *("ratio", "step", "initial_rate", "built_rate", "beside", "_left", "_wave", "bottom", "climbed", "go_on"),
)
"""The methods of a Spec in which formulas are written."""


class Branches:
    """Puts a watch on every condition of the formulas: `if`, `... if ... else ...`, `or`, and `at.where`.

    Args:
        monkeypatch: Puts the methods back when the test is over.
    """

    def __init__(self, monkeypatch):
        self._monkeypatch = monkeypatch
        self._looked_at = set()
        self._watched = set()
        self._ways = defaultdict(set)

    def watch(self, watched_class, names=FORMULAS):
        """Watch methods of a class, and of the classes that it inherits them from."""
        for base in watched_class.__mro__[:-1]:
            for name in names:
                function = vars(base).get(name)
                if inspect.isfunction(function) and f"{base.__name__}.{name}" not in self._looked_at:
                    self._looked_at.add(f"{base.__name__}.{name}")
                    self._replace(base, name, function)

    def one_way(self):
        """The conditions that never went both ways: where they stand, and the way that they went."""
        return sorted(
            (place, *sorted(map(str, self._ways[place]))) for place in self._watched if len(self._ways[place]) < 2
        )

    def _replace(self, base, name, function):
        place = f"{base.__name__}.{name}"
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        watcher = _Watcher(place)
        tree = ast.fix_missing_locations(watcher.visit(tree))
        if not watcher.places:
            return
        self._watched.update(watcher.places)
        scope = {**function.__globals__, "_went": self._went}
        exec(compile(tree, place, "exec"), scope)
        self._monkeypatch.setattr(base, name, scope[name])

    def _went(self, place, condition):
        self._ways[place].add(bool(condition))
        return condition


class _Watcher(ast.NodeTransformer):
    def __init__(self, place):
        self._place = place
        self.places = []

    def _watched(self, condition):
        place = f"{self._place}: {ast.unparse(condition)}"
        self.places.append(place)
        return ast.Call(ast.Name("_went", ast.Load()), [ast.Constant(place), self.visit(condition)], [])

    def visit_If(self, node):
        test = self._watched(node.test)
        self.generic_visit(node)
        node.test = test
        return node

    visit_IfExp = visit_If

    def visit_BoolOp(self, node):
        first, *rest = node.values
        node.values = [self._watched(first), *map(self.visit, rest)]
        return node

    def visit_Call(self, node):
        is_where = isinstance(node.func, ast.Attribute) and node.func.attr == "where"
        first = self._watched(node.args[0]) if is_where else None
        self.generic_visit(node)
        if first is not None:
            node.args[0] = first
        return node

    def visit_FunctionDef(self, node):
        node.body = [self.visit(statement) for statement in node.body]
        return node
