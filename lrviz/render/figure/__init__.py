"""The picture, with matplotlib's `Figure` and without pyplot unless it is shown in a window."""

from lrviz.render.figure.picture import draw
from lrviz.render.figure.writing import save, show

__all__ = ["draw", "save", "show"]
