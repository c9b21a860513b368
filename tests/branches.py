"""Watches which way the branches of the formulas go."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections import defaultdict

import numpy as np

FORMULAS = (
    *("rate", "momentum_at", "body", "wave", "peak_of_warmup", "bent", "_anneal", "_height", "_stable", "_decay"),
    *("floor", "risen", "height", "warmup_height", "decay_steps", "decay_start", "flat_steps", "scale", "up", "down"),
    *("ratio", "step", "initial_rate", "built_rate", "beside", "_left", "_wave", "bottom", "climbed", "go_on"),
)
"""The methods of a Spec in which formulas are written."""


class Branches:
    """Puts a watch on every condition of the formulas: `if`, `... if ... else ...`, `and`, `or`, and `at.where`.

    Each operand of `and` and `or` is a condition of its own, but for the last of what is no condition as a whole.

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

    def watch_function(self, function):
        """Watch a function, under whatever names the package has imported it. To be done before its callers."""
        watched = self._compiled(function, function.__name__)
        if watched is not None:
            for name, module in list(sys.modules.items()):
                if name.startswith("schedules") and vars(module).get(function.__name__) is function:
                    self._monkeypatch.setattr(module, function.__name__, watched)

    def one_way(self):
        """The conditions that never went both ways: where they stand, and the way that they went."""
        return sorted(
            (place, *sorted(map(str, self._ways[place]))) for place in self._watched if len(self._ways[place]) < 2
        )

    def _replace(self, base, name, function):
        watched = self._compiled(function, f"{base.__name__}.{name}")
        if watched is not None:
            self._monkeypatch.setattr(base, name, watched)

    def _compiled(self, function, place):
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        watcher = _Watcher(place)
        tree = ast.fix_missing_locations(watcher.visit(tree))
        if not watcher.places:
            return None
        self._watched.update(watcher.places)
        scope = {**function.__globals__, "_went": self._went}
        exec(compile(tree, place, "exec"), scope)
        return scope[function.__name__]

    def _went(self, place, condition):
        many = isinstance(condition, np.ndarray)
        self._ways[place].update(map(bool, np.unique(condition)) if many else [bool(condition)])
        return condition


class _Watcher(ast.NodeTransformer):
    def __init__(self, place):
        self._place = place
        self.places = []

    def _watched(self, condition):
        place = f"{self._place}: {ast.unparse(condition)}"
        self.places.append(place)
        watched = self._operands(condition, condition.values) if _is_joined(condition) else self.visit(condition)
        return ast.Call(ast.Name("_went", ast.Load()), [ast.Constant(place), watched], [])

    def _operands(self, node, decisive):
        node.values = [self._watched(value) if value in decisive else self.visit(value) for value in node.values]
        return node

    def visit_If(self, node):
        test = self._watched(node.test)
        node.test = ast.Constant(None)
        self.generic_visit(node)
        node.test = test
        return node

    visit_IfExp = visit_If
    visit_While = visit_If

    def visit_BoolOp(self, node):
        return self._operands(node, node.values[:-1])

    def visit_comprehension(self, node):
        node.ifs = [self._watched(condition) for condition in node.ifs]
        node.iter = self.visit(node.iter)
        return node

    def visit_Call(self, node):
        is_where = isinstance(node.func, ast.Attribute) and node.func.attr == "where"
        first = self._watched(node.args[0]) if is_where else None
        if first is not None:
            node.args[0] = ast.Constant(None)
        self.generic_visit(node)
        if first is not None:
            node.args[0] = first
        return node


def _is_joined(condition):
    return isinstance(condition, ast.BoolOp)
